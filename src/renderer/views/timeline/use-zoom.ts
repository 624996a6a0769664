import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { usePlaceQuery } from '../../app/places'
import { parseSpan, type Span, spanText, within } from './zoom'

/** How long the span rests before it is asked about and kept in the place, in milliseconds. */
const REST_MS = 150

export interface Zoom {
  /** What is seen now. */
  readonly seen: Span
  /** What was seen when it last rested: what the figures are asked for. */
  readonly asked: Span
  /** The next span by the one that is seen; null for all. */
  change(next: (seen: Span) => Span | null): void
}

/** The part of the whole that is seen; it lies in the place as "zoom". */
export function useZoom(whole: Span): Zoom {
  const [params, changePlace] = usePlaceQuery()
  const text = params.get('zoom')
  const asked = useMemo(() => {
    const span = parseSpan(text)
    return span ? within(span, whole) : whole
  }, [text, whole])
  const [moving, setMoving] = useState<Span | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const seen = moving ?? asked
  const latest = useRef(seen)
  latest.current = seen
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = useCallback(
    (next: (seen: Span) => Span | null) => {
      const span = next(latest.current) ?? whole
      latest.current = span
      setMoving(span)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        changePlace({ zoom: spanText(span, whole) }, { replace: true })
        setMoving(null)
      }, REST_MS)
    },
    [whole, changePlace],
  )
  return { seen, asked, change }
}
