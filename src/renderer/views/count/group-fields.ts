import { fieldSpec } from '../../../shared/flow/fields'
import type { GroupKey } from '../../../shared/query/query'

/** In seconds. */
export const DAY = 86_400

/** Widths of time that flows are counted by, in seconds. */
const TIMES: readonly (readonly [seconds: number, title: string])[] = [
  [60, 'Minute'],
  [3_600, 'Hour'],
  [DAY, 'Day'],
]

/** Every grouping of flows with these fields, as places name it: a field, or "time:60". */
export function groupings(present: readonly string[]): readonly string[] {
  return [
    ...present.filter((field) => field !== 'start' && field !== 'end'),
    ...TIMES.map(([seconds]) => `time:${seconds}`),
  ]
}

export function groupingTitle(by: string): string {
  const seconds = bucketSeconds(by)
  return seconds === null
    ? fieldSpec(by).title
    : (TIMES.find(([width]) => width === seconds)?.[1] ?? `${seconds} s`)
}

export function groupKey(by: string): GroupKey {
  const seconds = bucketSeconds(by)
  return seconds === null ? { by: 'field', field: by } : { by: 'time', bucketSeconds: seconds }
}

/** Width of the buckets of a grouping by time; null for one by a field. */
export function bucketSeconds(by: string): number | null {
  const match = /^time:(\d{1,7})$/.exec(by)
  return match && Number(match[1]) > 0 ? Number(match[1]) : null
}
