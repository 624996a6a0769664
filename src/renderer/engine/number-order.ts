import { BLOCK_ROWS } from '../../shared/flow/block'
import { agrees, countDigits, DIGITS, digitAt, keyBounds, keyOf, LEVELS, NEGATIVE } from './key-digits'
import { KeyOrder, SORT_AT_ONCE, segments } from './key-order'
import type { RowOrder, RowPlace } from './row-order'
import { NO_KEY, type NumberKeys } from './sort-keys'

/** Of the block at hand; reused by all. */
const keys = new Float64Array(BLOCK_ROWS)
const words = new Uint32Array(keys.buffer)
const weights = new Uint32Array(BLOCK_ROWS)

/** Rows whose keys agree in their leading digits. */
interface Bucket {
  /** Rows by their next digit. */
  readonly counts: Float64Array
  /** The key of all of them; null when there are several. */
  readonly only: number | null
}

/**
 * Rows by a number. Its double is taken as four digits of 16 bits, whose order is its own. Each pass over
 * the blocks counts one digit, so that only the rows of a page are ever sorted.
 */
export class NumberOrder extends KeyOrder<NumberKeys> implements RowOrder {
  private readonly buckets = new Map<string, Bucket>()

  at(from: number, to: number): Promise<readonly RowPlace[]> {
    return this.within([], from, to)
  }

  /** The page of the rows whose keys begin with these digits. */
  private async within(digits: readonly number[], from: number, to: number): Promise<readonly RowPlace[]> {
    if ((digits[0] as number) >= NEGATIVE) return this.equal(NO_KEY, from, to)
    if (digits.length === LEVELS) return this.equal(keyOf(digits, this.descending), from, to)
    const { counts, only } = await this.bucket(digits)
    if (only !== null) return this.equal(only, from, to)
    const places: RowPlace[] = []
    for (const { first, last, before, count } of segments(counts, from, to)) {
      const [begin, end] = [Math.max(0, from - before), Math.min(count, to - before)]
      if (count > SORT_AT_ONCE) places.push(...(await this.within([...digits, first], begin, end)))
      else places.push(...(await this.beginning(digits, first, last)).slice(begin, end))
    }
    return places
  }

  private async bucket(digits: readonly number[]): Promise<Bucket> {
    const name = digits.join()
    const known = this.buckets.get(name)
    if (known) return known
    const counts = new Float64Array(DIGITS)
    const range = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }
    await this.visit((block, rows) => {
      if (digits.length === 0) {
        this.keys.countFirstDigits(block, rows, this.descending, counts)
        return
      }
      const count = this.keys.distinct(block, rows, keys, weights)
      countDigits(keys, words, weights, count, digits, this.descending, counts, range)
    })
    const bucket = { counts, only: range.least === range.most ? range.least : null }
    this.buckets.set(name, bucket)
    return bucket
  }

  /** All rows whose keys begin with the digits and go on with one from first to last, in order. */
  private beginning(digits: readonly number[], first: number, last: number): Promise<readonly RowPlace[]> {
    const level = digits.length
    const accept = (i: number) => {
      const digit = digitAt(words, i, level, this.descending)
      return digit >= first && digit <= last && agrees(words, i, digits, this.descending)
    }
    const { low, high } = keyBounds(digits, first, last, this.descending)
    return this.sorted(keys, (block, rows, out) =>
      this.keys.select(block, rows, keys, low, high, accept, out),
    )
  }
}
