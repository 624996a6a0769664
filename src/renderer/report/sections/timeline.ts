import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import type { Quantity } from '../../../shared/query/query'
import { add } from '../../investigation/quantity'
import type { SourceView, Timeline, TimelineBucket } from '../../investigation/types'
import { type Block, heading, paragraph, type Text, table } from '../document'
import { bytesCell } from '../wording'
import type { SectionInput } from './section'

/** Rows of the table beside the chart; finer buckets are put together. */
const TABLE_ROWS = 24

/** Volume over time by service, as a chart and in numbers. */
export function timeline({ clock }: SectionInput, view: SourceView): readonly Block[] {
  const shape = view.timeline
  const noun = view.source === 'vpc' ? 'Records' : 'Flows'
  if (shape.series.length === 0) return []
  const coarse = coarsen(shape, TABLE_ROWS)
  const step = formatDuration(coarse.bucketSeconds)
  const starts = coarse.series[0]?.buckets.map((bucket) => bucket.at) ?? []
  const rows = starts.map((at, index): readonly Text[] => [
    clock.zone === null ? formatUtc(at) : clock.tell(at),
    ...coarse.series.map((series) => cell(series.buckets[index])),
  ])
  return [
    heading(2, 'Timeline'),
    paragraph(
      `Each record counts in the interval that its start lies in, and in the series of the first step of the ladder that takes ` +
        `it away. The chart has intervals of ${formatDuration(shape.bucketSeconds)}, the table of ${step}.`,
    ),
    {
      type: 'chart',
      caption: `Bytes by service in intervals of ${formatDuration(shape.bucketSeconds)}, stacked; times are UTC`,
      timeline: shape,
      table: table(
        `Bytes by service in intervals of ${step}, ${noun.toLowerCase()} after the stroke; the interval begins at the time given`,
        [['Interval', 'text'], ...coarse.series.map((series) => [series.label, 'number'] as const)],
        rows,
      ),
    },
  ]
}

function cell(bucket: TimelineBucket | undefined): string {
  if (!bucket || bucket.records === 0) return '–'
  return `${bytesCell(bucket.bytes)} / ${formatCount(bucket.records)}`
}

/** The same volumes in at most `rows` buckets, aligned to multiples of the longer bucket. */
export function coarsen(shape: Timeline, rows: number): Timeline {
  const buckets = shape.series[0]?.buckets ?? []
  const first = buckets[0]?.at ?? 0
  const last = buckets.at(-1)?.at ?? 0
  const count = (seconds: number) => Math.floor(last / seconds) - Math.floor(first / seconds) + 1
  let factor = 1
  while (count(shape.bucketSeconds * factor) > rows) factor = nextFactor(factor)
  const bucketSeconds = shape.bucketSeconds * factor
  return {
    bucketSeconds,
    series: shape.series.map((series) => {
      const merged = new Map<number, { records: number; bytes: Quantity }>()
      for (const { at, records, bytes } of series.buckets) {
        const start = Math.floor(at / bucketSeconds) * bucketSeconds
        const known = merged.get(start) ?? { records: 0, bytes: 0 }
        merged.set(start, { records: known.records + records, bytes: add(known.bytes, bytes) })
      }
      return { ...series, buckets: Array.from(merged, ([at, volume]) => ({ at, ...volume })) }
    }),
  }
}

/** Factors that make a nice interval of a nice one: 1, 2, 3, 6, 12, 24, 48… */
function nextFactor(factor: number): number {
  return factor === 1 ? 2 : factor === 2 ? 3 : factor * 2
}
