import uPlot from 'uplot'
import type { Series } from './buckets'
import { AXIS_WIDTH, PLOT_RIGHT } from './plot-measures'
import type { Span } from './zoom'

export interface PlotSetting {
  readonly series: readonly Series[]
  readonly width: number
  readonly height: number
  readonly zone: string
  readonly brushes: boolean
  format(value: number): string
  onCursor(index: number | null): void
  onRange(from: number, to: number): void
  /** A range that was chosen before, in epoch seconds. */
  chosen(): Span | null
  /** Shaded behind the bars. */
  shaded(): readonly Span[]
  /** In place of uPlot's own answer to a double click. */
  onDoubleClick?: (() => void) | undefined
}

/** What uPlot draws a stacked timeline by; colours are those of the theme at this moment. */
export function plotOptions(setting: PlotSetting): uPlot.Options {
  const { onDoubleClick } = setting
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
    padding: [8, PLOT_RIGHT, 0, 0],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: setting.brushes, y: false, setScale: false },
      ...(onDoubleClick ? { bind: { dblclick: () => answerOf(onDoubleClick) } } : {}),
    },
    tzDate: (seconds) =>
      uPlot.tzDate(new Date(seconds * 1000), setting.zone === 'UTC' ? 'Etc/UTC' : setting.zone),
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] } },
    axes: [
      { ...axis, values: clockTicks, space: 70 },
      {
        ...axis,
        size: AXIS_WIDTH,
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
      drawClear: [(plot) => shade(plot, setting.shaded(), color('--warn-ground'), null)],
      draw: [
        (plot) => {
          const chosen = setting.chosen()
          if (chosen) shade(plot, [chosen], `${color('--accent')}33`, color('--accent'))
        },
      ],
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

/** A listener as uPlot has them. */
function answerOf(act: () => void): () => null {
  return () => {
    act()
    return null
  }
}

/** Fills spans of the plot from top to bottom; edges in a colour of their own. */
function shade(plot: uPlot, spans: readonly Span[], fill: string, edge: string | null): void {
  const { left, top, width, height } = plot.bbox
  const { ctx } = plot
  const place = (at: number) => Math.min(left + width, Math.max(left, plot.valToPos(at, 'x', true)))
  ctx.save()
  for (const { from, to } of spans) {
    const start = place(from)
    const end = place(to)
    if (end === left || start === left + width) continue
    ctx.fillStyle = fill
    ctx.fillRect(start, top, Math.max(1, end - start), height)
    if (edge === null) continue
    ctx.fillStyle = edge
    for (const at of [start, end]) {
      if (at > left && at < left + width) ctx.fillRect(Math.round(at) - 1, top, 2, height)
    }
  }
  ctx.restore()
}
