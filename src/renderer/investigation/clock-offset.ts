import { CLOCK_SLACK_SECONDS, type TimeSpan } from './capture-time'
import { median } from './median'
import { milliseconds } from './quantity'

/** How far the clock of the captures is ahead of AWS's (negative: behind), by matched five-tuples. */
export interface ClockOffset {
  /** Median of (first packet in the capture − first start in the flow logs), seconds. */
  readonly seconds: number
  /** A quarter of the five-tuples lies below, a quarter above. */
  readonly lowerQuartile: number
  readonly upperQuartile: number
  /** Median of the distances from the median. */
  readonly deviation: number
  /** Five-tuples that it rests on. */
  readonly tuples: number
}

/** The beginning of one five-tuple in both sources, epoch seconds. */
export interface MatchedStart {
  readonly netflow: number
  readonly vpc: number
  /** A SYN was captured: the first packet of the capture is the first one of the connection. */
  readonly started: boolean
}

/**
 * The estimate. Starts of flow logs are whole seconds, "may be up to 60 seconds" later than the
 * packet, and are told once for each aggregation window (60 or 600 s), so a single difference says
 * little; the median of many is about right to a second where AWS's delay is not systematic. A
 * five-tuple that was active before the capture began has its start there alone, so only those count
 * whose SYN was captured, or that begin later than the capture by more than that delay; all of them
 * where there is no such one. Null without any five-tuple in both.
 */
export function estimateClockOffset(
  starts: readonly MatchedStart[],
  captures: readonly TimeSpan[],
): ClockOffset | null {
  const known = starts.filter(({ netflow, vpc }) => !Number.isNaN(netflow - vpc))
  const whole = known.filter(
    ({ netflow, started }) =>
      started || captures.every(({ first }) => Math.abs(netflow - first) > CLOCK_SLACK_SECONDS),
  )
  const differences = (whole.length > 0 ? whole : known).map(({ netflow, vpc }) => netflow - vpc)
  const middle = median(differences)
  if (middle === null) return null
  const sorted = differences.sort((a, b) => a - b)
  const deviation = median(sorted.map((difference) => Math.abs(difference - middle))) ?? 0
  return {
    seconds: milliseconds(middle),
    lowerQuartile: milliseconds(sorted[Math.floor((sorted.length - 1) / 4)] as number),
    upperQuartile: milliseconds(sorted[Math.ceil(((sorted.length - 1) * 3) / 4)] as number),
    deviation: milliseconds(deviation),
    tuples: sorted.length,
  }
}
