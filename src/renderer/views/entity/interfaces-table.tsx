import { address as addressFilter, and, text } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { formatCount } from '../../../shared/format/number'
import { useDerived } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import {
  askInterfaces,
  type InterfaceAddress,
  type InterfaceRecords,
} from '../../investigation/entity/interface-addresses'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { RowLink } from '../parts/links'
import { Panel, tableHeight } from '../parts/panel'
import { useRoomForRows } from '../parts/room'

/** Interfaces that are listed, those with the most records. */
const MOST = 200

const REASONS: Readonly<Record<InterfaceAddress['by'], string>> = {
  'flow-direction': 'by flow-direction',
  'every record': 'in every record of the interface',
}

/** The interfaces whose logs have an address, and whether it is theirs. */
export function Interfaces({
  address,
  owned,
}: {
  readonly address: string
  /** null while it is not known. */
  readonly owned: readonly InterfaceAddress[] | null
}) {
  const { record, contents } = useOpenCase()
  const { data, isPending } = useDerived(['interfaces', address], (ask) =>
    askInterfaces(ask, addressFilter(address), MOST),
  )
  const own = new Map(
    owned?.filter((one) => one.address === address).map((one) => [one.interfaceId, one] as const),
  )
  const rows = useRoomForRows(6)
  const all = data?.all ?? 0
  const note =
    own.size > 0
      ? `${[...own.keys()].join(', ')} ${own.size === 1 ? 'has' : 'have'} this address`
      : owned
        ? 'no interface has this address: these are of its peers'
        : ''
  return (
    <Panel
      flush
      title="Interfaces"
      height={tableHeight(Math.min(rows, Math.max(2, all)))}
      note={all > MOST ? `${note}; the first ${formatCount(MOST)} of ${formatCount(all)}` : note}
    >
      <DataTable
        label="Interfaces"
        columns={columns(address, record.id, own, contents.fields.vpc)}
        rows={data?.interfaces ?? []}
        empty={isPending ? 'Counting…' : 'No flow log has this address.'}
      />
    </Panel>
  )
}

function columns(
  address: string,
  caseId: string,
  own: ReadonlyMap<string, InterfaceAddress>,
  fields: readonly string[],
): readonly DataColumn<InterfaceRecords>[] {
  const named = (id: 'instanceId' | 'vpcId' | 'subnetId', title: string): DataColumn<InterfaceRecords> => ({
    id,
    title,
    track: 'minmax(150px, 1fr)',
    value: (row) => row[id],
    cell: (row) => row[id] ?? <span className="muted">not logged</span>,
  })
  return [
    {
      id: 'interface',
      title: 'Interface',
      track: 'minmax(180px, 1fr)',
      value: (row) => row.interfaceId,
      cell: (row) => (
        <RowLink
          to={flowsPath(
            caseId,
            printFilter(and(addressFilter(address), text('interface-id', row.interfaceId))),
          )}
          title="Its records with this address"
        >
          {row.interfaceId}
        </RowLink>
      ),
    },
    {
      id: 'own',
      title: 'Has this address',
      track: 'minmax(220px, 1fr)',
      value: (row) => (own.has(row.interfaceId) ? 0 : 1),
      cell: (row) => {
        const mine = own.get(row.interfaceId)
        return mine ? <strong>yes: {REASONS[mine.by]}</strong> : <span className="muted">no</span>
      },
    },
    ...(fields.includes('instance-id') ? [named('instanceId', 'Instance')] : []),
    ...(fields.includes('vpc-id') ? [named('vpcId', 'VPC')] : []),
    ...(fields.includes('subnet-id') ? [named('subnetId', 'Subnet')] : []),
    {
      id: 'records',
      title: 'Records',
      track: '90px',
      end: true,
      fit: 'count',
      value: (row) => row.records,
      cell: (row) => <Count of={row.records} />,
    },
  ]
}
