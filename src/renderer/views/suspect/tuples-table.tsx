import { Tag } from '@blueprintjs/core'
import { useMemo } from 'react'
import { protocolLabel } from '../../../shared/network/protocols'
import { useCaseZone } from '../../app/open-case'
import type { TupleComparison, TupleState } from '../../investigation/types'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { AddressLink } from '../parts/links'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

const STATES: Readonly<Record<TupleState, readonly [string, 'success' | 'warning' | 'none']>> = {
  matched: ['in both', 'success'],
  'vpc-only': ['flow logs only', 'none'],
  'netflow-only': ['NetFlow only', 'warning'],
}

export function TuplesTable({ tuples }: { readonly tuples: readonly TupleComparison[] }) {
  const zone = useCaseZone()
  const columns = useMemo(() => tupleColumns(zone), [zone])
  return (
    <DataTable
      label="Five-tuples in both sources"
      columns={columns}
      rows={tuples}
      empty="No five-tuple of this kind."
    />
  )
}

function tupleColumns(zone: string): readonly DataColumn<TupleComparison>[] {
  const end = (side: 'src' | 'dst', title: string): readonly DataColumn<TupleComparison>[] => [
    {
      id: `${side}addr`,
      title,
      track: 'minmax(128px, 1fr)',
      value: (row) => row[`${side}addr`],
      cell: (row) => <AddressLink address={row[`${side}addr`]} />,
    },
    {
      id: `${side}port`,
      title: 'Port',
      track: '68px',
      end: true,
      value: (row) => row[`${side}port`],
      cell: (row) => <span className="num">{row[`${side}port`]}</span>,
    },
  ]
  const volume = (
    source: 'vpc' | 'netflow',
    of: 'bytes' | 'packets' | 'records',
    title: string,
  ): DataColumn<TupleComparison> => ({
    id: `${source}.${of}`,
    title,
    track: of === 'bytes' ? '128px' : '112px',
    end: true,
    value: (row) => row[source]?.[of] ?? null,
    cell: (row) => {
      const value = row[source]?.[of]
      return value === undefined ? <span className="muted">–</span> : <Count of={value} />
    },
  })
  return [
    {
      id: 'state',
      title: 'State',
      track: '128px',
      value: (row) => row.state,
      cell: (row) => {
        const [text, intent] = STATES[row.state]
        return (
          <Tag minimal intent={intent}>
            {text}
          </Tag>
        )
      },
    },
    ...end('src', 'Source'),
    ...end('dst', 'Destination'),
    {
      id: 'protocol',
      title: 'Protocol',
      track: '80px',
      value: (row) => row.protocol,
      cell: (row) => protocolLabel(row.protocol),
    },
    volume('vpc', 'bytes', 'Bytes, logs'),
    volume('netflow', 'bytes', 'Bytes, NetFlow'),
    {
      id: 'ratio',
      title: 'Ratio',
      track: '70px',
      end: true,
      hint: 'Bytes in NetFlow divided by bytes in the flow logs',
      value: (row) => row.ratio,
      cell: (row) => (row.ratio === null ? <span className="muted">–</span> : row.ratio.toFixed(3)),
    },
    volume('vpc', 'packets', 'Packets, logs'),
    volume('netflow', 'packets', 'Packets, NetFlow'),
    volume('vpc', 'records', 'Records, logs'),
    volume('netflow', 'records', 'Flows, NetFlow'),
    {
      id: 'first',
      title: timeTitle('First', zone),
      track: `${timeWidth(zone, true)}px`,
      value: (row) => row.vpc?.first ?? row.netflow?.first ?? null,
      cell: (row) => <ColumnTime at={row.vpc?.first ?? row.netflow?.first ?? null} />,
    },
  ]
}
