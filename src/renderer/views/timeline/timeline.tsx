import { useEffect, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import { formatCount } from '../../../shared/format/number'
import { useCaseZone } from '../../app/open-case'
import { useTheme } from '../../app/theme'
import { Time } from '../parts/time'
import { bucketStarts, type Series, stack } from './buckets'
import { followWheel } from './follow-wheel'
import { plotOptions } from './plot-options'
import type { Span, SpanChange } from './zoom'

interface TimelineProps {
  /** What is drawn, for those who can't see it. */
  readonly label: string
  readonly series: readonly Series[]
  readonly bucketSeconds: number
  readonly height: number
  /** Of a value on the axis and in the reading. */
  format(value: number): string
  readonly unit: string
  /** A span was chosen with the mouse, epoch seconds. */
  onRange?(from: number, to: number): void
  /** Starts of the buckets that were asked for; default: from the first to the last that has a value. */
  readonly starts?: readonly number[]
  /** What is seen; default: from the first to the last value. */
  readonly span?: Span
  readonly chosen?: Span | null
  /** Times that are shaded behind the bars. */
  readonly shaded?: readonly Span[]
  /** Wheel and pan ask for another span; null for all. */
  onSpan?(change: SpanChange): void
}

const NO_SPANS: readonly Span[] = []

/** Stacked bars over time, on the case's clock. */
export function Timeline(props: TimelineProps) {
  const { series, bucketSeconds, height, format } = props
  const theme = useTheme()
  const zone = useCaseZone()
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const [at, setAt] = useState<number | null>(null)
  const { span, chosen = null, shaded = NO_SPANS } = props
  const starts = useMemo(
    () => props.starts ?? bucketStarts(series, bucketSeconds),
    [props.starts, series, bucketSeconds],
  )
  const onSpan = useRef(props.onSpan)
  onSpan.current = props.onSpan
  const marks = useRef({ chosen, shaded })
  marks.current = { chosen, shaded }
  const onRange = useRef(props.onRange)
  onRange.current = props.onRange
  const formatRef = useRef(format)
  formatRef.current = format
  const labels = series.map((one) => `${one.label}\n${one.color}`).join('\n\n')
  const brushes = props.onRange !== undefined
  const zooms = props.onSpan !== undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot is made anew for its looks alone; data are set below
  useEffect(() => {
    const element = host.current
    if (!element) return
    const created = new uPlot(
      plotOptions({
        series,
        width: Math.max(200, element.clientWidth),
        height,
        zone,
        brushes,
        format: (value) => formatRef.current(value),
        onCursor: setAt,
        onRange: (from, to) => onRange.current?.(from, to),
        chosen: () => marks.current.chosen,
        shaded: () => marks.current.shaded,
        onDoubleClick: zooms ? () => onSpan.current?.(null) : undefined,
      }),
      [[], ...series.map(() => [])],
      element,
    )
    plot.current = created
    const resized = new ResizeObserver(() => {
      created.setSize({ width: Math.max(200, element.clientWidth), height })
    })
    resized.observe(element)
    const leave = zooms ? followWheel(created, (change) => onSpan.current?.(change)) : undefined
    return () => {
      leave?.()
      resized.disconnect()
      created.destroy()
      plot.current = null
    }
  }, [labels, height, theme, zone, brushes, zooms])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot has to be filled as well
  useEffect(() => {
    // The last series is drawn first, the first one in front of it.
    plot.current?.setData([[...starts], ...stack(series, starts).reverse()], !span)
    if (span) plot.current?.setScale('x', { min: span.from, max: span.to })
  }, [series, starts, span, labels, height, theme, zone, brushes, zooms])

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when the marks change
  useEffect(() => plot.current?.redraw(false), [chosen, shaded])

  const hovered = at === null ? undefined : starts[at]
  return (
    <figure className="timeline">
      <div ref={host} role="img" aria-label={props.label} />
      <figcaption>
        {series.map((one) => (
          <span key={one.label} className="legend">
            <span className="swatch" style={{ background: `var(${one.color})` }} />
            {one.label}
            {hovered !== undefined && (
              <span className="num legend-value">{format(one.values.get(hovered) ?? 0)}</span>
            )}
          </span>
        ))}
        <span className="grow" />
        <span className="muted nowrap">
          {hovered === undefined ? (
            <>
              {props.unit} per {bucketName(bucketSeconds)}
              {` · ${zone}`}
              {brushes && ' · drag to choose a time range'}
            </>
          ) : (
            <Time at={hovered} />
          )}
        </span>
      </figcaption>
    </figure>
  )
}

export function bucketName(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [length, name] = units.find(([unit]) => seconds % unit === 0) ?? [1, 'second']
  const count = seconds / length
  return count === 1 ? name : `${formatCount(count)} ${name}s`
}
