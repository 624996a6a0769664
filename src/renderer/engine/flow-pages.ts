import type { FlowPage, FlowPageQuery, FlowRow, FlowValue } from '../../shared/query/query'
import { compileFilter } from './block-filter'
import type { BlockShelf } from './block-shelf'
import { type Dictionaries, type EngineBlock, originOf } from './engine-block'
import { EvidenceOrder } from './evidence-order'
import { MatchingRows } from './matching-rows'
import { NumberOrder } from './number-order'
import { isRanked, RankKeys } from './rank-keys'
import { RankOrder } from './rank-order'
import type { RowOrder } from './row-order'
import { NumberKeys } from './sort-keys'
import { valueReader } from './value-reader'

interface Kept<T> {
  readonly key: string
  readonly value: T
}

/** Pages of the flow table of one source. */
export class FlowPages {
  /** The table asks for many pages of one selection in one order: only the last is kept. */
  private matching: Kept<MatchingRows> | null = null
  private order: Kept<RowOrder> | null = null

  constructor(
    private readonly shelf: BlockShelf,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** To be called when blocks were added. */
  forget(): void {
    this.matching = null
    this.order = null
  }

  async page(query: FlowPageQuery): Promise<FlowPage> {
    const matching = await this.select(query)
    const order = this.arrange(query, matching)
    const { total } = matching
    const from = Math.min(Math.max(0, query.offset), total)
    const rows: FlowRow[] = []
    const readers = new Map<EngineBlock, RowReader>()
    for (const { block: index, row } of await order.at(from, Math.min(from + query.limit, total))) {
      const block = await this.shelf.block(index)
      const read = readers.get(block) ?? rowReader(block, this.dictionaries)
      readers.set(block, read)
      rows.push(read(row))
    }
    return { total, rows }
  }

  private async select({ filter, time }: FlowPageQuery): Promise<MatchingRows> {
    const key = JSON.stringify([filter, time])
    if (this.matching?.key === key) return this.matching.value
    const { length } = this.shelf
    const value = await MatchingRows.of(compileFilter(filter, time, this.dictionaries), this.shelf)
    // Blocks that came meanwhile are missing from it: it serves this page alone.
    if (this.shelf.length === length) this.matching = { key, value }
    return value
  }

  private arrange({ filter, time, sort }: FlowPageQuery, matching: MatchingRows): RowOrder {
    const key = JSON.stringify([filter, time, sort])
    if (this.order?.key === key && this.matching?.value === matching) return this.order.value
    const value = this.orderOf(sort, matching)
    this.order = { key, value }
    return value
  }

  private orderOf({ field, descending }: FlowPageQuery['sort'], matching: MatchingRows): RowOrder {
    const { shelf, dictionaries } = this
    if (field === 'evidence') return new EvidenceOrder(shelf, matching, descending)
    return isRanked(field)
      ? new RankOrder(shelf, matching, new RankKeys(field, dictionaries), descending)
      : new NumberOrder(shelf, matching, new NumberKeys(field), descending)
  }
}

type RowReader = (row: number) => FlowRow

function rowReader(block: EngineBlock, dictionaries: Dictionaries): RowReader {
  const readers = block.block.columns.map(
    (column) => [column.field, valueReader(block, column, dictionaries)] as const,
  )
  return (row) => {
    const values: Record<string, FlowValue> = {}
    for (const [field, read] of readers) {
      const value = read(row)
      if (value !== null) values[field] = value
    }
    return { ...originOf(block, row), values }
  }
}
