import { serviceName } from '../../../shared/network/services'
import { useDerived } from '../../app/answers'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { AddressLink, PortLink } from '../parts/links'
import { Panel, tableHeight } from '../parts/panel'
import type { SideTotals } from './top-by-sides'
import { topBySides } from './top-by-sides'

const SHOWN = 12

const volumes: readonly DataColumn<SideTotals>[] = [
  {
    id: 'bytes',
    title: 'Bytes',
    track: '190px',
    end: true,
    hint: 'Of all flows that have it as source or destination',
    value: (row) => row.bytes,
    cell: (row) => <Bytes of={row.bytes} />,
  },
  {
    id: 'records',
    title: 'Records',
    track: '76px',
    end: true,
    value: (row) => row.records,
    cell: (row) => <Count of={row.records} />,
  },
  {
    id: 'rejected',
    title: 'Rejected',
    track: '76px',
    end: true,
    value: (row) => row.rejected,
    cell: (row) => <Count of={row.rejected} />,
  },
]

const byAddress: readonly DataColumn<SideTotals>[] = [
  {
    id: 'address',
    title: 'Address',
    track: 'minmax(120px, 1fr)',
    value: (row) => row.keys[0] ?? null,
    cell: (row) => <AddressLink address={String(row.keys[0])} />,
  },
  ...volumes,
]

const byPort: readonly DataColumn<SideTotals>[] = [
  {
    id: 'port',
    title: 'Port',
    track: '94px',
    value: (row) => row.keys[0] ?? null,
    cell: (row) => <PortLink port={Number(row.keys[0])} protocol={Number(row.keys[1])} />,
  },
  {
    id: 'name',
    title: 'Name',
    track: 'minmax(64px, 1fr)',
    value: (row) => serviceName(Number(row.keys[0]), Number(row.keys[1])),
    cell: (row) => (
      <span className="muted">{serviceName(Number(row.keys[0]), Number(row.keys[1])) ?? 'not listed'}</span>
    ),
  },
  ...volumes,
]

export function TopAddresses() {
  return (
    <Top
      title="Top talkers"
      note="sent and received; a click opens its page"
      kind="address"
      columns={byAddress}
    />
  )
}

export function TopPorts() {
  return <Top title="Top ports" note="on either side; a click shows the flows" kind="port" columns={byPort} />
}

function Top({
  title,
  note,
  kind,
  columns,
}: {
  readonly title: string
  readonly note: string
  readonly kind: 'address' | 'port'
  readonly columns: readonly DataColumn<SideTotals>[]
}) {
  const { data, isPending } = useDerived(['top', kind, 'vpc', SHOWN], (ask) =>
    topBySides(ask, 'vpc', kind, SHOWN),
  )
  return (
    <Panel flush height={tableHeight(SHOWN)} title={title} note={note}>
      <DataTable
        label={title}
        columns={columns}
        rows={data ?? []}
        empty={isPending ? 'Counting…' : 'No flow has one.'}
      />
    </Panel>
  )
}
