import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import type { Quantity } from '../../../shared/query/query'
import { useDerived } from '../../app/answers'
import type { Localities } from '../../investigation/entity/locality'
import {
  askServiceEnds,
  type ServiceEnd,
  type ServiceEnds,
  serviceFlows,
} from '../../investigation/entity/service-ends'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { AddressLink } from '../parts/links'
import { Panel, tableHeight } from '../parts/panel'
import { useRoomForRows } from '../parts/room'
import { LocalityTag, PLACE_WIDTH } from './locality-tag'
import { useLocalities } from './use-localities'

const TEXTS = {
  servers: { title: 'Servers', has: 'have the port on their own side' },
  clients: { title: 'Clients', has: 'meet the port at others' },
} as const

/** The addresses at one end of a service. */
export function ServiceEndsTable(props: {
  readonly which: 'servers' | 'clients'
  readonly protocol: number
  readonly port: number
  readonly source: FlowSource
}) {
  const { which, protocol, port, source } = props
  const known = useLocalities()
  const { data, isPending } = useDerived(['ends', source, protocol, port, which], (ask) =>
    askServiceEnds(ask, source, serviceFlows(protocol, port), which),
  )
  const { title } = TEXTS[which]
  const rows = useRoomForRows(10)
  return (
    <Panel
      flush
      title={title}
      height={tableHeight(Math.min(rows, Math.max(2, data?.ends.length ?? 0)))}
      note={data && noteOf(data, which)}
    >
      <DataTable
        label={title}
        columns={columns(which, source, known?.localities ?? null)}
        rows={data?.ends ?? []}
        empty={isPending ? 'Counting…' : 'No flow names one.'}
      />
    </Panel>
  )
}

function noteOf({ ends, all, unseenBytes }: ServiceEnds, which: 'servers' | 'clients'): string {
  const { has } = TEXTS[which]
  return all === null
    ? `the ${formatCount(ends.length)} largest of those that ${has}; no other has more than ${formatBytes(unseenBytes)}`
    : `${formatCount(all)} ${has}`
}

function columns(
  which: 'servers' | 'clients',
  source: FlowSource,
  localities: Localities | null,
): readonly DataColumn<ServiceEnd>[] {
  const bytes = (id: string, title: string, of: (end: ServiceEnd) => Quantity): DataColumn<ServiceEnd> => ({
    id,
    title,
    track: '174px',
    end: true,
    fit: 'bytes',
    value: of,
    cell: (end) => <Bytes of={of(end)} />,
  })
  const count = (id: string, title: string, of: (end: ServiceEnd) => number): DataColumn<ServiceEnd> => ({
    id,
    title,
    track: '88px',
    end: true,
    fit: 'count',
    value: of,
    cell: (end) => <Count of={of(end)} />,
  })
  return [
    {
      id: 'address',
      title: 'Address',
      track: 'minmax(150px, 1fr)',
      value: (end) => end.address,
      cell: (end) => <AddressLink address={end.address} />,
    },
    {
      id: 'place',
      title: 'Place',
      track: `${PLACE_WIDTH}px`,
      value: (end) => localities?.of(end.address).place ?? null,
      cell: (end) => <LocalityTag locality={localities?.of(end.address)} />,
    },
    bytes('sent', 'Bytes sent', (end) => end.sentBytes),
    bytes('received', 'Bytes received', (end) => end.receivedBytes),
    count('records', source === 'vpc' ? 'Records' : 'Flows', (end) => end.records),
    ...(source === 'vpc'
      ? [
          count('accepted', 'Accepted', (end) => end.accepted),
          count('rejected', 'Rejected', (end) => end.rejected),
        ]
      : []),
    ...(source === 'vpc' && which === 'servers'
      ? [
          {
            ...count('answered', 'Answered', (end) => end.answered),
            hint: 'Records with SYN-ACK that it sent: it does serve',
          },
        ]
      : []),
  ]
}
