import { BLOCK_ROWS } from './block'
import type { ColumnPlan } from './column-plan'

/** Combinations that one byte can tell apart. */
export const MOST_JOINED = 256

/** Says of each row of a block, in one byte, which combination of values some columns of it have. */
export interface JointCodes {
  /** No column yet: all rows have combination 0. */
  begin(count: number): void
  /**
   * Looks for the combinations with one more column, whose stored values fit a byte.
   * @returns how many there are, -1 when too many
   */
  joinNumbers(values: Float64Array, plan: ColumnPlan, count: number): number
  /** The same; no index is absent. */
  joinIndexes(indexes: Uint32Array, count: number): number
  /** Of each combination found last: the one before it, and what the column stores. */
  readonly firsts: Uint8Array
  readonly seconds: Uint8Array
  /** Goes on with the combinations found last. */
  accept(): void
  /** The combination of each row; valid until the next call of begin. */
  codes(count: number): Uint8Array
}

/** The codes of one block at a time, in arrays that are reused. */
export class PlainCodes implements JointCodes {
  private now = new Uint8Array(BLOCK_ROWS)
  private next = new Uint8Array(BLOCK_ROWS)
  private own = new Uint8Array(BLOCK_ROWS)
  private readonly ids = new Int16Array(MOST_JOINED * MOST_JOINED)
  readonly firsts = new Uint8Array(MOST_JOINED)
  readonly seconds = new Uint8Array(MOST_JOINED)

  begin(count: number): void {
    if (this.now.length < count) {
      this.now = new Uint8Array(count)
      this.next = new Uint8Array(count)
      this.own = new Uint8Array(count)
    }
    this.now.fill(0, 0, count)
  }

  joinNumbers(values: Float64Array, { base, absent }: ColumnPlan, count: number): number {
    const { own } = this
    for (let row = 0; row < count; row++) {
      const value = values[row] as number
      own[row] = value >= 0 ? value - base : absent
    }
    return this.join(count)
  }

  joinIndexes(indexes: Uint32Array, count: number): number {
    this.own.set(indexes.subarray(0, count))
    return this.join(count)
  }

  accept(): void {
    const { now } = this
    this.now = this.next
    this.next = now
  }

  codes(count: number): Uint8Array {
    return this.now.subarray(0, count)
  }

  /** Writes the combinations of `now` and `own` to `next`. */
  private join(count: number): number {
    const { ids, now, own, next, firsts, seconds } = this
    ids.fill(-1)
    let size = 0
    for (let row = 0; row < count; row++) {
      const pair = (now[row] as number) * MOST_JOINED + (own[row] as number)
      let id = ids[pair] as number
      if (id < 0) {
        if (size === MOST_JOINED) return -1
        id = ids[pair] = size
        firsts[size] = now[row] as number
        seconds[size++] = own[row] as number
      }
      next[row] = id
    }
    return size
  }
}
