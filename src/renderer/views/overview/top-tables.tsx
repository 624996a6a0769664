import { serviceName } from '../../../shared/network/services'
import { useDerived } from '../../app/answers'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { AddressLink, PortLink } from '../parts/links'
import { Panel, tableHeight } from '../parts/panel'
import { useRoomForRows } from '../parts/room'
import type { SideTotals } from './side-totals'
import { topBySides } from './top-by-sides'

/** Rows in a window of usual height, and the most in a tall one. */
const SHOWN = { usual: 12, most: 30 }

const volumes: readonly DataColumn<SideTotals>[] = [
  {
    id: 'bytes',
    title: 'Bytes',
    track: 'minmax(116px, 210px)',
    end: true,
    fit: 'count',
    hint: 'Of all flows that have it as source or destination',
    value: (row) => row.bytes,
    cell: (row) => <Bytes of={row.bytes} />,
  },
  {
    id: 'records',
    title: 'Records',
    track: '80px',
    end: true,
    fit: 'count',
    value: (row) => row.records,
    cell: (row) => <Count of={row.records} />,
  },
  {
    id: 'rejected',
    title: 'Rejected',
    track: '82px',
    end: true,
    fit: 'count',
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
    track: 'minmax(104px, 1fr)',
    value: (row) => serviceName(Number(row.keys[0]), Number(row.keys[1])),
    cell: (row) => {
      const name = serviceName(Number(row.keys[0]), Number(row.keys[1])) ?? 'not listed'
      return (
        <span className="muted" title={name}>
          {name}
        </span>
      )
    },
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
  const shown = Math.min(SHOWN.most, useRoomForRows(SHOWN.usual))
  // Not asked anew for each row that a window in the making has room for.
  const asked = shown > SHOWN.usual ? SHOWN.most : SHOWN.usual
  const { data, isPending } = useDerived(['top', kind, 'vpc', asked], (ask) =>
    topBySides(ask, 'vpc', kind, asked),
  )
  return (
    <Panel flush height={tableHeight(shown)} title={title} note={note}>
      <DataTable
        label={title}
        columns={columns}
        rows={data ?? []}
        className="exact-when-narrow"
        empty={isPending ? 'Counting…' : 'No flow has one.'}
      />
    </Panel>
  )
}
