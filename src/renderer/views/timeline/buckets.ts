import type { Span } from './zoom'

/** Lengths of time buckets that people can read, in seconds. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
]

/** The bucket length that cuts a span into about `wanted` parts, and never more than twice that. */
export function bucketSeconds(span: number, wanted = 160): number {
  return STEPS.find((step) => span / step <= wanted) ?? (STEPS[STEPS.length - 1] as number)
}

export interface Series {
  readonly label: string
  /** Name of a CSS variable: "--accepted". */
  readonly color: string
  /** Epoch second of a bucket's start → value; buckets without flows may be missing. */
  readonly values: ReadonlyMap<number, number>
}

/** All bucket starts from the first to the last, gaps included; empty without a bucket. */
export function bucketStarts(series: readonly Series[], seconds: number): number[] {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { values } of series) {
    for (const at of values.keys()) {
      if (at < first) first = at
      if (at > last) last = at
    }
  }
  if (first > last) return []
  return Array.from({ length: Math.round((last - first) / seconds) + 1 }, (_, i) => first + i * seconds)
}

/** The starts of all buckets that a span touches. */
export function startsWithin({ from, to }: Span, seconds: number): number[] {
  const first = Math.floor(from / seconds)
  return Array.from({ length: Math.ceil(to / seconds) - first }, (_, i) => (first + i) * seconds)
}

/** Running sums over the series, so that each is drawn on top of those before it. */
export function stack(series: readonly Series[], starts: readonly number[]): number[][] {
  const sums = starts.map(() => 0)
  return series.map(({ values }) =>
    starts.map((at, i) => {
      sums[i] = (sums[i] as number) + (values.get(at) ?? 0)
      return sums[i] as number
    }),
  )
}
