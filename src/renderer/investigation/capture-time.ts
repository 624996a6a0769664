import { and, type Filter, or } from '../../shared/filter/ast'

/** A time that a source covers, epoch seconds. */
export interface TimeSpan {
  readonly first: number
  readonly last: number
}

/**
 * How far flow log times may lie behind the packets: start and end "may be up to 60 seconds after
 * the packet was transmitted or received" (Amazon VPC user guide, available fields).
 */
export const CLOCK_SLACK_SECONDS = 60

/** Spans that a question tells apart; of more, the nearest ones are taken for one. */
const MAX_SPANS = 32

/** Spans in order of time, without those that lie nearer to each other than flow log times are exact. */
export function joinSpans(spans: readonly TimeSpan[]): readonly TimeSpan[] {
  const sorted = [...spans].sort((a, b) => a.first - b.first)
  for (let gap = CLOCK_SLACK_SECONDS; ; gap *= 2) {
    const joined: TimeSpan[] = []
    for (const span of sorted) {
      const before = joined.at(-1)
      if (before && span.first <= before.last + gap) {
        joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, span.last) }
      } else joined.push(span)
    }
    if (joined.length <= MAX_SPANS) return joined
  }
}

export function shiftSpans(spans: readonly TimeSpan[], seconds: number): readonly TimeSpan[] {
  return spans.map(({ first, last }) => ({ first: first + seconds, last: last + seconds }))
}

/** Flow log records that may be of packets within one of the spans. */
export function mayBeWithin(spans: readonly TimeSpan[]): Filter {
  return or(
    ...spans.map(({ first, last }) =>
      and(
        { type: 'number', field: 'end', comparison: '>=', value: Math.floor(first) },
        { type: 'number', field: 'start', comparison: '<=', value: Math.ceil(last) + CLOCK_SLACK_SECONDS },
      ),
    ),
  )
}

/** Whether flow log times from first to last lie outside of every span, for certain. */
export function isOutside({ first, last }: TimeSpan, spans: readonly TimeSpan[]): boolean {
  return spans.every((span) => last < Math.floor(span.first) || first - CLOCK_SLACK_SECONDS > span.last)
}

/** Whether flow log times from first to last reach beyond every single span, for certain. */
export function reachesBeyond({ first, last }: TimeSpan, spans: readonly TimeSpan[]): boolean {
  return spans.every((span) => first < Math.floor(span.first) || last - CLOCK_SLACK_SECONDS > span.last)
}
