/**
 * How regular connections of a pair are, from 0 to 1, by the four measures that RITA 5 weighs equally
 * (analysis/beacons.go and default_config.hjson describe them): times, sizes, spread over the hours, and
 * how much of the case they go on for.
 */
export interface Regularity {
  readonly score: number
  readonly times: number
  readonly sizes: number
  readonly histogram: number
  readonly duration: number
  /** Median gap between two connections, in seconds. */
  readonly gap: number
  /** Gaps in seconds and how often each occurs, shortest first; the most frequent ones. */
  readonly intervals: readonly (readonly [seconds: number, times: number])[]
}

export interface TimedSize {
  /** Epoch seconds. */
  readonly at: number
  readonly bytes: number
}

/** Bars of the histogram over the whole case. */
const BARS = 24
/** With fewer, hours can't tell whether it goes on. */
const FEWEST_BARS = 6
const MOST_INTERVALS = 12
/** A difference of quartiles below this is jitter, and no skew (seconds, bytes). */
const LEAST_SPREAD = 10

/**
 * @param connections in the order of time, at least four
 * @param span first and last second of the case
 */
export function regularityOf(connections: readonly TimedSize[], span: readonly [number, number]): Regularity {
  const gaps = connections
    .slice(1)
    .map(({ at }, i) => at - (connections[i] as TimedSize).at)
    .filter((gap) => gap > 0)
  const times = evenness(gaps)
  const sizes = evenness(connections.map(({ bytes }) => bytes))
  const bars = barsOf(connections, span)
  const histogram = flatness(bars)
  const duration = goingOn(connections, bars, span)
  const score = Math.round(250 * (times + sizes + histogram + duration)) / 1000
  return {
    score,
    times,
    sizes,
    histogram,
    duration,
    gap: quantile(sorted(gaps), 0.5),
    intervals: frequent(gaps),
  }
}

/** Mean of how symmetric (Bowley's skewness) and how narrow (median absolute deviation) values lie. */
function evenness(values: readonly number[]): number {
  if (values.length < 3) return 0
  const ordered = sorted(values)
  const [q1, q2, q3] = [0.25, 0.5, 0.75].map((rank) => quantile(ordered, rank)) as [number, number, number]
  const skew = q3 - q1 < LEAST_SPREAD || q2 === q1 || q2 === q3 ? 0 : (q1 + q3 - 2 * q2) / (q3 - q1)
  const deviation = quantile(sorted(values.map((value) => Math.abs(value - q2))), 0.5)
  const narrow = q2 < 1 ? 1 : Math.max(0, (q2 - deviation) / q2)
  return (1 - Math.abs(skew) + narrow) / 2
}

function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b)
}

/** Between two values, the nearer by rank. */
function quantile(ordered: readonly number[], rank: number): number {
  return ordered[Math.round(rank * (ordered.length - 1))] ?? 0
}

function barsOf(
  connections: readonly TimedSize[],
  [first, last]: readonly [number, number],
): readonly number[] {
  const bars = new Array<number>(BARS).fill(0)
  for (const { at } of connections) {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor(((at - first) / Math.max(1, last - first)) * BARS)))
    bars[bar] = (bars[bar] as number) + 1
  }
  return bars
}

/** 1 less the coefficient of variation of the bars. */
function flatness(bars: readonly number[]): number {
  const mean = bars.reduce((sum, bar) => sum + bar, 0) / bars.length
  const variance = bars.reduce((sum, bar) => sum + (bar - mean) ** 2, 0) / bars.length
  return Math.max(0, 1 - Math.sqrt(variance) / mean)
}

/** The larger of: how much of the case lies between the first and the last; the longest run of busy bars, of half of them. */
function goingOn(
  connections: readonly TimedSize[],
  bars: readonly number[],
  [first, last]: readonly [number, number],
): number {
  if (bars.filter((bar) => bar > 0).length < FEWEST_BARS) return 0
  const [begin, end] = [connections[0], connections.at(-1)] as [TimedSize, TimedSize]
  let run = 0
  let longest = 0
  for (const bar of bars) {
    run = bar > 0 ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return Math.min(1, Math.max((end.at - begin.at) / Math.max(1, last - first), longest / (BARS / 2)))
}

function frequent(gaps: readonly number[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>()
  for (const gap of gaps) counts.set(Math.round(gap), (counts.get(Math.round(gap)) ?? 0) + 1)
  return Array.from(counts)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_INTERVALS)
    .sort(([a], [b]) => a - b)
}
