import type { FlowQuery, KeyValue } from '../../shared/query/query'
import type { Rows } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import type { QueryGrouping } from './grouping'
import { KeyColumns } from './key-columns'
import { PairTable } from './pair-table'
import { borrowList, giveBackList } from './row-lists'

/** Tells for the rows of a block which group of a query they belong to. */
export class GroupReader implements QueryGrouping {
  private readonly columns: KeyColumns
  /** Keys are joined two by two: (first, second) becomes a pair's id, that with the third another, … */
  private readonly pairs: readonly PairTable[]

  constructor(query: Pick<FlowQuery, 'groupBy' | 'unordered'>, dictionaries: Dictionaries) {
    this.columns = new KeyColumns(query, dictionaries)
    this.pairs = query.groupBy.slice(1).map(() => new PairTable())
  }

  close(): void {
    this.columns.close()
  }

  get size(): number {
    if (this.columns.length === 0) return 1
    return this.pairs.at(-1)?.length ?? this.columns.idsOfFirst
  }

  goesOnWith(block: EngineBlock): boolean {
    return this.columns.goesOnWith(block)
  }

  read(block: EngineBlock, rows: Rows, codes: Uint32Array): number {
    return this.columns.read(block, rows, codes)
  }

  groupsOf(codes: Uint32Array, count: number, groups: Uint32Array): void {
    const lists = Array.from({ length: Math.max(1, this.columns.length) }, borrowList)
    const [ids, ...more] = lists as [Uint32Array, ...Uint32Array[]]
    if (this.columns.length === 0) ids.fill(0, 0, count)
    else this.columns.idsOf(codes, count, lists)
    for (const [position, seconds] of more.entries()) {
      ;(this.pairs[position] as PairTable).idsOf(ids, seconds, count, ids)
    }
    for (let i = 0; i < count; i++) groups[codes[i] as number] = ids[i] as number
    for (const list of lists) giveBackList(list)
  }

  idsOf(group: number, ids: Uint32Array): void {
    let id = group
    for (let position = this.columns.length - 1; position >= 1; position--) {
      const pairs = this.pairs[position - 1] as PairTable
      ids[position] = pairs.secondOf(id)
      id = pairs.firstOf(id)
    }
    ids[0] = id
  }

  valueOf(key: number, id: number): KeyValue {
    return this.columns.valueOf(key, id)
  }
}
