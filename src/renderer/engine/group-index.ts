import { BLOCK_ROWS } from '../../shared/flow/block'
import type { FlowQuery, KeyValue } from '../../shared/query/query'
import type { BlockShelf } from './block-shelf'
import { allRows, type Rows, readStored } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import type { QueryGrouping } from './grouping'
import { KeyColumns } from './key-columns'
import { borrowList, giveBackList } from './row-lists'
import { numberTuples, type TupleChunk } from './tuple-numbers'

/** The group of each row of a block. */
interface BlockGroups {
  /** Local code of each row, below the length of `groups`. */
  readonly codes: Uint16Array
  readonly groups: Uint32Array
}

/** Of the block at hand. */
const codes = new Uint32Array(BLOCK_ROWS)
const dense = new Uint32Array(BLOCK_ROWS)
const occurring = new Uint32Array(BLOCK_ROWS)

/**
 * The groups of all rows by some keys, told once and kept: what they come to is then a matter of adding up.
 * A group of many keys takes ten times as long to find as a number of it to add.
 */
export class GroupIndex {
  private constructor(
    private readonly columns: KeyColumns,
    readonly blocks: readonly BlockGroups[],
    /** Ids of the keys of each group, by key. */
    private readonly ids: readonly Uint32Array[],
    readonly size: number,
  ) {}

  /**
   * Looks at all flows of a shelf.
   * @param mostCombinations of keys in a block, added up over all blocks; with more there is no index: null
   */
  static async of(
    query: Pick<FlowQuery, 'groupBy' | 'unordered'>,
    shelf: BlockShelf,
    dictionaries: Dictionaries,
    mostCombinations: number,
  ): Promise<GroupIndex | null> {
    const columns = new KeyColumns(query, dictionaries)
    const ofRows: Uint16Array[] = []
    const chunks: TupleChunk[] = []
    let combinations = 0
    await shelf.visit((block) => {
      if (combinations > mostCombinations) return
      const rows = allRows(block.block)
      const found = compact(rows.count, columns.read(block, rows, codes))
      ofRows.push(Uint16Array.from(codes.subarray(0, rows.count)))
      const lists = query.groupBy.map(() => borrowList())
      columns.idsOf(occurring, found, lists)
      chunks.push(lists.map((list) => list.slice(0, found)))
      for (const list of lists) giveBackList(list)
      combinations += found
    })
    columns.close()
    if (combinations > mostCombinations) return null
    const { numbers, distinct, count } = numberTuples(chunks, query.groupBy.length)
    const blocks = ofRows.map((own, i) => inGroupOrder(own, numbers[i] as Uint32Array, count))
    return new GroupIndex(columns, blocks, distinct, count)
  }

  /** Blocks whose rows have a group here. */
  get length(): number {
    return this.blocks.length
  }

  get bytes(): number {
    const arrays = [...this.blocks.flatMap((block) => [block.codes, block.groups]), ...this.ids]
    return arrays.reduce((sum, array) => sum + array.byteLength, 0)
  }

  idsOf(group: number, out: Uint32Array): void {
    const { ids } = this
    for (let key = 0; key < ids.length; key++) out[key] = (ids[key] as Uint32Array)[group] as number
  }

  valueOf(key: number, id: number): KeyValue {
    return this.columns.valueOf(key, id)
  }
}

/** The groups that an index knows, for one question. */
export class IndexedGroups implements QueryGrouping {
  private at: BlockGroups | null = null

  constructor(private readonly index: GroupIndex) {}

  get size(): number {
    return this.index.size
  }

  goesOnWith(): boolean {
    return false
  }

  read(_block: EngineBlock, rows: Rows, out: Uint32Array, index: number): number {
    this.at = this.index.blocks[index] as BlockGroups
    readStored(this.at.codes, rows, out)
    return this.at.groups.length
  }

  groupsOf(locals: Uint32Array, count: number, groups: Uint32Array): void {
    const { groups: known } = this.at as BlockGroups
    for (let i = 0; i < count; i++) {
      const local = locals[i] as number
      groups[local] = known[local] as number
    }
  }

  idsOf(group: number, ids: Uint32Array): void {
    this.index.idsOf(group, ids)
  }

  valueOf(key: number, id: number): KeyValue {
    return this.index.valueOf(key, id)
  }

  /** The index is kept. */
  close(): void {}
}

/**
 * Renumbers codes[0 .. count), all below `size`, so that all numbers occur, and lists which codes did.
 * @returns how many there are
 */
function compact(count: number, size: number): number {
  dense.fill(0, 0, size)
  for (let i = 0; i < count; i++) dense[codes[i] as number] = 1
  let found = 0
  for (let code = 0; code < size; code++) {
    occurring[found] = code
    const occurs = dense[code] as number
    dense[code] = found
    found += occurs
  }
  if (found < size) for (let i = 0; i < count; i++) codes[i] = dense[codes[i] as number] as number
  return found
}

const ORDER_BITS = 10
const places = new Uint32Array(2 ** ORDER_BITS + 1)

/**
 * Renumbers the local codes of a block in the order of the upper bits of their groups: figures of groups are then
 * walked through from one end to the other. Here and there it takes several times as long.
 * @param groups group of each local code, below `count`; brought into the new order
 */
function inGroupOrder(ofRows: Uint16Array, groups: Uint32Array, count: number): BlockGroups {
  const shift = Math.max(0, 32 - Math.clz32(count) - ORDER_BITS)
  places.fill(0)
  for (let i = 0; i < groups.length; i++) {
    const place = ((groups[i] as number) >>> shift) + 1
    places[place] = (places[place] as number) + 1
  }
  for (let place = 1; place < places.length; place++) {
    places[place] = (places[place] as number) + (places[place - 1] as number)
  }
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as number
    const at = places[group >>> shift] as number
    places[group >>> shift] = at + 1
    dense[i] = at
    occurring[at] = group
  }
  groups.set(occurring.subarray(0, groups.length))
  for (let row = 0; row < ofRows.length; row++) ofRows[row] = dense[ofRows[row] as number] as number
  return { codes: ofRows, groups }
}
