import type { FlowSource } from '../../../shared/flow/block'
import { fieldSpec } from '../../../shared/flow/fields'
import { formatCount } from '../../../shared/format/number'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import type { FlowRow } from '../../../shared/query/query'
import { AddressLink } from '../parts/links'
import type { GridColumn } from '../parts/row-grid'
import { ColumnTime, Time, timeTitle, timeWidth } from '../parts/time'
import { fieldPivot } from '../pivot/pivot-value'
import { Value } from '../pivot/value'
import { tcpFlagNames } from './tcp-flags'

/** Shown until the examiner chooses others. */
const USUAL: readonly string[] = [
  'start',
  'srcaddr',
  'srcport',
  'dstaddr',
  'dstport',
  'protocol',
  'bytes',
  'packets',
  'action',
  'tcp-flags',
  'flow-direction',
  'interface-id',
  'end',
]

const TRACKS: Readonly<Record<string, string>> = {
  srcport: '64px',
  dstport: '64px',
  protocol: '78px',
  bytes: '118px',
  packets: '92px',
  action: '76px',
  'tcp-flags': '134px',
  'flow-direction': '86px',
  'interface-id': '176px',
  'instance-id': '164px',
  version: '70px',
  type: '66px',
  region: '98px',
  'traffic-path': '96px',
  'log-status': '92px',
  'account-id': '118px',
}

const SHORT_TITLES: Readonly<Record<string, string>> = {
  srcaddr: 'Source',
  dstaddr: 'Destination',
  srcport: 'Port',
  dstport: 'Port',
}

/** The fields to show: those that were chosen, or the usual ones, as far as the flows have them. */
export function shownFields(chosen: readonly string[] | null, present: readonly string[]): readonly string[] {
  return (chosen ?? USUAL).filter((field) => present.includes(field))
}

export function flowColumns(
  fields: readonly string[],
  source: FlowSource,
  zone: string,
  fileName: (evidence: number) => string,
): readonly GridColumn<FlowRow>[] {
  return [...fields.map((field) => fieldColumn(field, source, zone)), ORIGIN(fileName)]
}

function fieldColumn(field: string, source: FlowSource, zone: string): GridColumn<FlowRow> {
  const spec = fieldSpec(field)
  const time = field === 'start' || field === 'end'
  return {
    id: field,
    title: time ? timeTitle(spec.title, zone) : (SHORT_TITLES[field] ?? spec.title),
    hint: `${spec.title} (${field})`,
    track: time
      ? `${timeWidth(zone, source === 'netflow')}px`
      : (TRACKS[field] ?? (spec.kind === 'address' ? 'minmax(124px, 1fr)' : '130px')),
    end: spec.kind === 'number' && !time && field !== 'protocol' && field !== 'tcp-flags',
    sortable: true,
    cell: (row) => <FieldValue field={field} row={row} />,
  }
}

/** Which line of which file the flow is. */
const ORIGIN = (fileName: (evidence: number) => string): GridColumn<FlowRow> => ({
  id: 'evidence',
  title: 'Evidence : line',
  track: 'minmax(240px, 1.4fr)',
  sortable: true,
  fixed: true,
  cell: (row) => {
    const name = fileName(row.evidence)
    return (
      <span className="origin" title={`${name}, line ${row.line}`}>
        <span className="origin-file">{name.slice(name.lastIndexOf('/') + 1)}</span>
        <span className="num">:{row.line}</span>
      </span>
    )
  },
})

/** A field of a flow as people read it. */
export function FieldValue({
  field,
  row,
  bare = true,
}: {
  readonly field: string
  readonly row: FlowRow
  /** Times without the letters UTC, where the column's head has them. */
  readonly bare?: boolean
}) {
  const value = row.values[field]
  if (value === undefined) return <span className="muted">–</span>
  const of = fieldPivot(field, value)
  if (of?.kind === 'address') return <AddressLink address={of.address} side={of.side} />
  switch (field) {
    case 'start':
    case 'end':
      return bare ? <ColumnTime at={Number(value)} /> : <Time at={Number(value)} />
    case 'protocol':
      return <Value of={of}>{protocolLabel(Number(value))}</Value>
    case 'srcport':
    case 'dstport':
      return hasPorts(Number(row.values.protocol ?? 6)) || value !== 0 ? (
        <Value of={of} className="num">
          {String(value)}
        </Value>
      ) : (
        <span className="muted">–</span>
      )
    case 'bytes':
    case 'packets':
      return (
        <Value of={of} className="num">
          {formatCount(value as number | bigint)}
        </Value>
      )
    case 'tcp-flags':
      return (
        <Value of={of}>
          <span className="num">{String(value)}</span>{' '}
          <span className="muted">{tcpFlagNames(Number(value))}</span>
        </Value>
      )
    case 'action':
      return (
        <Value of={of} className={value === 'REJECT' ? 'reject' : 'accept'}>
          {String(value)}
        </Value>
      )
    default:
      return <Value of={of}>{String(value)}</Value>
  }
}
