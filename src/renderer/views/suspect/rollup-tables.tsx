import { useMemo } from 'react'
import { useCaseZone } from '../../app/open-case'
import { DIFFERENCES } from '../../investigation/difference'
import type {
  Correlation,
  DifferenceCount,
  ServiceComparison,
  TimeComparison,
  TupleCounts,
} from '../../investigation/types'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { PortLabel } from '../parts/links'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'
import { STATES } from './tuples-table'

function counted<Row extends TupleCounts>(): readonly DataColumn<Row>[] {
  const column = (id: keyof TupleCounts, title: string): DataColumn<Row> => ({
    id,
    title,
    track: '110px',
    end: true,
    fit: 'count',
    value: (row) => row[id],
    cell: (row) => <Count of={row[id]} />,
  })
  return [
    column('matched', 'In both'),
    column('vpcOnly', 'Flow logs only'),
    column('netflowOnly', 'NetFlow only'),
    column('unexplained', 'Unexplained'),
  ]
}

const SERVICES: readonly DataColumn<ServiceComparison>[] = [
  {
    id: 'port',
    title: 'Service',
    track: 'minmax(120px, 1fr)',
    value: (row) => row.port ?? -1,
    cell: (row) => <PortLabel port={row.port ?? 0} protocol={row.protocol} />,
  },
  {
    id: 'name',
    title: 'Name',
    track: 'minmax(120px, 1fr)',
    value: (row) => row.name,
    cell: (row) => (row.name === null ? <span className="muted">not listed</span> : row.name),
  },
  ...counted<ServiceComparison>(),
  {
    id: 'bytesVpc',
    title: 'Bytes, logs',
    track: '128px',
    end: true,
    fit: 'count',
    value: (row) => row.bytesVpc,
    cell: (row) => <Count of={row.bytesVpc} />,
  },
  {
    id: 'bytesNetflow',
    title: 'Bytes, NetFlow',
    track: '128px',
    end: true,
    fit: 'count',
    value: (row) => row.bytesNetflow,
    cell: (row) => <Count of={row.bytesNetflow} />,
  },
]

/** Five-tuples by the service that they belong to. */
export function ServiceRollup({ correlation }: { readonly correlation: Correlation }) {
  return (
    <DataTable
      label="Five-tuples by service"
      columns={SERVICES}
      rows={correlation.services}
      empty="No five-tuple."
    />
  )
}

const REASONS: readonly DataColumn<DifferenceCount>[] = [
  {
    id: 'difference',
    title: 'Reason',
    track: '232px',
    value: (row) => DIFFERENCES[row.difference].short,
    cell: (row) => <span title={DIFFERENCES[row.difference].rule}>{DIFFERENCES[row.difference].short}</span>,
  },
  {
    id: 'state',
    title: 'State',
    track: '120px',
    value: (row) => row.state,
    cell: (row) => STATES[row.state][0],
  },
  {
    id: 'tuples',
    title: 'Five-tuples',
    track: '96px',
    end: true,
    fit: 'count',
    value: (row) => row.tuples,
    cell: (row) => <Count of={row.tuples} />,
  },
  {
    id: 'rule',
    title: 'Rule',
    track: 'minmax(300px, 1fr)',
    cell: (row) => (
      <span className="muted" title={DIFFERENCES[row.difference].rule}>
        {DIFFERENCES[row.difference].rule}
      </span>
    ),
  },
]

/** Differences by their likely reason, and the rule of each. */
export function ReasonRollup({ correlation }: { readonly correlation: Correlation }) {
  return (
    <DataTable
      label="Five-tuples by reason"
      columns={REASONS}
      rows={correlation.differences}
      empty="Nothing differs."
    />
  )
}

/** Five-tuples by the time at which they begin. */
export function TimeRollup({ correlation }: { readonly correlation: Correlation }) {
  const zone = useCaseZone()
  const columns = useMemo(
    (): readonly DataColumn<TimeComparison>[] => [
      {
        id: 'at',
        title: timeTitle('From', zone),
        track: `minmax(${timeWidth(zone)}px, 1fr)`,
        value: (row) => row.at,
        cell: (row) => <ColumnTime at={row.at} />,
      },
      ...counted<TimeComparison>(),
    ],
    [zone],
  )
  return (
    <DataTable
      label="Five-tuples by time"
      columns={columns}
      rows={correlation.times}
      empty="No five-tuple."
    />
  )
}
