import { BLOCK_ROWS } from '../../shared/flow/block'
import type { BlockShelf, Run } from './block-shelf'
import type { Rows } from './column-values'
import { CountedRuns } from './counted-runs'
import { type EngineBlock, originOf } from './engine-block'
import type { MatchingRows } from './matching-rows'
import type { RowPlace } from './row-order'
import { NO_KEY, type RowKeys } from './sort-keys'

/** Of the block at hand; reused by all. */
const list = new Uint32Array(BLOCK_ROWS)
const found = new Uint32Array(BLOCK_ROWS)

/** So many rows are sorted at once; of more only those that are asked for are looked for. */
export const SORT_AT_ONCE = 4096

/** Rows by a key, ties by evidence file, then line, whichever the direction; nothing is kept for each row. */
export abstract class KeyOrder<Keys extends RowKeys> {
  private readonly ties = new Map<number, CountedRuns>()

  constructor(
    protected readonly shelf: BlockShelf,
    protected readonly matching: MatchingRows,
    protected readonly keys: Keys,
    protected readonly descending: boolean,
  ) {}

  /** Calls with every block that has matching rows, and these; they are valid until it returns. */
  protected visit(look: (block: EngineBlock, rows: Rows, index: number) => void): Promise<void> {
    return this.shelf.visit((block, index) => {
      if (this.matching.count(index) > 0) look(block, this.matching.rows(index, list), index)
    })
  }

  /**
   * Some rows, in order: no more than can be kept.
   * @param select lists the wanted ones of a block's rows and writes their keys to `keys`; returns how many
   */
  protected async sorted(
    keys: Float64Array,
    select: (block: EngineBlock, rows: Rows, out: Uint32Array) => number,
  ): Promise<readonly RowPlace[]> {
    const places: (RowPlace & { key: number; evidence: number; line: number })[] = []
    await this.visit((block, rows, index) => {
      const count = select(block, rows, found)
      for (let i = 0; i < count; i++) {
        const row = found[i] as number
        places.push({ block: index, row, key: keys[i] as number, ...originOf(block, row) })
      }
    })
    const sign = this.descending ? -1 : 1
    return places.sort((a, b) => {
      if (a.key !== b.key) return a.key === NO_KEY ? 1 : b.key === NO_KEY ? -1 : sign * (a.key - b.key)
      return a.evidence - b.evidence || a.line - b.line
    })
  }

  /** Rows of one key, which may be very many. */
  protected async equal(key: number, from: number, to: number): Promise<readonly RowPlace[]> {
    const counted = this.ties.get(key) ?? (await this.countTies(key))
    this.ties.set(key, counted)
    const places: RowPlace[] = []
    for (const part of counted.parts(from, to)) {
      const { block: index, fromRow } = part.run
      const block = await this.shelf.block(index)
      const count = this.keys.rowsOf(block, this.matching.rows(index, list), key, found)
      const first = firstFrom(found, count, fromRow)
      for (let nth = part.from; nth < part.to; nth++) {
        places.push({ block: index, row: found[first + nth] as number })
      }
    }
    return places
  }

  private async countTies(key: number): Promise<CountedRuns> {
    const runs = this.shelf.inEvidenceOrder()
    const byBlock = Array.from({ length: this.shelf.length }, (): number[] => [])
    for (const [index, { block }] of runs.entries()) byBlock[block]?.push(index)
    const counts = new Float64Array(runs.length)
    await this.visit((block, rows, index) => {
      const count = this.keys.rowsOf(block, rows, key, found)
      if (count === 0) return
      for (const run of byBlock[index] as number[]) {
        const { fromRow, toRow } = runs[run] as Run
        counts[run] = firstFrom(found, count, toRow) - firstFrom(found, count, fromRow)
      }
    })
    return new CountedRuns(runs, counts)
  }
}

/** Where in an ascending list the first row stands that is not below one. */
function firstFrom(rows: Uint32Array, count: number, row: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle] as number) < row) low = middle + 1
    else high = middle
  }
  return low
}

/** Neighbouring places that hold rows of a page. */
export interface Segment {
  readonly first: number
  readonly last: number
  /** Rows before the first of them. */
  readonly before: number
  /** More than SORT_AT_ONCE only in a segment of one place. */
  readonly count: number
}

/**
 * The places that hold the rows from (included) to (not included), as few segments as may be sorted at once.
 * @param counts rows by place
 */
export function segments(counts: Float64Array, from: number, to: number): readonly Segment[] {
  const all: Segment[] = []
  let before = 0
  for (let place = 0; place < counts.length && before < to; place++) {
    const count = counts[place] as number
    if (count > 0 && before + count > from) {
      const last = all.at(-1)
      if (last && last.count + count <= SORT_AT_ONCE) {
        all[all.length - 1] = { ...last, last: place, count: last.count + count }
      } else all.push({ first: place, last: place, before, count })
    }
    before += count
  }
  return all
}
