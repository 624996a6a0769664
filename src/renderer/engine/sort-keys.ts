import { BLOCK_ROWS, type FlowColumn, type UintArray } from '../../shared/flow/block'
import { type Rows, readNumbers, readStored, storedAt, storedRange } from './column-values'
import type { EngineBlock } from './engine-block'
import { countFirstDigits, countFirstDigitsOfWhole } from './key-digits'
import { rowsBetween, rowsWanted } from './stored-rows'

/** The sort key of a row that lacks the field: below all others, which are never negative. */
export const NO_KEY = -1

/** What rows are sorted by. */
export interface RowKeys {
  /** Lists those of the rows that have the key, in ascending order; returns how many. */
  rowsOf(block: EngineBlock, rows: Rows, key: number, out: Uint32Array): number
}

const keysOfRows = new Float64Array(BLOCK_ROWS)
const wordsOfRows = new Uint32Array(keysOfRows.buffer)
const indexes = new Uint32Array(BLOCK_ROWS)
const counts = new Uint32Array(BLOCK_ROWS)

/** Reads the numbers of a field that rows are sorted by, as doubles; times in milliseconds. */
export class NumberKeys implements RowKeys {
  constructor(private readonly field: string) {}

  /** Writes the key of each of the rows into keys[0 .. rows.count). */
  read(block: EngineBlock, rows: Rows, keys: Float64Array): void {
    const { count } = rows
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') {
      keys.fill(NO_KEY, 0, count)
      return
    }
    readNumbers(column, rows, keys, NO_KEY)
    const factor = this.factor(block)
    if (factor === 1) return
    for (let i = 0; i < count; i++) if (keys[i] !== NO_KEY) keys[i] = (keys[i] as number) * factor
  }

  rowsOf(block: EngineBlock, rows: Rows, key: number, out: Uint32Array): number {
    const near = this.near(block, rows, key, key, out)
    this.read(block, near, keysOfRows)
    let found = 0
    for (let i = 0; i < near.count; i++) {
      if (keysOfRows[i] === key) out[found++] = near.list ? (near.list[i] as number) : i
    }
    return found
  }

  /** Adds the first digits of the rows' keys to the counts. */
  countFirstDigits(block: EngineBlock, rows: Rows, descending: boolean, into: Float64Array): void {
    const column = block.columns.get(this.field)
    if (
      column?.kind === 'number' &&
      column.data instanceof Uint32Array &&
      !column.values &&
      this.factor(block) === 1
    ) {
      const stored = storedAt(column.data, rows)
      countFirstDigitsOfWhole(stored, rows.count, column.base, column.absent, descending, into)
      return
    }
    const count = this.distinct(block, rows, keysOfRows, indexes)
    countFirstDigits(wordsOfRows, indexes, count, descending, into)
  }

  /**
   * Writes the keys that occur among the rows, each with its number of rows; a key may occur twice.
   * @returns how many were written
   */
  distinct(block: EngineBlock, rows: Rows, keys: Float64Array, weights: Uint32Array): number {
    const { count } = rows
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') {
      keys[0] = NO_KEY
      weights[0] = count
      return 1
    }
    const range = storedRange(column)
    if (range === null) {
      this.read(block, rows, keys)
      weights.fill(1, 0, count)
      return count
    }
    readStored(column.data as UintArray, rows, indexes)
    countStored(indexes, count, range)
    const keyOf = this.storedKeys(block, column)
    let found = 0
    for (let stored = 0; stored < range; stored++) {
      if (counts[stored] === 0) continue
      keys[found] = keyOf(stored)
      weights[found++] = counts[stored] as number
    }
    return found
  }

  /**
   * Lists the rows whose key is accepted, and writes their keys.
   * @param low no lesser key is accepted
   * @param high no larger key is accepted
   * @param accept told the place of a key in `keys`
   * @returns how many
   */
  select(
    block: EngineBlock,
    rows: Rows,
    keys: Float64Array,
    low: number,
    high: number,
    accept: (i: number) => boolean,
    out: Uint32Array,
  ): number {
    const near = this.near(block, rows, low, high, out)
    this.read(block, near, keys)
    let found = 0
    for (let i = 0; i < near.count; i++) {
      if (!accept(i)) continue
      out[found] = near.list ? (near.list[i] as number) : i
      keys[found++] = keys[i] as number
    }
    return found
  }

  /** Those of the rows that may have a key within bounds, told by what is stored as far as it can be. */
  private near(block: EngineBlock, rows: Rows, low: number, high: number, out: Uint32Array): Rows {
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') return rows
    const { data, base, absent, values } = column
    if (data.length === 0 || data instanceof Float64Array || data instanceof BigUint64Array) return rows
    if (low < 0 && (values || absent >= 0)) return rows
    const factor = this.factor(block)
    if (values) {
      const wanted = Uint8Array.from(values, (value) =>
        value * factor >= low && value * factor <= high ? 1 : 0,
      )
      return { count: rowsWanted(data, wanted, rows, out), list: out }
    }
    // A value more on either side, so that rounding leaves none out.
    const from = Math.max(0, Math.floor(low / factor) - base - 1)
    const to = Math.min(2 ** (8 * data.BYTES_PER_ELEMENT) - 1, Math.ceil(high / factor) - base + 1)
    return { count: from <= to ? rowsBetween(data, from, to, rows, out) : 0, list: out }
  }

  /** Blocks of seconds and of milliseconds must compare. */
  private factor({ block }: EngineBlock): number {
    return this.field === 'start' || this.field === 'end' ? 1000 / block.ticksPerSecond : 1
  }

  /** What makes a key of a value as a column stores it. */
  private storedKeys(
    block: EngineBlock,
    { base, values, absent }: Extract<FlowColumn, { kind: 'number' }>,
  ): (stored: number) => number {
    const factor = this.factor(block)
    if (values) {
      return (index) => {
        const value = values[index] as number
        return Number.isNaN(value) ? NO_KEY : value * factor
      }
    }
    return (stored) => (stored === absent ? NO_KEY : (base + stored) * factor)
  }
}

/** Adds the stored values of the block at hand to counts[0 .. range). */
function countStored(stored: Uint32Array, count: number, range: number): void {
  counts.fill(0, 0, range)
  for (let i = 0; i < count; i++) {
    const value = stored[i] as number
    counts[value] = (counts[value] as number) + 1
  }
}
