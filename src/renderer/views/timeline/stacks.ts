import { and, type Filter, not, port, protocol, text } from '../../../shared/filter/ast'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import { serviceName } from '../../../shared/network/services'
import type { GroupRow, KeyValue, Measure } from '../../../shared/query/query'
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

/** Ports that have a colour of their own. */
export const SERVICES = 7

/** @param ports [port, protocol], the busiest first: a flow that has two of them belongs to the first */
export function byService(ports: readonly (readonly KeyValue[])[]): readonly Layer[] {
  const own = ports.slice(0, SERVICES).map((keys) => {
    const [number, ofProtocol] = [Number(keys[0]), Number(keys[1])]
    return {
      label: hasPorts(ofProtocol)
        ? `${number}/${protocolLabel(ofProtocol)} ${serviceName(number, ofProtocol) ?? ''}`.trim()
        : protocolLabel(ofProtocol),
      where: and(...(hasPorts(ofProtocol) ? [port(number)] : []), protocol(ofProtocol)),
    }
  })
  const before = (i: number) => own.slice(0, i).map(({ where }) => not(where))
  return [
    ...own.map(({ label, where }, i) => ({
      label,
      color: `--series-${i + 1}`,
      where: and(...before(i), where),
    })),
    { label: 'Other', color: '--series-other', where: and(...before(own.length)), rest: true },
  ]
}

/** What is asked of each bucket for these layers. */
export function measuresOf(layers: readonly Layer[], measure: StackMeasure): readonly Measure[] {
  return layers.map(
    ({ where }, i): Measure =>
      measure === 'records'
        ? { as: String(i), op: 'count', where }
        : { as: String(i), op: 'sum', field: measure, where },
  )
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
