import dayjs from 'dayjs'
import customParseFormat from 'dayjs/plugin/customParseFormat'
import utc from 'dayjs/plugin/utc'
import { distanceFromUtc, formatZoned, isUtc, utcClock, zoneName } from '../../../shared/format/time'

dayjs.extend(utc)
dayjs.extend(customParseFormat)

const FORMS = ['YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD HH:mm:ss.SSS', 'YYYY-MM-DD HH:mm', 'YYYY-MM-DD']

const DAY = 86_400

/** What a typed time means. */
export interface ClockReading {
  /** Epoch seconds. */
  readonly at: number
  /** Which moment was taken where the clock was changed, for people; null where there is but one. */
  readonly doubt: string | null
}

/**
 * A time on the clock of a zone ("2023-09-28 19:22:35"), or on the one that it names itself ("… UTC",
 * "…+02:00"), or epoch seconds. Of an hour that comes twice the earlier is taken; in one that the clocks
 * skip, the time is as far behind the change as it was written behind it. Null when it is none of these.
 */
export function readClock(text: string, zone: string): ClockReading | null {
  const written = text.trim()
  if (/^\d{9,11}(\.\d+)?$/.test(written)) return { at: Number(written), doubt: null }
  const [suffix = '', sign, hours, minutes] =
    /\s*(?:UTC|Z)$|\s*(?:UTC)?([+-])(\d\d):?(\d\d)$/i.exec(written) ?? []
  const local = onNoClock(written.slice(0, written.length - suffix.length))
  if (local === null) return null
  if (suffix !== '') {
    const distance = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60
    return { at: local - (sign === '-' ? -distance : distance), doubt: null }
  }
  if (isUtc(zone)) return { at: local, doubt: null }
  return inZone(local, zone)
}

/** The time as readClock reads it in that zone, with its distance from UTC where the clock shows it twice. */
export function writeClock(at: number, zone: string): string {
  if (isUtc(zone)) return utcClock(at)
  const [bare = '', distance = ''] = formatZoned(at, zone).split(' UTC')
  const read = readClock(bare, zone)
  return read && isSame(read.at, at) && read.doubt === null ? bare : `${bare}${distance}`
}

/** Seconds from 1970 to the time, as if there were no zones. */
function onNoClock(text: string): number | null {
  const plain = text.replace(/^(\d{4}-\d\d-\d\d)T/i, '$1 ')
  for (const form of FORMS) {
    const time = dayjs.utc(plain, form, true)
    if (time.isValid()) return time.valueOf() / 1000
  }
  return null
}

function inZone(local: number, zone: string): ClockReading {
  // No zone changes its clock twice within two days.
  const before = distanceFromUtc(local - DAY, zone)
  const after = distanceFromUtc(local + DAY, zone)
  const shown = [toMilliseconds(local - before), toMilliseconds(local - after)].filter((moment) =>
    isSame(moment + distanceFromUtc(moment, zone), local),
  )
  const [at = toMilliseconds(local - before), later = at] = shown
  const place = zoneName(zone)
  if (shown.length === 0) {
    const taken = formatZoned(at, zone)
    return { at, doubt: `The clocks of ${place} skip ${utcClock(local)}: ${taken} was taken.` }
  }
  if (at === later) return { at, doubt: null }
  const [first, second] = [at, later].map((moment) => formatZoned(moment, zone).split(' ')[2])
  return {
    at,
    doubt: `${place} has ${utcClock(local)} twice: the earlier, ${first}, was taken. Write ${second} behind it for the later.`,
  }
}

/** Sums of fractions of a second are only nearly what they should be. */
function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.0005
}
