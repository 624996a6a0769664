import { Button } from '@blueprintjs/core'
import { useState } from 'react'
import type { FlowSource } from '../../../shared/flow/block'
import { formatCount } from '../../../shared/format/number'
import { useDerived } from '../../app/answers'
import { useCaseId } from '../../app/open-case'
import { servicePath } from '../../app/places'
import { type AddressServices, askAddressServices } from '../../investigation/entity/peers'
import { isInUse } from '../../investigation/services'
import type { Service } from '../../investigation/types'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { AddressLink, PortLabel, RowLink } from '../parts/links'
import { Panel, tableHeight } from '../parts/panel'
import { Problem } from '../parts/problem'
import { useRoomForRows } from '../parts/room'

/** Above so many records the services are asked for only on demand: every five-tuple has to be looked at. */
const AT_ONCE = 100_000

interface RolesProps {
  readonly address: string
  readonly source: FlowSource
  readonly records: number
}

/** Which ports an address serves, to whom, and which it uses at others. */
export function Roles({ address, source, records }: RolesProps) {
  const caseId = useCaseId()
  const [wanted, want] = useState(false)
  const asked = records <= AT_ONCE || wanted
  const { data, error } = useDerived(
    ['roles', source, address],
    (ask) => askAddressServices(ask, source, address),
    { enabled: asked, keepPrevious: false },
  )
  const room = useRoomForRows(9)
  const rows = data ? [...data.offered, ...data.used] : []
  if (error) return <Problem title="The services could not be told" problem={error} />
  return (
    <Panel
      flush
      title="Roles"
      height={tableHeight(Math.min(room, Math.max(2, rows.length)))}
      note={data ? noteOf(data) : 'which ports it serves, and which it uses at others'}
    >
      {asked ? (
        <DataTable
          label="Roles"
          columns={columns(address, source, caseId)}
          rows={rows}
          empty={data ? 'No service was recognised in its flows.' : 'Looking at every conversation…'}
        />
      ) : (
        <div className="row panel-question">
          <span className="grow">
            To tell who serves, each conversation of {formatCount(records)} records is looked at.
          </span>
          <Button small onClick={() => want(true)}>
            Tell its roles
          </Button>
        </div>
      )}
    </Panel>
  )
}

function noteOf({ offered, used }: AddressServices): string {
  const serves = offered.filter(isInUse).length
  const uses = used.filter(isInUse).length
  return `serves ${formatCount(serves)}, uses ${formatCount(uses)}; only ever rejected: ${formatCount(offered.length - serves)} here, ${formatCount(used.length - uses)} at others`
}

function columns(address: string, source: FlowSource, caseId: string): readonly DataColumn<Service>[] {
  const offers = (service: Service) => service.address === address
  const role = (service: Service) =>
    isInUse(service) ? (offers(service) ? 'serves' : 'uses') : offers(service) ? 'tried here' : 'tried there'
  return [
    {
      id: 'role',
      title: 'Role',
      track: '96px',
      value: role,
      cell: (service) => (offers(service) ? <strong>{role(service)}</strong> : role(service)),
    },
    {
      id: 'service',
      title: 'Service',
      track: '92px',
      value: (service) => service.port,
      cell: (service) => (
        <RowLink
          to={servicePath(caseId, service.protocol, service.port, source)}
          title="All that the case has of this service"
        >
          <PortLabel port={service.port} protocol={service.protocol} />
        </RowLink>
      ),
    },
    {
      id: 'name',
      title: 'Name',
      track: 'minmax(76px, 1fr)',
      value: (service) => service.name,
      cell: (service) => service.name ?? <span className="muted">not listed</span>,
    },
    {
      id: 'with',
      title: 'With',
      track: 'minmax(230px, 2fr)',
      value: (service) => (offers(service) ? (service.clients[0] ?? null) : service.address),
      cell: (service) => <With service={service} offered={offers(service)} />,
    },
    {
      id: 'to',
      title: 'Bytes received',
      track: '174px',
      end: true,
      fit: 'bytes',
      value: (service) => service.bytesToSuspect,
      cell: (service) => <Bytes of={service.bytesToSuspect} />,
    },
    {
      id: 'from',
      title: 'Bytes sent',
      track: '174px',
      end: true,
      fit: 'bytes',
      value: (service) => service.bytesFromSuspect,
      cell: (service) => <Bytes of={service.bytesFromSuspect} />,
    },
    {
      id: 'records',
      title: source === 'vpc' ? 'Records' : 'Flows',
      track: '78px',
      end: true,
      fit: 'count',
      value: (service) => service.records,
      cell: (service) => <Count of={service.records} />,
    },
    {
      id: 'rejected',
      title: 'Rejected',
      track: '78px',
      end: true,
      fit: 'count',
      value: (service) => service.rejected,
      cell: (service) => <Count of={service.rejected} />,
    },
  ]
}

function With({ service, offered }: { readonly service: Service; readonly offered: boolean }) {
  if (!offered) return <AddressLink address={service.address} />
  const [first, ...others] = service.clients
  if (first === undefined) return <span className="muted">–</span>
  return (
    <span title={service.clients.slice(0, 40).join('\n')}>
      <AddressLink address={first} />
      {others.length > 0 && <span className="muted"> and {formatCount(others.length)} more</span>}
    </span>
  )
}
