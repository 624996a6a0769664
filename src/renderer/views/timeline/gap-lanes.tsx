import type { CoverageGap, GapKind } from '../../investigation/coverage-gaps'
import { AXIS_WIDTH, PLOT_RIGHT } from './plot-measures'
import type { Span } from './zoom'

const LANE_HEIGHT = 13
/** Narrower marks than this share of the width are drawn as one. */
const FINENESS = 1 / 600

const LANES: readonly (readonly [GapKind, string, string])[] = [
  ['silence', 'Silence', '--warn'],
  ['missing-file', 'No file', '--bad'],
  ['SKIPDATA', 'SKIPDATA', '--bad'],
  ['NODATA', 'NODATA', '--series-other'],
]

/** Where the log has gaps, under the time axis of the plot above; the table beside it lists them. */
export function GapLanes({ gaps, span }: { readonly gaps: readonly CoverageGap[]; readonly span: Span }) {
  const lanes = LANES.map(([kind, name, color]) => ({
    kind,
    name,
    color,
    marks: marksOf(
      gaps.filter((gap) => gap.kind === kind),
      span,
    ),
  })).filter(({ kind }) => gaps.some((gap) => gap.kind === kind))
  return (
    <div className="gap-lanes" aria-hidden>
      {lanes.map(({ kind, name, color, marks }) => (
        <div key={kind} className="gap-lane" style={{ height: LANE_HEIGHT }}>
          <span className="gap-name" style={{ width: AXIS_WIDTH }}>
            {name}
          </span>
          <svg className="grow" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
            {marks.map(({ from, to }) => (
              <rect key={from} x={from} width={to - from} y={0} height={1} fill={`var(${color})`} />
            ))}
          </svg>
          <span style={{ width: PLOT_RIGHT }} />
        </div>
      ))}
    </div>
  )
}

/** Shares of the width; what lies close together is one mark, so that there are never more than fit. */
function marksOf(gaps: readonly CoverageGap[], span: Span): readonly Span[] {
  const length = span.to - span.from
  const share = (at: number) => Math.min(1, Math.max(0, (at - span.from) / length))
  const marks: { from: number; to: number }[] = []
  const seen = gaps
    .filter(({ from, to }) => to >= span.from && from <= span.to)
    .sort((a, b) => a.from - b.from)
  for (const gap of seen) {
    const from = share(gap.from)
    const to = Math.max(share(gap.to), from + FINENESS)
    const last = marks[marks.length - 1]
    if (last && from <= last.to + FINENESS) last.to = Math.max(last.to, to)
    else marks.push({ from, to })
  }
  return marks
}
