import { formatDuration } from '../../shared/format/duration'
import type { ClockOffset } from './clock-offset'

/** "37.412 s ahead"; "the same" below a millisecond. */
export function offsetText(seconds: number): string {
  if (seconds === 0) return 'the same'
  return `${formatDuration(Math.abs(seconds))} ${seconds > 0 ? 'ahead' : 'behind'}`
}

/** How sure the estimate is. */
export function offsetSpread({ lowerQuartile, upperQuartile, deviation, tuples }: ClockOffset): string {
  return (
    `half of ${tuples === 1 ? 'the one five-tuple' : `${tuples.toLocaleString('en')} five-tuples`} between ${signed(lowerQuartile)} ` +
    `and ${signed(upperQuartile)}; median distance ${formatDuration(deviation)}`
  )
}

function signed(seconds: number): string {
  return `${seconds < 0 ? '−' : seconds > 0 ? '+' : ''}${formatDuration(Math.abs(seconds))}`
}

/** What limits the estimate, wherever it is shown. */
export const OFFSET_LIMITS =
  'Flow logs tell starts in whole seconds, once for each window of 1 or 10 minutes, and up to 60 seconds late: a ' +
  'single five-tuple says little, and a delay that all have would pass for an offset.'
