/** Epoch seconds of a span of time: its beginning, and the moment that no longer belongs to it. */
export interface Span {
  readonly from: number
  readonly to: number
}

const INSTANT =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(?:Z| ?UTC)?)?)?)?$/i

/** Behind a time of day: how far its clock is ahead of UTC. */
const DISTANCE = /([T ].*\d)([+-])([01]\d|2[0-3]):?([0-5]\d)$/i

/**
 * The span that a time written in UTC stands for: all of the year, month, day, hour, minute, second or
 * millisecond that it names ("2023-09-28" is a whole day). Epoch seconds of five digits and more are
 * read too, and stand for that second, or that moment where they have a fraction. A time of another clock
 * ends in its distance from UTC ("2023-09-28T19:22+02:00"). Null when it is none of these.
 */
export function readSpan(text: string): Span | null {
  const [, , sign, hours, minutes] = DISTANCE.exec(text) ?? []
  if (sign !== undefined) {
    const span = readUtcSpan(text.replace(DISTANCE, '$1'))
    const ahead = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
    return span && { from: span.from - ahead, to: span.to - ahead }
  }
  return readUtcSpan(text)
}

function readUtcSpan(text: string): Span | null {
  if (/^\d{5,}(\.\d+)?$/.test(text)) {
    const from = Number(text)
    return { from, to: text.includes('.') ? from + 0.001 : from + 1 }
  }
  const match = INSTANT.exec(text)
  if (!match) return null
  const given = match.slice(1).filter((part) => part !== undefined).length
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part))) as [number, ...(number | undefined)[]]
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0'))
  const parts = [year, month - 1, day, hour, minute, second, milliseconds]
  const from = utc(parts)
  // Thirteen months or 30 February are no times, though a calendar would count on.
  const iso = new Date(from).toISOString()
  const written = [year, month, day, hour, minute, second].map(Number)
  if (
    iso
      .split(/[-T:.]/, 6)
      .map(Number)
      .some((part, i) => part !== written[i])
  )
    return null
  const next = parts.map((part, i) => (i === given - 1 ? part + 1 : part))
  return { from: from / 1000, to: utc(next) / 1000 }
}

function utc(parts: readonly number[]): number {
  const [year = 0, month = 0, day, hour, minute, second, millisecond] = parts
  const time = new Date(0)
  // Date.UTC would take the years 0 to 99 for those of the 20th century.
  time.setUTCFullYear(year, month, day)
  time.setUTCHours(hour ?? 0, minute, second, millisecond)
  return time.getTime()
}

/** Epoch seconds as readSpan reads them: "2023-09-28T17:22:35Z"; a number where no calendar has it whole. */
export function printInstant(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000)
  const inCalendar = milliseconds / 1000 === seconds && seconds >= -6.2e10 && seconds < 2.5e11
  return inCalendar ? new Date(milliseconds).toISOString().replace('.000Z', 'Z') : String(seconds)
}
