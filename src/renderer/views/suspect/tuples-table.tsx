import { Tag } from '@blueprintjs/core'
import { useMemo } from 'react'
import { protocolLabel } from '../../../shared/network/protocols'
import { useCaseZone } from '../../app/open-case'
import { DIFFERENCES, type Difference } from '../../investigation/difference'
import type { TupleComparison, TupleState } from '../../investigation/types'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { AddressLink } from '../parts/links'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

export const STATES: Readonly<Record<TupleState, readonly [string, 'success' | 'warning' | 'none']>> = {
  matched: ['in both', 'success'],
  'vpc-only': ['flow logs only', 'none'],
  'netflow-only': ['NetFlow only', 'warning'],
}

interface TuplesTableProps {
  readonly tuples: readonly TupleComparison[]
  readonly selected: TupleComparison | null
  onSelect(tuple: TupleComparison): void
}

export function TuplesTable({ tuples, selected, onSelect }: TuplesTableProps) {
  const zone = useCaseZone()
  const columns = useMemo(() => tupleColumns(zone), [zone])
  return (
    <DataTable
      label="Five-tuples in both sources"
      columns={columns}
      rows={tuples}
      selected={selected}
      onSelect={onSelect}
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
    track: of === 'bytes' ? '128px' : '136px',
    end: true,
    fit: 'count',
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
    {
      id: 'difference',
      title: 'Reason',
      hint: 'The likely reason of a difference, by the first rule that fits; point at it to read the rule',
      track: '190px',
      value: (row) => row.difference && DIFFERENCES[row.difference].short,
      cell: (row) => <Reason difference={row.difference} />,
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

function Reason({ difference }: { readonly difference: Difference | null }) {
  if (difference === null) return <span className="muted">–</span>
  const { short, rule } = DIFFERENCES[difference]
  return (
    <span title={rule} className={difference === 'unexplained' ? 'unlisted' : undefined}>
      {short}
    </span>
  )
}
