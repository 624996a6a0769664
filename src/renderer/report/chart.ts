import * as Plot from '@observablehq/plot'
import { formatBytes } from '../../shared/format/bytes'
import { formatDuration } from '../../shared/format/duration'
import { formatUtc } from '../../shared/format/time'
import type { Timeline } from '../investigation/types'

/** Told apart on paper, in grey and by those who see few colours (Okabe and Ito's set, darkened for print). */
const COLOURS = ['#0072b2', '#e69f00', '#c44e00', '#009e73', '#aa4480', '#56b4e9', '#8a7500', '#444e99']
const OTHER_COLOUR = '#8f99a8'

/** Colour of the series at an index; what no service explains is grey. */
export function seriesColour(index: number, port: number | null): string {
  return port === null ? OTHER_COLOUR : (COLOURS[index % COLOURS.length] as string)
}

/** Size in CSS pixels: the width of the text on A4. */
const WIDTH = 688
const HEIGHT = 230

/** "17:30", and the date below it at the first tick and at midnight. */
function tickText(time: Date, index: number): string {
  const [date = '', clock = ''] = formatUtc(time.getTime() / 1000).split(' ')
  const hour = clock.slice(0, 5)
  return index === 0 || hour === '00:00' ? `${hour}\n${date}` : hour
}

/** Bytes over time, stacked by service, on a UTC axis, as the markup of one SVG element. */
export function drawTimeline(timeline: Timeline, document: Document): string {
  const { bucketSeconds, series } = timeline
  const data = series.flatMap(({ label, buckets }) =>
    buckets
      .filter((bucket) => bucket.records > 0)
      .map(({ at, bytes }) => ({ time: new Date(at * 1000), bytes: Number(bytes), label })),
  )
  const milliseconds = bucketSeconds * 1000
  const starts = series[0]?.buckets.map((bucket) => bucket.at) ?? []
  const chart = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 58,
    marginRight: 28,
    marginBottom: 36,
    ariaLabel: `Bytes by service in intervals of ${formatDuration(bucketSeconds)}`,
    x: {
      type: 'utc',
      label: null,
      ticks: 8,
      tickFormat: tickText,
      domain: [(starts[0] ?? 0) * 1000, ((starts.at(-1) ?? 0) + bucketSeconds) * 1000],
    },
    y: {
      label: `Bytes in ${formatDuration(bucketSeconds)}`,
      grid: true,
      ticks: 5,
      tickFormat: (bytes: number) => formatBytes(bytes),
    },
    color: {
      domain: series.map(({ label }) => label),
      range: series.map(({ port }, index) => seriesColour(index, port)),
    },
    marks: [
      Plot.rectY(data, {
        x: 'time',
        y: 'bytes',
        fill: 'label',
        interval: {
          floor: (time: Date) => new Date(Math.floor(time.getTime() / milliseconds) * milliseconds),
          offset: (time: Date, step = 1) => new Date(time.getTime() + step * milliseconds),
        },
        insetLeft: 0.25,
        insetRight: 0.25,
      }),
      Plot.ruleY([0]),
    ],
  })
  // The page's policy allows no style element; report.css has the same rules.
  for (const style of chart.querySelectorAll('style')) style.remove()
  return chart.outerHTML
}
