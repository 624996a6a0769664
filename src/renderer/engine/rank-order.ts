import { BLOCK_ROWS } from '../../shared/flow/block'
import { KeyOrder, SORT_AT_ONCE, segments } from './key-order'
import type { RankKeys } from './rank-keys'
import type { RowOrder, RowPlace } from './row-order'
import { NO_KEY } from './sort-keys'

/** Of the block at hand; reused by all. */
const keys = new Float64Array(BLOCK_ROWS)

/** How many rows there are at each place of the order, and how many have none. */
interface Counts {
  readonly byPlace: Float64Array
  readonly placed: number
}

/**
 * Rows by an address or a word. One pass over the blocks counts the rows of each rank; that tells the ranks
 * of a page, and most blocks have none of them.
 */
export class RankOrder extends KeyOrder<RankKeys> implements RowOrder {
  private counts: Counts | null = null

  async at(from: number, to: number): Promise<readonly RowPlace[]> {
    this.counts ??= await this.count()
    const { byPlace, placed } = this.counts
    const places: RowPlace[] = []
    for (const { first, last, before, count } of segments(byPlace, from, to)) {
      const [begin, end] = [Math.max(0, from - before), Math.min(count, to - before)]
      if (count > SORT_AT_ONCE) places.push(...(await this.equal(this.rankAt(first), begin, end)))
      else places.push(...(await this.between(first, last)).slice(begin, end))
    }
    if (to > placed) places.push(...(await this.equal(NO_KEY, Math.max(0, from - placed), to - placed)))
    return places
  }

  private async count(): Promise<Counts> {
    const { size } = this.keys
    const counts = new Float64Array(size + 1)
    await this.visit((block, rows) => this.keys.count(block, rows, counts))
    const byPlace = this.keys.byRank(counts)
    if (this.descending) byPlace.reverse()
    return { byPlace, placed: byPlace.reduce((sum, count) => sum + count, 0) }
  }

  private rankAt(place: number): number {
    return this.descending ? this.keys.size - 1 - place : place
  }

  /** All rows of the places from first to last, in order. */
  private between(first: number, last: number): Promise<readonly RowPlace[]> {
    const [a, b] = [this.rankAt(first), this.rankAt(last)]
    const [low, high] = [Math.min(a, b), Math.max(a, b)]
    return this.sorted(keys, (block, rows, out) => this.keys.select(block, rows, low, high, keys, out))
  }
}
