import type { BlockShelf } from './block-shelf'
import { CountedRuns } from './counted-runs'
import type { MatchingRows } from './matching-rows'
import type { RowOrder, RowPlace } from './row-order'

/** Rows by evidence file, then line. */
export class EvidenceOrder implements RowOrder {
  private readonly counted: CountedRuns

  constructor(
    shelf: BlockShelf,
    private readonly matching: MatchingRows,
    private readonly descending: boolean,
  ) {
    const runs = shelf.inEvidenceOrder()
    const counts = runs.map(
      ({ block, fromRow, toRow }) => matching.below(block, toRow) - matching.below(block, fromRow),
    )
    this.counted = new CountedRuns(runs, counts)
  }

  async at(from: number, to: number): Promise<readonly RowPlace[]> {
    const { matching, counted } = this
    const places: RowPlace[] = []
    const [first, behind] = this.descending ? [counted.total - to, counted.total - from] : [from, to]
    for (const { run, from: begin, to: end } of counted.parts(first, behind)) {
      const before = matching.below(run.block, run.fromRow)
      for (let n = begin; n < end; n++) {
        places.push({ block: run.block, row: matching.rowAt(run.block, before + n) })
      }
    }
    return this.descending ? places.reverse() : places
  }
}
