import { SegmentedControl } from '@blueprintjs/core'
import { useMemo, useRef } from 'react'
import { printFilter } from '../../../shared/filter/print'
import { useCommand } from '../../app/commands'
import { useOpenCase } from '../../app/open-case'
import { numberOf, usePlaceQuery } from '../../app/places'
import { usePreferences } from '../../app/preferences'
import { MarkButton } from '../../casework/mark-button'
import { useFilterText } from '../../casework/tagged-filter'
import { FilterBar } from '../filter/filter-bar'
import type { Sort } from '../parts/row-grid'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { TimeRangeInput } from '../parts/time-range'
import { BiflowTable } from './biflow-table'
import { ColumnChooser } from './column-chooser'
import { ExportMenu } from './export-menu'
import { shownFields } from './flow-columns'
import { FlowTable } from './flow-table'
import { useNamedRecord } from './use-named-record'

/** All flows of the case, filtered, in any order. Everything chosen here lies in the place. */
export function FlowsView() {
  const { contents } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const filterInput = useRef<HTMLInputElement>(null)
  useCommand('find', () => filterInput.current?.focus())
  const { columns, setColumns } = usePreferences()
  const source = usePlaceSource()
  const text = params.get('q') ?? ''
  const { parsed, asked: filter } = useFilterText(text)
  const from = numberOf(params, 'from')
  const to = numberOf(params, 'to')
  const time = useMemo(() => ({ from, to }), [from, to])
  const sort = useMemo(() => sortOf(params.get('sort')), [params])
  const present = contents.fields[source]
  const conversations = params.get('rows') === 'conversations'
  const Table = conversations ? BiflowTable : FlowTable
  const setRows = (rows: string) => change({ rows: rows === 'flows' ? '' : rows, sort: '', row: '' })
  useCommand('toggle-conversations', () => setRows(conversations ? 'flows' : 'conversations'))
  const selection = parsed.ok ? { source, filter, time } : null
  useNamedRecord(selection && { ...selection, sort: { field: sort.id, descending: sort.descending } })
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Flows</h1>
        <SourceSwitch />
        <span className="grow" />
        <TimeRangeInput
          range={time}
          first={contents.firstStart}
          last={contents.lastEnd}
          onRange={(range) => change({ from: range.from, to: range.to })}
        />
        {(from !== undefined || to !== undefined) && (
          <MarkButton bare subject={{ kind: 'range', from: from ?? null, to: to ?? null }} />
        )}
        {!conversations && (
          <ColumnChooser present={present} shown={shownFields(columns, present)} onChoose={setColumns} />
        )}
        <ExportMenu selection={selection} />
      </div>
      <div className="row filter-row">
        <div className="grow">
          <FilterBar text={text} inputRef={filterInput} source={source} onApply={(q) => change({ q })} />
        </div>
        {parsed.ok && parsed.filter.type !== 'any' && (
          <MarkButton bare subject={{ kind: 'filter', filter: printFilter(parsed.filter), source }} />
        )}
      </div>
      {parsed.ok ? (
        <Table
          source={source}
          filter={filter}
          time={time}
          sort={sort}
          onSort={(next) => change({ sort: `${next.descending ? '-' : ''}${next.id}` })}
          actions={
            <SegmentedControl
              small
              aria-label="Rows"
              options={[
                { label: source === 'vpc' ? 'Records' : 'Flows', value: 'flows' },
                { label: 'Conversations', value: 'conversations' },
              ]}
              value={conversations ? 'conversations' : 'flows'}
              onValueChange={setRows}
            />
          }
        />
      ) : (
        <p className="notice">No flows are shown while the filter can't be read.</p>
      )}
    </div>
  )
}

/** "-bytes" is by bytes, largest first; without a sort, flows come as their files have them. */
function sortOf(text: string | null): Sort {
  if (!text) return { id: 'evidence', descending: false }
  return text.startsWith('-') ? { id: text.slice(1), descending: true } : { id: text, descending: false }
}
