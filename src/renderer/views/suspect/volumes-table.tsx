import { useMemo } from 'react'
import { hasPorts } from '../../../shared/network/protocols'
import { serviceName } from '../../../shared/network/services'
import type { PortVolume, SourceView } from '../../investigation/types'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { PortLink } from '../parts/links'

/** What the suspect's flows carried, by the port on either side of the record. */
export function VolumesTable({ view, suspect }: { readonly view: SourceView; readonly suspect: string }) {
  // A suspect may have tens of thousands of ports: they are sorted once.
  const shown = useMemo(() => columns(view, suspect), [view, suspect])
  return (
    <DataTable
      label="Volume by port"
      columns={shown}
      rows={view.ports}
      sort={{ id: 'bytes', descending: true }}
      empty="No flow of this address carries a port."
    />
  )
}

function columns(view: SourceView, suspect: string): readonly DataColumn<PortVolume>[] {
  const counted = (
    id: 'records' | 'packets' | 'accepted' | 'rejected',
    title: string,
  ): DataColumn<PortVolume> => ({
    id,
    title,
    track: '84px',
    end: true,
    fit: 'count',
    most: view.total[id],
    value: (row) => row[id],
    cell: (row) => <Count of={row[id]} />,
  })
  return [
    {
      id: 'side',
      title: 'Side',
      track: '98px',
      value: (row) => row.side,
      cell: (row) => row.side,
    },
    {
      id: 'port',
      title: 'Port',
      track: '94px',
      value: (row) => row.port,
      cell: (row) => (
        <PortLink
          port={row.port}
          protocol={row.protocol}
          side={row.side === 'source' ? 'src' : 'dst'}
          source={view.source}
          within={suspect}
        />
      ),
    },
    {
      id: 'name',
      title: 'Name',
      track: 'minmax(56px, 1fr)',
      value: (row) => serviceName(row.port, row.protocol),
      cell: (row) => (
        <span className="muted">{hasPorts(row.protocol) ? serviceName(row.port, row.protocol) : ''}</span>
      ),
    },
    {
      id: 'bytes',
      title: 'Bytes',
      track: '174px',
      end: true,
      fit: 'bytes',
      most: view.total.bytes,
      value: (row) => row.bytes,
      cell: (row) => <Bytes of={row.bytes} />,
    },
    counted('records', view.source === 'vpc' ? 'Records' : 'Flows'),
    counted('packets', 'Packets'),
    counted('accepted', 'Accepted'),
    counted('rejected', 'Rejected'),
  ]
}
