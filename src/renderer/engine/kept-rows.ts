import type { Rows } from './column-values'

/** Filters whose rows are kept: half a byte a flow, all of them together. */
const MOST_FILTERS = 4

/** Of a block whose rows all match. */
const ALL = new Uint32Array(0)

/**
 * Which rows matched the filters that were asked for last, a bit for each row of a block. Views and rules ask
 * several questions with one filter; all but the first need not look at the columns again. What is kept of a block
 * goes with it.
 */
export class KeptRows {
  /** By filter, then by block. The one that was used last is the last. */
  private readonly filters = new Map<string, WeakMap<object, Uint32Array>>()

  /** @param key of a filter */
  of(key: string, block: object): Uint32Array | undefined {
    const blocks = this.filters.get(key)
    const bits = blocks?.get(block)
    if (blocks && bits) this.used(key, blocks)
    return bits
  }

  /**
   * @param rows that the block has
   * @param matching its first `count` are the rows that match
   */
  keep(key: string, block: object, rows: number, matching: Uint32Array, count: number): void {
    const blocks = this.filters.get(key) ?? new WeakMap()
    this.used(key, blocks)
    if (this.filters.size > MOST_FILTERS) {
      const [oldest] = this.filters.keys()
      this.filters.delete(oldest as string)
    }
    blocks.set(block, count === rows ? ALL : bitsOf(matching, count, rows))
  }

  private used(key: string, blocks: WeakMap<object, Uint32Array>): void {
    this.filters.delete(key)
    this.filters.set(key, blocks)
  }
}

function bitsOf(matching: Uint32Array, count: number, rows: number): Uint32Array {
  const bits = new Uint32Array((rows + 31) >>> 5)
  for (let i = 0; i < count; i++) {
    const row = matching[i] as number
    bits[row >>> 5] = (bits[row >>> 5] as number) | (1 << (row & 31))
  }
  return bits
}

/** Writes those of the rows whose bit is set; returns how many. When all are, `out` may be left as it was. */
export function rowsOfBits(bits: Uint32Array, { count, list }: Rows, out: Uint32Array): number {
  if (bits === ALL) return count
  let found = 0
  if (list) {
    for (let i = 0; i < count; i++) {
      const row = list[i] as number
      // Written always, kept when it is wanted: no branch to mispredict.
      out[found] = row
      found += ((bits[row >>> 5] as number) >>> (row & 31)) & 1
    }
    return found
  }
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    for (let left = bits[word] as number; left !== 0; left &= left - 1) {
      out[found++] = first + 31 - Math.clz32(left & -left)
    }
  }
  return found
}
