import type { Filter } from '../../../shared/filter/ast'
import { formatCount, formatCounted, formatShare } from '../../../shared/format/number'
import { zoneName } from '../../../shared/format/time'
import type { GroupRow } from '../../../shared/query/query'
import { useAnswer, useDerived } from '../../app/answers'
import { useCaseZone, useIsReading, useOpenCase } from '../../app/open-case'
import { usePlaceRow } from '../../app/place-row'
import { askOnClock } from '../../investigation/clock-groups'
import { countOf, quantityOf, timeOf } from '../../investigation/quantity'
import { Bytes, Count, ShareBar } from '../parts/figures'
import { numberTrack } from '../parts/number-track'
import { NO_FLOW_MATCHES, Problem } from '../parts/problem'
import { type GridColumn, RowGrid } from '../parts/row-grid'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'
import type { FilteredPlace } from '../pivot/filtered-place'
import { countMeasures, countQuery, totalQuery } from './count-query'
import { bucketSeconds, DAY, groupingTitle } from './group-fields'
import { GroupValue } from './group-value'

interface CountTableProps {
  readonly place: FilteredPlace
  /** That of the place, as the engine can answer it. */
  readonly filter: Filter
  readonly by: string
  readonly limit: number
  /** "-bytes": by bytes, largest first; "key": by what is counted by. */
  readonly sort: string
  onSort(sort: string): void
}

/** The groups of the flows that match, with what is counted of each. */
export function CountTable({ place, filter, by, limit, sort, onSort }: CountTableProps) {
  const { contents } = useOpenCase()
  const zone = useCaseZone()
  const question = JSON.stringify([place, by, sort])
  const [selected, select] = usePlaceRow(question)
  const reading = useIsReading()
  const measures = countMeasures(contents.fields[place.source])
  const descending = sort.startsWith('-')
  const id = sort.replace(/^-/, '')
  const measure = measures.find(({ as }) => as === id)?.as
  const order = measure === undefined ? null : { measure, descending }
  const query = countQuery({ ...place, filter }, by, measures, order, limit)
  const { data, error } = useDerived(['count', query, zone], (ask) => askOnClock(ask, query, zone))
  const { data: totals } = useAnswer(totalQuery({ ...place, filter }, measures))
  if (error) return <Problem title="The flows could not be counted" problem={error} />
  const total = totals?.rows[0]
  const all = countOf(total, 'records')
  const has = (name: string) => measures.some(({ as }) => as === name)
  const columns: readonly GridColumn<GroupRow>[] = [
    {
      id: 'key',
      title: groupingHead(by, zone),
      track: `minmax(${bucketSeconds(by) === null ? 150 : timeWidth(zone)}px, 1.4fr)`,
      sortable: true,
      cell: (row) => <GroupValue place={place} by={by} value={row.keys[0] ?? null} />,
    },
    {
      id: 'records',
      title: place.source === 'vpc' ? 'Records' : 'Flows',
      track: numberTrack('80px', all, 'count'),
      end: true,
      sortable: true,
      cell: (row) => <Count of={quantityOf(row, 'records')} />,
    },
    {
      id: 'share',
      title: 'Share',
      track: '100px',
      cell: (row) => {
        const records = countOf(row, 'records')
        return (
          <span className="count-share">
            <span className="num muted">{formatShare(records, all)}</span>
            <ShareBar share={records / Math.max(1, all)} />
          </span>
        )
      },
    },
    ...(has('bytes')
      ? [
          {
            id: 'bytes',
            title: 'Bytes',
            track: numberTrack('160px', quantityOf(total, 'bytes'), 'bytes'),
            end: true,
            sortable: true,
            cell: (row: GroupRow) => <Bytes of={quantityOf(row, 'bytes')} />,
          },
        ]
      : []),
    ...(['packets', 'rejected'] as const).filter(has).map((name) => ({
      id: name,
      title: name === 'packets' ? 'Packets' : 'Rejected',
      track: numberTrack('84px', quantityOf(total, name), 'count'),
      end: true,
      sortable: true,
      cell: (row: GroupRow) => <Count of={quantityOf(row, name)} />,
    })),
    ...(['first', 'last'] as const).map((name) => ({
      id: name,
      title: timeTitle(name === 'first' ? 'First start' : 'Last start', zone),
      track: `${timeWidth(zone, place.source === 'netflow')}px`,
      sortable: true,
      cell: (row: GroupRow) => <ColumnTime at={timeOf(row, name)} />,
    })),
  ]
  return (
    <>
      <p className="listing-count" role="status">
        {data
          ? `${data.groups > data.rows.length ? `${formatCount(data.rows.length)} of ` : ''}${formatCounted(data.groups, 'group')}, ${formatCounted(all, place.source === 'vpc' ? 'record' : 'flow')}`
          : 'Counting…'}
        {reading && ' so far'}
      </p>
      <div className="boxed split-main">
        <RowGrid
          key={question}
          label={`Flows by ${groupingTitle(by).toLowerCase()}`}
          columns={columns}
          count={data?.rows.length ?? 0}
          rowAt={(index) => data?.rows[index]}
          sort={{ id: measure ?? 'key', descending: measure !== undefined && descending }}
          // The engine lists keys in their own order alone.
          onSort={(next) => onSort(next.id === 'key' ? 'key' : `${next.descending ? '-' : ''}${next.id}`)}
          selected={selected}
          onSelect={select}
          footer={footer(columns, total)}
          empty={data ? NO_FLOW_MATCHES : 'Counting…'}
        />
      </div>
    </>
  )
}

/** Head of the groups' column: a grouping by time names the clocks that it shows. */
function groupingHead(by: string, zone: string): string {
  const seconds = bucketSeconds(by)
  const title = groupingTitle(by)
  if (seconds === null) return title
  return seconds === DAY ? `${title} (${zoneName(zone)})` : timeTitle(title, zone)
}

/** All groups together, the ones that are not shown among them. */
function footer(columns: readonly GridColumn<GroupRow>[], total: GroupRow | undefined) {
  return columns.map((column, i) => {
    if (i === 0) return 'All groups'
    return total && column.id !== 'share' ? column.cell(total, 0) : null
  })
}
