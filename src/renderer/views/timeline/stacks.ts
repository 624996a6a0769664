import { type Filter, not, text } from '../../../shared/filter/ast'
import type { GroupRow, Measure } from '../../../shared/query/query'
import { quantityOf } from '../../investigation/quantity'
import type { Series } from './buckets'

/** One colour of a stacked timeline: the flows that match. Those of one timeline share no flow. */
export interface Layer {
  readonly label: string
  /** Name of a CSS variable. */
  readonly color: string
  readonly where: Filter
  /** Left out of the picture while it has nothing. */
  readonly rest?: boolean
}

export type StackMeasure = 'records' | 'bytes' | 'packets'

export const BY_ACTION: readonly Layer[] = [
  { label: 'Accepted', color: '--accepted', where: text('action', 'ACCEPT') },
  { label: 'Rejected', color: '--rejected', where: text('action', 'REJECT') },
  {
    label: 'No action logged',
    color: '--series-other',
    where: not(text('action', 'ACCEPT', 'REJECT')),
    rest: true,
  },
]

export const BY_DIRECTION: readonly Layer[] = [
  { label: 'Ingress', color: '--series-3', where: text('flow-direction', 'ingress') },
  { label: 'Egress', color: '--series-5', where: text('flow-direction', 'egress') },
  {
    label: 'No direction logged',
    color: '--series-other',
    where: not(text('flow-direction', 'ingress', 'egress')),
    rest: true,
  },
]

/** Services that have a colour of their own. */
export const SERVICES = 7

/** What is asked of each bucket for these layers. */
export function measuresOf(layers: readonly Layer[], measure: StackMeasure): readonly Measure[] {
  return layers.map(({ where }, i) => ({ ...measureOf(measure, String(i)), where }))
}

export function measureOf(measure: StackMeasure, as: string): Measure {
  return measure === 'records' ? { as, op: 'count' } : { as, op: 'sum', field: measure }
}

/** The layers with their values by the start of a bucket. */
export function seriesOf(layers: readonly Layer[], rows: readonly GroupRow[]): readonly Series[] {
  return layers
    .map(({ label, color, rest = false }, i) => ({
      rest,
      series: {
        label,
        color,
        values: new Map(rows.map((row) => [Number(row.keys[0]), Number(quantityOf(row, String(i)))])),
      },
    }))
    .filter(({ rest, series }) => !rest || [...series.values.values()].some((value) => value > 0))
    .map(({ series }) => series)
}
