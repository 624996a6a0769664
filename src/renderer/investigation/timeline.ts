import { and, type Filter, port } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { protocolLabel } from '../../shared/network/protocols'
import type { GroupRow, Measure, Quantity } from '../../shared/query/query'
import { type Rung, remainderFilter } from './ladder'
import { countOf, quantityOf, subtract } from './quantity'
import type { Ask, Timeline, TimelineBucket, Window } from './types'

export const MAX_BUCKETS = 200
/** Services with a series of their own; the rest is "other". */
export const MAX_SERIES = 8

const BUCKET_SECONDS = [60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800]

/** The smallest nice step with which the time from first to last start has at most MAX_BUCKETS buckets. */
export function chooseBucket(firstStart: number, lastStart: number): number {
  const count = (seconds: number): number =>
    Math.floor(lastStart / seconds) - Math.floor(firstStart / seconds) + 1
  let step = BUCKET_SECONDS.find((seconds) => count(seconds) <= MAX_BUCKETS) ?? 604_800
  while (count(step) > MAX_BUCKETS) step *= 2
  return step
}

/**
 * Records and bytes over time, one series for each port of the ladder, in its order, and "other"
 * for what none of them has (left out when there is nothing). Each flow is in one series, that of
 * the first rung that takes it away; the series have the same buckets, empty ones included.
 */
export async function askTimeline(
  ask: Ask,
  source: FlowSource,
  suspect: Filter,
  window: Window,
  rungs: readonly Rung[],
): Promise<Timeline> {
  const { firstStart, lastStart } = window
  if (firstStart === null || lastStart === null) {
    return { bucketSeconds: BUCKET_SECONDS[0] as number, series: [] }
  }
  const bucketSeconds = chooseBucket(firstStart, lastStart)
  const shown = rungs.slice(0, MAX_SERIES)
  const answer = await ask({
    source,
    filter: suspect,
    groupBy: [{ by: 'time', bucketSeconds }],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
      ...shown.flatMap((rung, i): readonly Measure[] => {
        const where = and(remainderFilter(and(), shown.slice(0, i)), port(rung.port))
        return [
          { as: `${i}.records`, op: 'count', where },
          { as: `${i}.bytes`, op: 'sum', field: 'bytes', where },
        ]
      }),
    ],
  })
  const rowAt = new Map(answer.rows.map((row) => [Number(row.keys[0]), row]))
  const starts: number[] = []
  for (
    let at = Math.floor(firstStart / bucketSeconds) * bucketSeconds;
    at <= lastStart;
    at += bucketSeconds
  ) {
    starts.push(at)
  }
  const bucketsOf = (value: (row: GroupRow | undefined) => Omit<TimelineBucket, 'at'>) =>
    starts.map((at) => ({ at, ...value(rowAt.get(at)) }))
  const series: Timeline['series'][number][] = shown.map((rung, i) => ({
    label: rungLabel(rung),
    port: rung.port,
    buckets: bucketsOf((row) => ({
      records: countOf(row, `${i}.records`),
      bytes: quantityOf(row, `${i}.bytes`),
    })),
  }))
  const other = bucketsOf((row) => ({
    records: shown.reduce((left, _, i) => left - countOf(row, `${i}.records`), countOf(row, 'records')),
    bytes: shown.reduce<Quantity>(
      (left, _, i) => subtract(left, quantityOf(row, `${i}.bytes`)),
      quantityOf(row, 'bytes'),
    ),
  }))
  if (other.some((bucket) => bucket.records > 0)) series.push({ label: 'other', port: null, buckets: other })
  return { bucketSeconds, series }
}

/** "80/TCP http"; "8889/TCP not listed". */
function rungLabel({ port, protocol, name }: Rung): string {
  return `${port}/${protocolLabel(protocol)} ${name ?? 'not listed'}`
}
