import { type ReactNode, useMemo } from 'react'
import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { formatCounted } from '../../../shared/format/number'
import { BIFLOW_SORTS, type BiflowSort } from '../../../shared/query/biflow'
import type { TimeRange } from '../../../shared/query/query'
import { useCaseZone, useIsReading } from '../../app/open-case'
import { usePlaceRow } from '../../app/place-row'
import { NO_FLOW_MATCHES, Problem } from '../parts/problem'
import { RowGrid, type Sort } from '../parts/row-grid'
import { biflowColumns } from './biflow-columns'
import { BiflowDetail } from './biflow-detail'
import { useBiflowRows } from './flow-rows'
import { ListingHead } from './listing-head'

interface BiflowTableProps {
  readonly source: FlowSource
  readonly filter: Filter
  readonly time: TimeRange
  readonly sort: Sort
  readonly actions: ReactNode
  onSort(sort: Sort): void
}

/** The conversations of the flows that match: both directions of a five-tuple in one row. */
export function BiflowTable({ source, filter, time, sort, actions, onSort }: BiflowTableProps) {
  const reading = useIsReading()
  const zone = useCaseZone()
  const field = BIFLOW_SORTS.find((one) => one === sort.id)
  const order: Sort & { readonly id: BiflowSort } = field
    ? { id: field, descending: sort.descending }
    : { id: 'bytes', descending: true }
  const question = JSON.stringify(['biflows', source, filter, time, order])
  const [selected, select] = usePlaceRow(question)
  const columns = useMemo(() => biflowColumns(source, zone), [source, zone])
  const rows = useBiflowRows({
    source,
    filter,
    time,
    sort: { field: order.id, descending: order.descending },
  })
  const row = selected === null ? undefined : rows.rowAt(selected)
  if (rows.error) return <Problem title="The conversations could not be listed" problem={rows.error} />
  return (
    <>
      <ListingHead actions={actions}>
        {rows.total === null
          ? 'Putting both directions together…'
          : formatCounted(rows.total, 'conversation')}
        {reading && ' so far'}
      </ListingHead>
      <div className="split">
        <div className="split-main boxed">
          <RowGrid
            key={question}
            label="Conversations"
            columns={columns}
            count={rows.total ?? 0}
            rowAt={rows.rowAt}
            onView={rows.want}
            sort={order}
            onSort={onSort}
            selected={selected}
            onSelect={select}
            empty={rows.total === null ? 'Looking for conversations…' : NO_FLOW_MATCHES}
          />
        </div>
        {row && <BiflowDetail row={row} source={source} time={time} onClose={() => select(null)} />}
      </div>
    </>
  )
}
