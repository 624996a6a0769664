import { and } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { formatCount } from '../../../shared/format/number'
import { formatZoned } from '../../../shared/format/time'
import { protocolLabel } from '../../../shared/network/protocols'
import type { KeyValue, TimeRange } from '../../../shared/query/query'
import { useCaseZone } from '../../app/open-case'
import { bucketEnd } from '../../investigation/clock-groups'
import { ColumnClock } from '../parts/time'
import { askedAnew, type FilteredPlace } from '../pivot/filtered-place'
import { fieldPivot, filterOfValue, type PivotValue } from '../pivot/pivot-value'
import { Value } from '../pivot/value'
import { bucketSeconds, DAY } from './group-fields'

interface GroupValueProps {
  readonly place: FilteredPlace
  readonly by: string
  readonly value: KeyValue
}

/** What a group has in common; leads to its flows. */
export function GroupValue({ place, by, value }: GroupValueProps) {
  const zone = useCaseZone()
  const seconds = bucketSeconds(by)
  if (value === null) return <span className="muted">absent</span>
  if (seconds !== null) {
    const start = Number(value)
    return (
      <Value
        of={{ kind: 'time', at: start }}
        to={askedAnew(
          { ...place, rest: {} },
          { view: 'flows', time: bucketRange(place.time, start, bucketEnd(start, seconds, zone)) },
        )}
        title="Its flows"
        className="quiet-link time"
      >
        {seconds === DAY ? (
          <span className="num">{formatZoned(start, zone).slice(0, 10)}</span>
        ) : (
          <ColumnClock at={start} />
        )}
      </Value>
    )
  }
  const of = fieldPivot(by, value)
  const filter = of && filterOfValue(of, 'side' in of ? { side: of.side } : {})
  return (
    <Value of={of} {...flowsOf(place, by, filter && and(place.filter, filter))}>
      <span className={of?.kind === 'text' ? undefined : 'num'}>{textOf(of, by, value)}</span>
    </Value>
  )
}

/** The part of a bucket of time that lies in the range that is asked about. */
function bucketRange(range: TimeRange, start: number, end: number): TimeRange {
  return {
    from: Math.max(start, range.from ?? start),
    to: Math.min(end, range.to ?? end),
  }
}

/** A link to the flows of the group. */
function flowsOf(place: FilteredPlace, by: string, filter: ReturnType<typeof filterOfValue>) {
  if (!filter) return {}
  return {
    to: askedAnew({ ...place, rest: {} }, { view: 'flows', filter }),
    title: `Flows: ${printFilter(filter)}`,
    className: by.endsWith('addr') ? 'quiet-link address' : 'quiet-link',
  }
}

function textOf(of: PivotValue | null, by: string, value: KeyValue): string {
  if (by === 'protocol') return protocolLabel(Number(value))
  return of?.kind === 'number' || typeof value === 'bigint' ? formatCount(value as number) : String(value)
}
