import { type ReactNode, useMemo } from 'react'
import { ANY, type Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { formatCount, formatCounted } from '../../../shared/format/number'
import type { TimeRange } from '../../../shared/query/query'
import { useCaseZone, useIsReading, useOpenCase } from '../../app/open-case'
import { usePlaceRow } from '../../app/place-row'
import { usePreferences } from '../../app/preferences'
import { NO_FLOW_MATCHES, Problem } from '../parts/problem'
import { RowGrid, type Sort } from '../parts/row-grid'
import { withColumnAt } from './column-order'
import { flowColumns, shownFields } from './flow-columns'
import { FlowDetail } from './flow-detail'
import { useFlowRows } from './flow-rows'
import { ListingHead } from './listing-head'

interface FlowTableProps {
  readonly source: FlowSource
  readonly filter: Filter
  readonly time: TimeRange
  readonly sort: Sort
  /** Beside the number of flows. */
  readonly actions?: ReactNode
  onSort(sort: Sort): void
}

/** Flows that match, in any order, however many they are. */
export function FlowTable({ source, filter, time, sort, actions, onSort }: FlowTableProps) {
  const { contents, evidence } = useOpenCase()
  const reading = useIsReading()
  const zone = useCaseZone()
  const { columns: chosen, setColumns } = usePreferences()
  // A selection is of one question: it goes when another is asked.
  const question = JSON.stringify([source, filter, time, sort])
  const [selected, select] = usePlaceRow(question)
  const present = contents.fields[source]
  const files = useMemo(() => new Map(evidence.map((file) => [file.id, file])), [evidence])
  const columns = useMemo(
    () =>
      flowColumns(shownFields(chosen, present), source, zone, (id) => files.get(id)?.path ?? `file ${id}`),
    [chosen, present, source, zone, files],
  )
  const rows = useFlowRows({ source, filter, time, sort: { field: sort.id, descending: sort.descending } })
  const row = selected === null ? undefined : rows.rowAt(selected)
  const total = rows.total ?? 0
  const narrowed = filter.type !== ANY.type || time.from !== undefined || time.to !== undefined
  if (rows.error) return <Problem title="The flows could not be listed" problem={rows.error} />
  return (
    <>
      <ListingHead actions={actions}>
        {rows.total === null
          ? 'Counting…'
          : `${narrowed ? `${formatCount(total)} of ` : ''}${formatCounted(contents.flows[source], source === 'vpc' ? 'record' : 'flow')}`}
        {reading && ' so far'}
      </ListingHead>
      <div className="split">
        <div className="split-main boxed">
          <RowGrid
            // A new question begins at the top.
            key={question}
            label="Flows"
            columns={columns}
            count={total}
            rowAt={rows.rowAt}
            onView={rows.want}
            sort={sort}
            onSort={onSort}
            onMoveColumn={(id, place) => setColumns(withColumnAt(shownFields(chosen, present), id, place))}
            selected={selected}
            onSelect={select}
            empty={rows.total === null ? 'Looking for flows…' : NO_FLOW_MATCHES}
          />
        </div>
        {row && (
          <FlowDetail
            row={row}
            file={files.get(row.evidence)}
            fields={present}
            onClose={() => select(null)}
          />
        )}
      </div>
    </>
  )
}
