/** Latest time that a Date can hold, in epoch seconds. */
const LAST = 8.64e12

/**
 * Epoch seconds as "2023-09-28 17:22:35 UTC"; milliseconds are shown when there are any:
 * "2023-09-28 17:22:35.250 UTC". A time that no calendar holds (damaged captures have them) is
 * written as date(1) takes it: "@18446742079661 UTC".
 */
export function formatUtc(seconds: number): string {
  return `${utcClock(seconds)} UTC`
}

/** The same without the zone, for table columns whose head names it. */
export function utcClock(seconds: number): string {
  if (!(Math.abs(seconds) <= LAST)) return `@${seconds}`
  const iso = new Date(Math.round(seconds * 1000)).toISOString()
  return iso.replace('T', ' ').replace(/(\.000)?Z$/, '')
}

/** Whether the text is a time zone that this machine knows ("Europe/Berlin", "UTC"). */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Whether the clock of the zone is UTC's own, so that times need not be shown twice. */
export function isUtc(zone: string): boolean {
  return /^(etc\/)?(utc|uct|zulu|universal|gmt)$/i.test(zone)
}

/** What people call a zone: "Berlin" for "Europe/Berlin". */
export function zoneName(zone: string): string {
  return isUtc(zone) ? 'UTC' : zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  })
  formats.set(zone, format)
  return format
}

/** Milliseconds that the clock of a zone is ahead of UTC at a moment, which is given in epoch milliseconds. */
export function zoneOffsetMs(milliseconds: number, zone: string): number {
  const whole = Math.floor(milliseconds / 1000) * 1000
  const parts = new Map(
    formatOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return shown - whole
}

/**
 * Epoch seconds on the clock of a zone, with its distance from UTC at that moment:
 * "2023-09-28 19:22:35 UTC+02:00".
 */
export function formatZoned(seconds: number, zone: string): string {
  if (isUtc(zone) || !(Math.abs(seconds) <= LAST)) return formatUtc(seconds)
  const milliseconds = Math.round(seconds * 1000)
  const parts = partsOf(milliseconds, zone)
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? ''
  const fraction = ((milliseconds % 1000) + 1000) % 1000
  const date = `${part('year')}-${part('month')}-${part('day')}`
  const clock = `${part('hour')}:${part('minute')}:${part('second')}`
  const offset = part('timeZoneName').replace('GMT', 'UTC')
  return `${date} ${clock}${fraction === 0 ? '' : `.${String(fraction).padStart(3, '0')}`} ${offset}`
}

/** How far the clock of a zone is ahead of UTC at a moment (epoch seconds), in seconds. */
export function distanceFromUtc(seconds: number, zone: string): number {
  if (isUtc(zone)) return 0
  const name = partsOf(Math.round(seconds * 1000), zone).get('timeZoneName') ?? ''
  const [, sign, hours = 0, minutes = 0, rest = 0] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest))
}

function partsOf(milliseconds: number, zone: string): ReadonlyMap<Intl.DateTimeFormatPartTypes, string> {
  const parts = formatOf(zone).formatToParts(milliseconds)
  return new Map(parts.map(({ type, value }) => [type, value]))
}
