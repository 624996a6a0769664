import type { BlockShelf } from '../block-shelf'
import type { EngineBlock } from '../engine-block'
import type { MatchingRows } from '../matching-rows'

/** Flows of one evidence file that lie in one block, in the order of their lines. */
export interface Segment {
  readonly block: EngineBlock
  readonly evidence: number
  readonly count: number
  /** The row in the block of the n-th of them. */
  rowOf(n: number): number
  /** The line, as FlowRuns counts it, of a row of the block. */
  lineOf(row: number): number
}

/** Blocks read from the store that are kept: files that were read at the same time share a few. */
const BLOCKS_KEPT = 6

/** The flows that match, by evidence file, then line. */
export async function* segmentsOf(shelf: BlockShelf, matching: MatchingRows): AsyncGenerator<Segment> {
  const kept = new Map<number, EngineBlock>()
  for (const { block: index, evidence, line, fromRow, toRow } of shelf.inEvidenceOrder()) {
    const before = matching.below(index, fromRow)
    const count = matching.below(index, toRow) - before
    if (count === 0) continue
    const block = kept.get(index) ?? (await shelf.block(index))
    kept.delete(index)
    kept.set(index, block)
    for (const old of kept.keys()) if (kept.size > BLOCKS_KEPT) kept.delete(old)
    yield {
      block,
      evidence,
      count,
      rowOf: (n) => matching.rowAt(index, before + n),
      lineOf: (row) => line + row - fromRow,
    }
  }
}
