import { distanceFromUtc, isUtc } from '../../shared/format/time'
import type { FlowAnswer, FlowQuery, GroupRow, Measure, Quantity } from '../../shared/query/query'
import { add, compare } from './quantity'
import type { Ask } from './types'

const HOUR = 3_600
const DAY = 86_400

/** Every clock of the world is a multiple of this ahead of UTC or behind it, in seconds. */
const CLOCK_STEP = 900

/**
 * The answer to a question that groups by one key: hours and days begin when they do on the clock of the
 * zone. The engine's own lie on whole multiples of their length since 1970, which are those of UTC: of
 * another zone it is asked for quarters of an hour, which are put together here.
 */
export async function askOnClock(ask: Ask, query: FlowQuery, zone: string): Promise<FlowAnswer> {
  const [key] = query.groupBy
  if (key?.by !== 'time' || key.bucketSeconds < HOUR || isUtc(zone)) return ask(query)
  const { orderBy, limit, ...question } = query
  const answer = await ask({ ...question, groupBy: [{ by: 'time', bucketSeconds: CLOCK_STEP }] })
  const rows = mergeRows(answer.rows, query.measures, key.bucketSeconds, zone)
  if (orderBy) {
    const sign = orderBy.descending ? -1 : 1
    rows.sort((a, b) => sign * compare(a.values[orderBy.measure] ?? 0, b.values[orderBy.measure] ?? 0))
  }
  return { rows: rows.slice(0, limit), groups: rows.length }
}

/** Rows of short intervals, in the order of time, as rows of hours or days. */
function mergeRows(
  rows: readonly GroupRow[],
  measures: readonly Measure[],
  seconds: number,
  zone: string,
): GroupRow[] {
  const merged: GroupRow[] = []
  let end = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    const at = Number(row.keys[0])
    const last = merged.at(-1)
    if (last && at < end) {
      merged[merged.length - 1] = { ...last, values: mergedValues(last, row, measures) }
      continue
    }
    const start = bucketStart(at, seconds, zone)
    end = bucketEnd(start, seconds, zone)
    merged.push({ ...row, keys: [start] })
  }
  return merged
}

function mergedValues(a: GroupRow, b: GroupRow, measures: readonly Measure[]): GroupRow['values'] {
  return Object.fromEntries(
    measures.map((measure) => [measure.as, merge(measure, a.values[measure.as], b.values[measure.as])]),
  )
}

function merge(
  { as, op }: Measure,
  a: Quantity | null | undefined,
  b: Quantity | null | undefined,
): Quantity | null {
  if (a == null || b == null) return a ?? b ?? null
  switch (op) {
    case 'count':
    case 'sum':
      return add(a, b)
    case 'min':
      return compare(a, b) <= 0 ? a : b
    case 'max':
      return compare(a, b) >= 0 ? a : b
    case 'distinct':
      throw new Error(`"${as}" can't be put together from shorter intervals`)
  }
}

/** When the hour, minute or day of a moment begins on the clock of a zone. All in epoch seconds. */
export function bucketStart(at: number, seconds: number, zone: string): number {
  if (seconds !== DAY || isUtc(zone)) {
    const local = at + distanceFromUtc(at, zone)
    return at - (local - Math.floor(local / seconds) * seconds)
  }
  const day = dayOf(at, zone)
  const near = day * DAY - distanceFromUtc(at, zone)
  // The clock may be changed at midnight itself, or between it and the moment.
  const starts = [near - 3 * HOUR, near, near + 3 * HOUR]
    .map((moment) => day * DAY - distanceFromUtc(moment, zone))
    .filter((start) => dayOf(start, zone) === day && dayOf(start - 1, zone) !== day)
  return Math.min(...starts)
}

/** When the hour, minute or day that begins at a moment is over; a day may have 23 or 25 hours. */
export function bucketEnd(start: number, seconds: number, zone: string): number {
  return seconds === DAY ? bucketStart(start + 30 * HOUR, DAY, zone) : start + seconds
}

/** Days since 1970 on the clock of the zone. */
function dayOf(at: number, zone: string): number {
  return Math.floor((at + distanceFromUtc(at, zone)) / DAY)
}
