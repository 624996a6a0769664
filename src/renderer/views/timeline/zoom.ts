/** A time from one moment to a later one, in epoch seconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a wheel or a drag asks of the span that is seen. */
export type SpanChange =
  | { readonly times: number; readonly around: number }
  /** By a share of the span's length. */
  | { readonly pan: number }
  | null

/** The closest look, in seconds: flow logs have whole seconds. */
export const CLOSEST = 10

/** Moves and shortens a span so that it lies within another one. */
export function within({ from, to }: Span, whole: Span): Span {
  const length = Math.min(Math.max(to - from, CLOSEST), Math.max(whole.to - whole.from, CLOSEST))
  const start = Math.max(whole.from, Math.min(from, whole.to - length))
  return { from: start, to: start + length }
}

/** Makes a span so many times as long; the moment `around` stays where it is on screen. */
export function zoomed(span: Span, times: number, around: number, whole: Span): Span {
  const length = span.to - span.from
  const wanted = Math.max(length * times, CLOSEST)
  const share = (around - span.from) / length
  const from = around - share * wanted
  return within({ from, to: from + wanted }, whole)
}

/** Moves a span by a share of its own length, later ones above 0. */
export function panned(span: Span, share: number, whole: Span): Span {
  const by = (span.to - span.from) * share
  return within({ from: span.from + by, to: span.to + by }, whole)
}

/** "1695859200-1695862800", as a place holds it; null for the whole. */
export function spanText({ from, to }: Span, whole: Span): string {
  return from <= whole.from && to >= whole.to ? '' : `${Math.round(from)}-${Math.round(to)}`
}

/** The reverse of spanText; null for what is no span. */
export function parseSpan(text: string | null): Span | null {
  const match = /^(\d{1,12})-(\d{1,12})$/.exec(text ?? '')
  if (!match) return null
  const [from, to] = [Number(match[1]), Number(match[2])]
  return from < to ? { from, to } : null
}

/**
 * The range after a key press that moves one of its edges by a bucket. Without a range, the bucket
 * in the middle of what is seen is taken first.
 */
export function nudged(
  range: Span | null,
  edge: 'from' | 'to',
  direction: -1 | 1,
  bucketSeconds: number,
  seen: Span,
): Span {
  if (!range) {
    const from = Math.floor((seen.from + seen.to) / 2 / bucketSeconds) * bucketSeconds
    return { from, to: from + bucketSeconds }
  }
  // On the grid of the buckets, so that what is counted is what is drawn.
  const step = (value: number) =>
    (direction > 0
      ? Math.floor(value / bucketSeconds + 1 + 1e-9)
      : Math.ceil(value / bucketSeconds - 1 - 1e-9)) * bucketSeconds
  const next = { ...range, [edge]: step(range[edge]) }
  return next.from < next.to ? next : range
}
