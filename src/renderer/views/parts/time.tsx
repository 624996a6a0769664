import { formatUtc, formatZoned, isUtc, utcClock, zoneName } from '../../../shared/format/time'
import { useCaseZone } from '../../app/open-case'
import type { PivotValue } from '../pivot/pivot-value'
import { Value } from '../pivot/value'

interface TimeProps {
  /** Epoch seconds, or null when there is none. */
  readonly at: number | null
}

/** A moment in UTC, and beside it in the case's time zone when that is another one. */
export function Time({ at }: TimeProps) {
  if (at === null) return <Never />
  return (
    <Value of={{ kind: 'time', at }} className="time">
      <time className="num">{formatUtc(at)}</time>
      <ZonedTime at={at} />
    </Value>
  )
}

/** The moment on the case's clock alone; nothing when that is UTC. */
export function ZonedTime({ at }: TimeProps) {
  const zone = useCaseZone()
  if (at === null || isUtc(zone)) return null
  return <span className="zoned num">{withoutDate(formatZoned(at, zone), utcClock(at))}</span>
}

/** For columns whose head names the clocks: UTC, and the zone's clock without its distance. */
export function ColumnTime({ at }: TimeProps) {
  const zone = useCaseZone()
  if (at === null) return <Never />
  const of: PivotValue = { kind: 'time', at }
  return isUtc(zone) ? (
    <Value of={of}>
      <ColumnClock at={at} />
    </Value>
  ) : (
    <Value of={of} className="time">
      <ColumnClock at={at} />
    </Value>
  )
}

/** What such a column shows of a moment, without the moment's menu. */
export function ColumnClock({ at }: { readonly at: number }) {
  const zone = useCaseZone()
  const utc = utcClock(at)
  if (isUtc(zone)) return <time className="num">{utc}</time>
  const zoned = formatZoned(at, zone).replace(/ UTC.*$/, '')
  return (
    <>
      <time className="num">{utc}</time>
      <span className="zoned num">
        {zoned.slice(0, 10) === utc.slice(0, 10) ? zoned.slice(11) : zoned.slice(5)}
      </span>
    </>
  )
}

/** Head of a column of times: the clocks that it shows. */
export function timeTitle(name: string, zone: string): string {
  return isUtc(zone) ? `${name} (UTC)` : `${name} (UTC, ${zoneName(zone)})`
}

/** Width of a column of times, in pixels; NetFlow has milliseconds. */
export function timeWidth(zone: string, milliseconds = false): number {
  return (isUtc(zone) ? 162 : 272) + (milliseconds ? (isUtc(zone) ? 30 : 56) : 0)
}

interface TimeSpanProps {
  readonly from: number | null
  readonly to: number | null
}

/** From one moment to another in UTC, the date said once when it is the same day. */
export function TimeSpan({ from, to }: TimeSpanProps) {
  if (from === null || to === null) return <Never />
  return (
    <span className="num nowrap span">
      {utcClock(from)} – {withoutDate(formatUtc(to), utcClock(from))}
    </span>
  )
}

/** The same span on the case's clock; nothing when that is UTC. */
export function ZonedSpan({ from, to }: TimeSpanProps) {
  const zone = useCaseZone()
  if (from === null || to === null || isUtc(zone)) return null
  const start = formatZoned(from, zone)
  const end = formatZoned(to, zone)
  // The distance from UTC is said once, unless the clocks were changed between.
  const distance = end.slice(end.indexOf(' UTC'))
  return (
    <span className="num nowrap zoned-span">
      {start.endsWith(distance) ? start.slice(0, -distance.length) : start} – {withoutDate(end, start)}
    </span>
  )
}

function Never() {
  return <span className="muted">–</span>
}

/** Leaves the date out where the other time has the same one. */
function withoutDate(time: string, other: string): string {
  return time.slice(0, 10) === other.slice(0, 10) ? time.slice(11) : time
}
