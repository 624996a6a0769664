import { address as addressFilter, and } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { formatCount } from '../../../shared/format/number'
import type { Quantity } from '../../../shared/query/query'
import { useDerived } from '../../app/answers'
import { useCaseId, useCaseZone } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import type { Localities } from '../../investigation/entity/locality'
import { askPeers, type Peer } from '../../investigation/entity/peers'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { AddressLink, RowLink } from '../parts/links'
import { Panel, tableHeight } from '../parts/panel'
import { useRoomForRows } from '../parts/room'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'
import { LocalityTag, PLACE_WIDTH } from './locality-tag'

/** Peers that are listed, those with the most bytes. */
const MOST = 1000

interface PeersProps {
  readonly address: string
  readonly source: FlowSource
  readonly localities: Localities | null
}

/** Whom an address had flows with, and how much went each way. */
export function Peers({ address, source, localities }: PeersProps) {
  const caseId = useCaseId()
  const zone = useCaseZone()
  const { data, isPending } = useDerived(['peers', source, address], (ask) =>
    askPeers(ask, source, address, MOST),
  )
  const rows = useRoomForRows(12)
  const all = data?.all ?? 0
  return (
    <Panel
      flush
      title="Peers"
      height={tableHeight(Math.min(rows, Math.max(3, all)))}
      note={
        all > MOST
          ? `the ${formatCount(MOST)} with most bytes of ${formatCount(all)}`
          : `${formatCount(all)}, by the bytes of both directions`
      }
    >
      <DataTable
        label="Peers"
        columns={columns(address, source, localities, caseId, zone)}
        rows={data?.peers ?? []}
        empty={isPending ? 'Counting…' : 'No flow has this address.'}
      />
    </Panel>
  )
}

function columns(
  address: string,
  source: FlowSource,
  localities: Localities | null,
  caseId: string,
  zone: string,
): readonly DataColumn<Peer>[] {
  const bytes = (id: string, title: string, of: (peer: Peer) => Quantity): DataColumn<Peer> => ({
    id,
    title,
    track: 'minmax(180px, 190px)',
    end: true,
    fit: 'bytes',
    value: of,
    cell: (peer) => <Bytes of={of(peer)} />,
  })
  const count = (id: string, title: string, of: (peer: Peer) => number): DataColumn<Peer> => ({
    id,
    title,
    track: 'minmax(74px, 82px)',
    end: true,
    fit: 'count',
    value: of,
    cell: (peer) => <Count of={of(peer)} />,
  })
  const flows = (peer: Peer) =>
    flowsPath(caseId, printFilter(and(addressFilter(address), addressFilter(peer.address))), { source })
  const time = `${timeWidth(zone, source === 'netflow')}px`
  return [
    {
      id: 'peer',
      title: 'Peer',
      track: 'minmax(122px, 1fr)',
      value: (peer) => peer.address,
      cell: (peer) =>
        peer.through ? (
          <span className="address" title="Only the packets’ own addresses are this one">
            {peer.address}
          </span>
        ) : (
          <AddressLink address={peer.address} />
        ),
    },
    {
      id: 'place',
      title: 'Place',
      track: `${PLACE_WIDTH}px`,
      value: (peer) => localities?.of(peer.address).place ?? null,
      cell: (peer) => !peer.through && <LocalityTag locality={localities?.of(peer.address)} />,
    },
    bytes('sent', 'Bytes to peer', (peer) => peer.sent),
    bytes('received', 'Bytes from peer', (peer) => peer.received),
    {
      ...count('records', source === 'vpc' ? 'Records' : 'Flows', (peer) => peer.records),
      cell: (peer) =>
        peer.through ? (
          <Count of={peer.records} />
        ) : (
          <RowLink to={flows(peer)} title={`Flows with ${peer.address}`}>
            <Count of={peer.records} />
          </RowLink>
        ),
    },
    ...(source === 'vpc'
      ? [
          {
            ...count('rejected', 'Rejected', (peer) => peer.rejected),
            cell: (peer: Peer) => (
              <span title={`${formatCount(peer.accepted)} accepted`}>
                <Count of={peer.rejected} />
              </span>
            ),
          },
        ]
      : []),
    {
      id: 'first',
      title: timeTitle('First start', zone),
      track: time,
      value: (peer) => peer.firstStart,
      cell: (peer) => <ColumnTime at={peer.firstStart} />,
    },
    {
      id: 'last',
      title: timeTitle('Last end', zone),
      track: time,
      value: (peer) => peer.lastEnd,
      cell: (peer) => <ColumnTime at={peer.lastEnd} />,
    },
  ]
}
