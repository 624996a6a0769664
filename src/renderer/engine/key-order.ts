import { BLOCK_ROWS } from '../../shared/flow/block'
import type { BlockShelf, Run } from './block-shelf'
import { CountedRuns } from './counted-runs'
import { originOf } from './engine-block'
import { agrees, countDigits, countFirstDigits, DIGITS, digitAt, keyOf, LEVELS, NEGATIVE } from './key-digits'
import type { MatchingRows } from './matching-rows'
import type { RowOrder, RowPlace } from './row-order'
import { NO_KEY, type SortKeys } from './sort-keys'

/** Of the block at hand; reused by all. */
const list = new Uint32Array(BLOCK_ROWS)
const keys = new Float64Array(BLOCK_ROWS)
const words = new Uint32Array(keys.buffer)
const weights = new Uint32Array(BLOCK_ROWS)
const rows = new Uint32Array(BLOCK_ROWS)

/** So many rows are sorted at once; of more only those that are asked for are looked for. */
const SORT_AT_ONCE = 4096

/** Rows whose keys agree in their leading digits. */
interface Bucket {
  /** Rows by their next digit. */
  readonly counts: Uint32Array
  /** The key of all of them; null when there are several. */
  readonly only: number | null
}

/**
 * Rows by a key, ties by evidence file, then line, whichever the direction. The key's double is taken as
 * four digits of 16 bits, whose order is its own. Each pass over the blocks counts one digit, so that only
 * the rows of a page are ever sorted, and nothing is kept for each row.
 */
export class KeyOrder implements RowOrder {
  private readonly buckets = new Map<string, Bucket>()
  private readonly ties = new Map<number, CountedRuns>()

  constructor(
    private readonly shelf: BlockShelf,
    private readonly matching: MatchingRows,
    private readonly sortKeys: SortKeys,
    private readonly descending: boolean,
  ) {}

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
      else places.push(...(await this.sorted(digits, first, last)).slice(begin, end))
    }
    return places
  }

  private async bucket(digits: readonly number[]): Promise<Bucket> {
    const name = digits.join()
    const known = this.buckets.get(name)
    if (known) return known
    const counts = new Uint32Array(DIGITS)
    const range = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }
    await this.shelf.visit((block, index) => {
      if (this.matching.count(index) === 0) return
      const count = this.sortKeys.distinct(block, this.matching.rows(index, list), keys, weights)
      if (digits.length === 0) countFirstDigits(words, weights, count, this.descending, counts)
      else countDigits(keys, words, weights, count, digits, this.descending, counts, range)
    })
    const bucket = { counts, only: range.least === range.most ? range.least : null }
    this.buckets.set(name, bucket)
    return bucket
  }

  /** All rows whose keys begin with the digits and go on with one from first to last, in order. */
  private async sorted(digits: readonly number[], first: number, last: number): Promise<readonly RowPlace[]> {
    const found: (RowPlace & { key: number; evidence: number; line: number })[] = []
    const level = digits.length
    const accept = (i: number) => {
      const digit = digitAt(words, i, level, this.descending)
      return digit >= first && digit <= last && agrees(words, i, digits, this.descending)
    }
    await this.shelf.visit((block, index) => {
      if (this.matching.count(index) === 0) return
      const count = this.sortKeys.select(block, this.matching.rows(index, list), keys, accept, rows)
      for (let i = 0; i < count; i++) {
        const row = rows[i] as number
        found.push({ block: index, row, key: keys[i] as number, ...originOf(block, row) })
      }
    })
    const sign = this.descending ? -1 : 1
    return found.sort((a, b) => {
      if (a.key !== b.key) return a.key === NO_KEY ? 1 : b.key === NO_KEY ? -1 : sign * (a.key - b.key)
      return a.evidence - b.evidence || a.line - b.line
    })
  }

  /** Rows of one key, which may be very many. */
  private async equal(key: number, from: number, to: number): Promise<readonly RowPlace[]> {
    const counted = this.ties.get(key) ?? (await this.countTies(key))
    this.ties.set(key, counted)
    const places: RowPlace[] = []
    for (const part of counted.parts(from, to)) {
      const { block: index, fromRow, toRow } = part.run
      const block = await this.shelf.block(index)
      const rows = this.matching.rows(index, list)
      this.sortKeys.read(block, rows, keys)
      let nth = 0
      for (let i = this.matching.below(index, fromRow); i < rows.count && nth < part.to; i++) {
        const row = rows.list ? (rows.list[i] as number) : i
        if (row >= toRow) break
        if (keys[i] !== key) continue
        if (nth >= part.from) places.push({ block: index, row })
        nth++
      }
    }
    return places
  }

  private async countTies(key: number): Promise<CountedRuns> {
    const runs = this.shelf.inEvidenceOrder()
    const byBlock = Array.from({ length: this.shelf.length }, (): number[] => [])
    for (const [index, { block }] of runs.entries()) byBlock[block]?.push(index)
    const counts = new Float64Array(runs.length)
    await this.shelf.visit((block, index) => {
      if (this.matching.count(index) === 0) return
      this.sortKeys.read(block, this.matching.rows(index, list), keys)
      for (const run of byBlock[index] as number[]) {
        const { fromRow, toRow } = runs[run] as Run
        counts[run] = countEqual(key, this.matching.below(index, fromRow), this.matching.below(index, toRow))
      }
    })
    return new CountedRuns(runs, counts)
  }
}

/** Neighbouring digits that hold rows of a page. */
interface Segment {
  readonly first: number
  readonly last: number
  /** Rows before the first of them. */
  readonly before: number
  /** More than SORT_AT_ONCE only in a segment of one digit. */
  readonly count: number
}

/** The digits that hold the rows from (included) to (not included), as few segments as may be sorted at once. */
function segments(counts: Uint32Array, from: number, to: number): readonly Segment[] {
  const found: Segment[] = []
  let before = 0
  for (let digit = 0; digit < DIGITS && before < to; digit++) {
    const count = counts[digit] as number
    if (count > 0 && before + count > from) {
      const last = found.at(-1)
      if (last && last.count + count <= SORT_AT_ONCE) {
        found[found.length - 1] = { ...last, last: digit, count: last.count + count }
      } else found.push({ first: digit, last: digit, before, count })
    }
    before += count
  }
  return found
}

/** How many of keys[from .. to) are this one. */
function countEqual(key: number, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (keys[i] === key) count++
  return count
}
