import { formatDuration } from '../../../shared/format/duration'
import { Count, ShareBar } from '../parts/figures'

/** How often which interval lies between two connections. */
export function Intervals({ intervals }: { readonly intervals: readonly (readonly [number, number])[] }) {
  const most = Math.max(...intervals.map(([, times]) => times))
  return (
    <section aria-label="Intervals between connections">
      <h3>Intervals, the most frequent</h3>
      <ul className="intervals">
        {intervals.map(([seconds, times]) => (
          <li key={seconds}>
            <span className="num">{formatDuration(seconds)}</span>
            <ShareBar share={times / most} />
            <Count of={times} />
          </li>
        ))}
      </ul>
    </section>
  )
}
