import { BLOCK_ROWS, type FlowColumn, type UintArray } from '../../shared/flow/block'
import { type Rows, readNumbers, readStored, storedRange } from './column-values'
import type { EngineBlock } from './engine-block'
import { rowsWanted } from './stored-rows'

/** The sort key of a row that lacks the field: below all others, which are never negative. */
export const NO_KEY = -1

/** What rows are sorted by. */
export interface RowKeys {
  /** Lists those of the rows that have the key, in ascending order; returns how many. */
  rowsOf(block: EngineBlock, rows: Rows, key: number, out: Uint32Array): number
}

const keysOfRows = new Float64Array(BLOCK_ROWS)
const indexes = new Uint32Array(BLOCK_ROWS)
const counts = new Uint32Array(BLOCK_ROWS)
/** The stored value that each key of `distinct` comes from. */
const storedOf = new Uint32Array(BLOCK_ROWS)
const wanted = new Uint8Array(BLOCK_ROWS)

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
    this.read(block, rows, keysOfRows)
    let found = 0
    for (let i = 0; i < rows.count; i++) {
      if (keysOfRows[i] === key) out[found++] = rows.list ? (rows.list[i] as number) : i
    }
    return found
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
      storedOf[found] = stored
      keys[found] = keyOf(stored)
      weights[found++] = counts[stored] as number
    }
    return found
  }

  /**
   * Lists the rows whose key is accepted, and writes their keys.
   * @param accept told the place of a key in `keys`
   * @returns how many
   */
  select(
    block: EngineBlock,
    rows: Rows,
    keys: Float64Array,
    accept: (i: number) => boolean,
    out: Uint32Array,
  ): number {
    const column = block.columns.get(this.field)
    const range = column ? storedRange(column) : null
    let found = 0
    if (!column || range === null) {
      this.read(block, rows, keys)
      for (let i = 0; i < rows.count; i++) {
        if (!accept(i)) continue
        out[found] = rows.list ? (rows.list[i] as number) : i
        keys[found++] = keys[i] as number
      }
      return found
    }
    const distinct = this.distinct(block, rows, keys, indexes)
    wanted.fill(0, 0, range)
    for (let i = 0; i < distinct; i++) if (accept(i)) wanted[storedOf[i] as number] = 1
    found = rowsWanted(column.data as UintArray, wanted.subarray(0, range), rows, out)
    this.read(block, { count: found, list: out }, keys)
    return found
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
