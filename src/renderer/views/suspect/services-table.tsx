import { Tag } from '@blueprintjs/core'
import { useMemo } from 'react'
import { formatCount } from '../../../shared/format/number'
import { ianaName } from '../../../shared/network/services'
import type { Quantity } from '../../../shared/query/query'
import type { Service, SourceView } from '../../investigation/types'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { AddressLink, PortLink } from '../parts/links'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'
import { portColor } from './port-colors'

const REASONS: Readonly<Record<Service['reason'], string>> = {
  'tcp handshake': 'It answered the TCP handshakes',
  'known service port': 'Its port is a known service, the other side’s is not',
  'one port, many peer ports': 'One port of it meets many ports of the other side',
  'lower port': 'Its port is the lower one',
}

/** The ports that serve, on either side of the suspect's conversations. */
export function ServicesTable({
  view,
  suspect,
  zone,
}: {
  readonly view: SourceView
  readonly suspect: string
  readonly zone: string
}) {
  // A suspect may have tens of thousands of services: they are looked at once.
  const shown = useMemo(() => columns(view, suspect, zone), [view, suspect, zone])
  return (
    <DataTable
      label="Services"
      columns={shown}
      rows={view.services}
      empty="No service was recognised in these flows."
    />
  )
}

function columns(view: SourceView, suspect: string, zone: string): readonly DataColumn<Service>[] {
  const bytes = (
    id: string,
    title: string,
    hint: string,
    of: (service: Service) => Quantity,
  ): DataColumn<Service> => ({
    id,
    title,
    hint,
    track: '174px',
    end: true,
    fit: 'bytes',
    most: view.total.bytes,
    value: of,
    cell: (service) => <Bytes of={of(service)} />,
  })
  const time = `${timeWidth(zone, view.source === 'netflow')}px`
  return [
    {
      id: 'port',
      title: 'Service',
      track: '106px',
      value: (service) => service.port,
      cell: (service) => (
        <span className="with-swatch">
          <span className="swatch" style={{ background: `var(${portColor(view.ladder, service.port)})` }} />
          <PortLink port={service.port} protocol={service.protocol} source={view.source} within={suspect} />
        </span>
      ),
    },
    {
      id: 'name',
      title: 'Name',
      track: 'minmax(180px, 1fr)',
      hint: 'In the common services list',
      value: (service) => service.name,
      cell: (service) => <ServiceName service={service} />,
    },
    {
      id: 'address',
      title: 'Served by',
      track: '118px',
      value: (service) => service.address,
      cell: (service) =>
        service.address === suspect ? (
          <strong>the suspect</strong>
        ) : (
          <AddressLink address={service.address} />
        ),
    },
    {
      id: 'clients',
      title: 'Clients',
      track: '124px',
      value: (service) => service.clients.length,
      cell: (service) => <Clients service={service} suspect={suspect} />,
    },
    bytes('from', 'Bytes from suspect', 'Sent by the suspect', (service) => service.bytesFromSuspect),
    bytes('to', 'Bytes to suspect', 'Received by the suspect', (service) => service.bytesToSuspect),
    {
      id: 'records',
      title: view.source === 'vpc' ? 'Records' : 'Flows',
      track: '76px',
      end: true,
      fit: 'count',
      most: view.total.records,
      value: (service) => service.records,
      cell: (service) => <Count of={service.records} />,
    },
    {
      id: 'rejected',
      title: 'Rejected',
      track: '78px',
      end: true,
      fit: 'count',
      most: view.total.records,
      value: (service) => service.rejected,
      cell: (service) => <Count of={service.rejected} />,
    },
    {
      id: 'connections',
      title: 'Connections',
      track: '98px',
      end: true,
      fit: 'count',
      most: view.total.records,
      hint: 'Distinct client address and port pairs',
      value: (service) => service.connections,
      cell: (service) => <Count of={service.connections} />,
    },
    {
      id: 'first',
      title: timeTitle('First start', zone),
      track: time,
      value: (service) => service.firstStart,
      cell: (service) => <ColumnTime at={service.firstStart} />,
    },
    {
      id: 'last',
      title: timeTitle('Last end', zone),
      track: time,
      value: (service) => service.lastEnd,
      cell: (service) => <ColumnTime at={service.lastEnd} />,
    },
    {
      id: 'reason',
      title: 'Why this side serves',
      track: '310px',
      value: (service) => service.reason,
      cell: (service) => <span className="muted">{REASONS[service.reason]}</span>,
    },
  ]
}

function ServiceName({ service }: { readonly service: Service }) {
  if (service.name !== null) return <span>{service.name}</span>
  const registered = ianaName(service.port, service.protocol)
  return (
    <Tag
      minimal
      intent="warning"
      title={
        registered
          ? `Not in the common services list; IANA's registry has it as ${registered}`
          : "Neither in the common services list nor in IANA's registry"
      }
    >
      not in the services list
    </Tag>
  )
}

function Clients({ service, suspect }: { readonly service: Service; readonly suspect: string }) {
  const [first] = service.clients
  if (first === undefined) return <span className="muted">–</span>
  return (
    <span title={service.clients.slice(0, 40).join('\n')}>
      {first === suspect ? <strong>the suspect</strong> : <AddressLink address={first} />}
      {service.clients.length > 1 && (
        <span className="muted"> and {formatCount(service.clients.length - 1)} more</span>
      )}
    </span>
  )
}
