import { useEffect, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import { formatCount } from '../../../shared/format/number'
import { useCaseZone } from '../../app/open-case'
import { useTheme } from '../../app/theme'
import { Time } from '../parts/time'
import { bucketStarts, type Series, stack } from './buckets'

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
}

/** Stacked bars over time, on the case's clock. */
export function Timeline(props: TimelineProps) {
  const { series, bucketSeconds, height, format } = props
  const theme = useTheme()
  const zone = useCaseZone()
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const [at, setAt] = useState<number | null>(null)
  const starts = useMemo(() => bucketStarts(series, bucketSeconds), [series, bucketSeconds])
  const onRange = useRef(props.onRange)
  onRange.current = props.onRange
  const formatRef = useRef(format)
  formatRef.current = format
  const labels = series.map((one) => `${one.label}\n${one.color}`).join('\n\n')
  const brushes = props.onRange !== undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot is made anew for its looks alone; data are set below
  useEffect(() => {
    const element = host.current
    if (!element) return
    const created = new uPlot(
      options({
        series,
        width: Math.max(200, element.clientWidth),
        height,
        zone,
        brushes,
        format: (value) => formatRef.current(value),
        onCursor: setAt,
        onRange: (from, to) => onRange.current?.(from, to),
      }),
      [[], ...series.map(() => [])],
      element,
    )
    plot.current = created
    const resized = new ResizeObserver(() => {
      created.setSize({ width: Math.max(200, element.clientWidth), height })
    })
    resized.observe(element)
    return () => {
      resized.disconnect()
      created.destroy()
      plot.current = null
    }
  }, [labels, height, theme, zone, brushes])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot has to be filled as well
  useEffect(() => {
    // The last series is drawn first, the first one in front of it.
    plot.current?.setData([starts, ...stack(series, starts).reverse()])
  }, [series, starts, labels, height, theme, zone, brushes])

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

function options(setting: {
  readonly series: readonly Series[]
  readonly width: number
  readonly height: number
  readonly zone: string
  readonly brushes: boolean
  format(value: number): string
  onCursor(index: number | null): void
  onRange(from: number, to: number): void
}): uPlot.Options {
  const style = getComputedStyle(document.body)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const axis = {
    stroke: color('--muted'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1, size: 4 },
  }
  const bars = uPlot.paths.bars?.({ size: [0.92, 40, 1], align: 1 })
  return {
    width: setting.width,
    height: setting.height,
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: setting.brushes, y: false, setScale: false },
    },
    tzDate: (seconds) =>
      uPlot.tzDate(new Date(seconds * 1000), setting.zone === 'UTC' ? 'Etc/UTC' : setting.zone),
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] } },
    axes: [
      { ...axis, values: clockTicks, space: 70 },
      {
        ...axis,
        size: 62,
        values: (_plot, splits) => splits.map((value) => setting.format(value)),
        space: 28,
      },
    ],
    series: [
      {},
      ...[...setting.series].reverse().map((one) => ({
        label: one.label,
        fill: color(one.color),
        stroke: color(one.color),
        width: 0,
        ...(bars ? { paths: bars } : {}),
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [
        (plot) =>
          setting.onCursor(
            plot.cursor.left !== undefined && plot.cursor.left >= 0 ? (plot.cursor.idx ?? null) : null,
          ),
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < 3) return
          setting.onRange(Math.floor(plot.posToVal(left, 'x')), Math.ceil(plot.posToVal(left + width, 'x')))
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false)
        },
      ],
    },
  }
}

/** Rules for tick labels: by step [seconds], the short form, and the longer form where a new day or year begins. */
const clockTicks: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{YYYY}-{MM}', null, null, null, null, null, null, 1],
  [86_400, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
]
