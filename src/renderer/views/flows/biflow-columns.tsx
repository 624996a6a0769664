import type { FlowSource } from '../../../shared/flow/block'
import { formatCount } from '../../../shared/format/number'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import type { Biflow, BiflowSide, BiflowSort } from '../../../shared/query/biflow'
import { AddressLink } from '../parts/links'
import type { GridColumn } from '../parts/row-grid'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'
import { INITIATOR_REASONS } from './initiator-reason'

type Column = GridColumn<Biflow> & { readonly id: BiflowSort | 'reason' }

export function biflowColumns(source: FlowSource, zone: string): readonly Column[] {
  const time = (id: 'start' | 'end', title: string, hint: string): Column => ({
    id,
    title: timeTitle(title, zone),
    hint,
    track: `${timeWidth(zone, source === 'netflow')}px`,
    sortable: true,
    cell: (row) => {
      const at = row[id]
      return at === null ? <None /> : <ColumnTime at={at} />
    },
  })
  return [
    time('start', 'Start', 'Earliest start of either direction'),
    side('initiator', 'Initiator', 'The side that began'),
    port('initiator-port', 'initiator'),
    side('responder', 'Responder', 'The side that was asked'),
    port('responder-port', 'responder'),
    {
      id: 'protocol',
      title: 'Protocol',
      track: '78px',
      sortable: true,
      cell: ({ protocol }) => (protocol === null ? <None /> : <span>{protocolLabel(protocol)}</span>),
    },
    number('sent-bytes', 'Bytes sent', 'Bytes from the initiator', '128px', (row) => row.initiator.bytes),
    number('received-bytes', 'Bytes back', 'Bytes from the responder', '128px', (row) => row.responder.bytes),
    {
      id: 'reason',
      title: 'Began by',
      hint: 'Why this side is taken for the one that began',
      track: '104px',
      cell: ({ reason }) => (
        <span className="muted" title={INITIATOR_REASONS[reason].why}>
          {INITIATOR_REASONS[reason].short}
        </span>
      ),
    },
    number(
      'packets',
      'Packets',
      'Packets of both directions',
      '100px',
      (row) => BigInt(row.initiator.packets) + BigInt(row.responder.packets),
    ),
    number(
      'flows',
      source === 'vpc' ? 'Records' : 'Flows',
      'Of both directions',
      '84px',
      (row) => row.initiator.flows + row.responder.flows,
    ),
    ...(source === 'vpc'
      ? [number('rejected', 'Rejected', 'Records that were rejected', '84px', (row) => row.rejected)]
      : []),
    time('end', 'End', 'Latest end of either direction'),
  ]
}

function side(id: 'initiator' | 'responder', title: string, hint: string): Column {
  return {
    id,
    title,
    hint,
    track: 'minmax(124px, 1fr)',
    sortable: true,
    cell: (row) => <SideAddress side={row[id]} />,
  }
}

export function SideAddress({ side: { address } }: { readonly side: BiflowSide }) {
  return address === null ? <None /> : <AddressLink address={address} />
}

function port(id: 'initiator-port' | 'responder-port', of: 'initiator' | 'responder'): Column {
  return {
    id,
    title: 'Port',
    hint: `Port of the ${of}`,
    track: '64px',
    end: true,
    sortable: true,
    cell: (row) =>
      row.protocol !== null && hasPorts(row.protocol) ? (
        <span className="num">{row[of].port}</span>
      ) : (
        <None />
      ),
  }
}

function number(
  id: BiflowSort,
  title: string,
  hint: string,
  track: string,
  quantityOf: (row: Biflow) => number | bigint,
): Column {
  return {
    id,
    title,
    hint,
    track,
    end: true,
    sortable: true,
    cell: (row) => <span className="num">{formatCount(quantityOf(row))}</span>,
  }
}

function None() {
  return <span className="muted">–</span>
}
