import { BLOCK_ROWS, type FlowColumn, type UintArray } from '../../shared/flow/block'
import { fieldSpec } from '../../shared/flow/fields'
import { type Rows, readStored } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { borrowList, giveBackList } from './row-lists'
import { NO_KEY, type RowKeys } from './sort-keys'
import { rowsBetween, rowsWanted } from './stored-rows'

/** Of the block at hand; reused by all. */
const indexes = new Uint32Array(BLOCK_ROWS)
const keysOfRows = new Float64Array(BLOCK_ROWS)

/** Whether rows are sorted by their values' places in a dictionary of the case, not by a number. */
export function isRanked(field: string): boolean {
  return fieldSpec(field).kind !== 'number'
}

/**
 * Reads the addresses or words of a field that rows are sorted by, as their ranks among all that the
 * case has: addresses IPv4 first, text by code unit.
 */
export class RankKeys implements RowKeys {
  /** Rank by case-wide id. */
  private readonly ranks: Uint32Array

  constructor(
    private readonly field: string,
    dictionaries: Dictionaries,
  ) {
    this.ranks =
      fieldSpec(field).kind === 'address'
        ? dictionaries.addresses.ranks()
        : dictionaries.values(field).ranks()
  }

  /** How many ranks there are, from 0. */
  get size(): number {
    return this.ranks.length
  }

  /** Adds the rows to the counts of their values by case-wide id, and those that lack the field to counts[size]. */
  count(block: EngineBlock, rows: Rows, counts: Float64Array): void {
    const { size } = this
    const column = block.columns.get(this.field)
    const ids = column && column.kind !== 'number' ? this.idsOf(block, column) : null
    if (!column || !ids || column.data.length === 0) {
      const only = ids && column ? onlyId(ids, column) : size
      counts[only] = (counts[only] as number) + rows.count
      return
    }
    readStored(column.data as UintArray, rows, indexes)
    const ofStored = borrowList().fill(0, 0, ids.length)
    countBelow(indexes, rows.count, ids.length, ofStored)
    let present = 0
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] as number
      const count = ofStored[index] as number
      counts[id] = (counts[id] as number) + count
      present += count
    }
    counts[size] = (counts[size] as number) + rows.count - present
    giveBackList(ofStored)
  }

  /** Counts by case-wide id in the order of the ranks. */
  byRank(counts: Float64Array): Float64Array {
    const { ranks } = this
    const ordered = new Float64Array(ranks.length)
    for (let id = 0; id < ranks.length; id++) ordered[ranks[id] as number] = counts[id] as number
    return ordered
  }

  /**
   * Lists those of the rows whose rank is from `low` to `high`, in ascending order, and writes their ranks.
   * @returns how many
   */
  select(
    block: EngineBlock,
    rows: Rows,
    low: number,
    high: number,
    keys: Float64Array,
    out: Uint32Array,
  ): number {
    const column = block.columns.get(this.field)
    const only = this.onlyKey(block, column)
    if (!column || only !== null) {
      if (only === null || only < low || only > high) return 0
      keys.fill(only, 0, rows.count)
      return allOf(rows, out)
    }
    const ids = this.idsOf(block, column)
    const { ranks } = this
    const wanted = new Uint8Array(ids.length)
    let any = false
    for (let index = 0; index < ids.length; index++) {
      const rank = ranks[ids[index] as number] as number
      if (rank < low || rank > high) continue
      wanted[index] = 1
      any = true
    }
    if (!any) return 0
    const data = column.data as UintArray
    const found = rowsWanted(data, wanted, rows, out)
    readStored(data, { count: found, list: out }, indexes)
    for (let i = 0; i < found; i++) keys[i] = ranks[ids[indexes[i] as number] as number] as number
    return found
  }

  rowsOf(block: EngineBlock, rows: Rows, key: number, out: Uint32Array): number {
    if (key !== NO_KEY) return this.select(block, rows, key, key, keysOfRows, out)
    const column = block.columns.get(this.field)
    const only = this.onlyKey(block, column)
    if (!column || only !== null) return only === null || only === NO_KEY ? allOf(rows, out) : 0
    const { absent } = column
    return absent < 0 ? 0 : rowsBetween(column.data as UintArray, absent, absent, rows, out)
  }

  /** The key of all rows of the block; null when they differ. */
  private onlyKey(block: EngineBlock, column: FlowColumn | undefined): number | null {
    if (!column || column.kind === 'number') return NO_KEY
    if (column.data.length > 0) return null
    return this.ranks[onlyId(this.idsOf(block, column), column)] as number
  }

  /** Case-wide id of each value of the column's dictionary, in which a value may stand twice. */
  private idsOf({ addressIds, valueIds }: EngineBlock, { kind }: FlowColumn): Uint32Array {
    return kind === 'address' ? addressIds : (valueIds.get(this.field) as Uint32Array)
  }
}

function allOf({ count, list }: Rows, out: Uint32Array): number {
  if (list) out.set(list.subarray(0, count))
  else for (let row = 0; row < count; row++) out[row] = row
  return count
}

/** The case-wide id of the one value of a column. */
function onlyId(ids: Uint32Array, column: FlowColumn): number {
  return ids[column.kind === 'address' ? column.base : 0] as number
}

/** Counts those of the stored values that are below `end`: what stands for "absent" is not. */
function countBelow(stored: Uint32Array, count: number, end: number, into: Uint32Array): void {
  for (let i = 0; i < count; i++) {
    const value = stored[i] as number
    if (value < end) into[value] = (into[value] as number) + 1
  }
}
