import { formatUtc, formatZoned, isUtc, utcClock } from '../../../shared/format/time'
import { useCaseZone } from '../../app/open-case'

interface TimeProps {
  /** Epoch seconds, or null when there is none. */
  readonly at: number | null
  /** Without the letters UTC, where the head of the column says it. */
  readonly bare?: boolean
}

/** A moment in UTC, and beside it in the case's time zone when that is another one. */
export function Time({ at, bare = false }: TimeProps) {
  const zone = useCaseZone()
  if (at === null) return <span className="muted">–</span>
  return (
    <span className="time">
      <time className="num">{bare ? utcClock(at) : formatUtc(at)}</time>
      {!isUtc(zone) && <span className="zoned">{besideUtc(at, zone)}</span>}
    </span>
  )
}

/** The zone's clock; its date only where it is another day there. */
function besideUtc(at: number, zone: string): string {
  return withoutDate(formatZoned(at, zone), utcClock(at))
}

interface TimeSpanProps {
  readonly from: number | null
  readonly to: number | null
}

/** From one moment to another in UTC, the date said once when it is the same day. */
export function TimeSpan({ from, to }: TimeSpanProps) {
  if (from === null || to === null) return <span className="muted">–</span>
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
  return (
    <span className="num nowrap zoned-span">
      {start} – {withoutDate(formatZoned(to, zone), start)}
    </span>
  )
}

/** Leaves the date out where the other time has the same one. */
function withoutDate(time: string, other: string): string {
  return time.slice(0, 10) === other.slice(0, 10) ? time.slice(11) : time
}
