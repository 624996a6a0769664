import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatDuration } from '../../../shared/format/duration'
import { formatCounted } from '../../../shared/format/number'
import { type CoverageGap, unloggedGaps } from '../coverage-gaps'

/** What the log itself says of a stretch of time: seconds of it that lines of each status cover. */
export interface Stated {
  readonly noData: number
  readonly skipData: number
  /** Interfaces whose lines these are. */
  readonly interfaces: readonly string[]
}

/** NODATA and SKIPDATA lines of the flow logs, by interface. Times are epoch seconds. */
export class StatedGaps {
  private readonly gaps: readonly CoverageGap[]
  /** Lines that are in no gap: a file keeps its first 1,000 alone. */
  readonly unlisted: number

  constructor(evidence: readonly EvidenceFile[]) {
    const { gaps, unlisted } = unloggedGaps(evidence)
    this.gaps = gaps
    this.unlisted = unlisted
  }

  /** @param of an interface; null: any of them */
  within(from: number, to: number, of: string | null): Stated {
    const touching = this.gaps.filter(
      (gap) => (of === null || gap.of === of) && gap.from < to && gap.to > from,
    )
    const seconds = (kind: CoverageGap['kind']) =>
      covered(
        touching.filter((gap) => gap.kind === kind),
        from,
        to,
      )
    return {
      noData: seconds('NODATA'),
      skipData: seconds('SKIPDATA'),
      interfaces: [...new Set(touching.flatMap((gap) => gap.of ?? []))],
    }
  }

  /** By interface, the stretches in which AWS left records out. */
  get skipped(): ReadonlyMap<string, readonly CoverageGap[]> {
    const byInterface = new Map<string, CoverageGap[]>()
    for (const gap of this.gaps) {
      if (gap.kind !== 'SKIPDATA' || gap.of === null) continue
      byInterface.set(gap.of, [...(byInterface.get(gap.of) ?? []), gap])
    }
    return byInterface
  }
}

/** Seconds of a stretch that some gaps, in the order of their starts, cover together. */
function covered(gaps: readonly CoverageGap[], from: number, to: number): number {
  let until = from
  let seconds = 0
  for (const gap of gaps) {
    const begin = Math.max(until, gap.from)
    // A window is told by its first and its last second.
    const end = Math.min(to, gap.to + 1)
    if (end > begin) seconds += end - begin
    until = Math.max(until, end)
  }
  return seconds
}

/** "SKIPDATA (AWS left records out) 20 min, NODATA (logged, without traffic) 10 min", or that there is neither. */
export function statedText({ noData, skipData, interfaces }: Stated): string {
  const parts = [
    ...(skipData > 0 ? [`SKIPDATA (AWS left records out) ${formatDuration(skipData)}`] : []),
    ...(noData > 0 ? [`NODATA (logged, without traffic) ${formatDuration(noData)}`] : []),
  ]
  if (parts.length === 0) return 'neither SKIPDATA nor NODATA lines'
  return `${parts.join(', ')}, in lines of ${formatCounted(interfaces.length, 'interface')}`
}
