import { useRef } from 'react'
import { useCommand } from '../../app/commands'
import { useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'
import { useFilterText } from '../../casework/tagged-filter'
import { FilterBar } from '../filter/filter-bar'
import { Select } from '../parts/select'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { TimeRangeInput } from '../parts/time-range'
import { filteredPlace } from '../pivot/filtered-place'
import { CountTable } from './count-table'
import { bucketSeconds, groupings, groupingTitle } from './group-fields'

/** How many of the largest groups are shown. */
const TOPS: readonly string[] = ['25', '100', '1000']

/** The flows that match a filter, counted by any of their fields. Everything chosen here lies in the place. */
export function CountView() {
  const { record, contents } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const filterInput = useRef<HTMLInputElement>(null)
  useCommand('find', () => filterInput.current?.focus())
  const text = params.get('q') ?? ''
  const { parsed, asked: filter } = useFilterText(text)
  const source = usePlaceSource()
  const place = filteredPlace(window.location.hash, record.id, source)
  const { time } = place
  const all = groupings(contents.fields[source])
  const asked = params.get('group') ?? ''
  const by = all.includes(asked) ? asked : all.includes('srcaddr') ? 'srcaddr' : (all[0] as string)
  const top = TOPS.find((one) => one === params.get('top')) ?? (TOPS[0] as string)
  // Times are read one after the other; of all else, the largest comes first.
  const usual = bucketSeconds(by) === null ? '-records' : 'key'
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Count</h1>
        <SourceSwitch />
        <span className="grow" />
        <TimeRangeInput
          range={time}
          first={contents.firstStart}
          last={contents.lastEnd}
          onRange={(range) => change({ from: range.from, to: range.to })}
        />
      </div>
      <FilterBar text={text} inputRef={filterInput} source={source} onApply={(q) => change({ q })} />
      <div className="toolbar">
        <span className="muted">Count by</span>
        <Select
          label="Count by"
          value={by}
          options={all.map((value) => ({ value, text: groupingTitle(value) }))}
          onValue={(value) => change({ group: value, sort: '' })}
        />
        <span className="muted">and show the first</span>
        <Select
          label="Groups shown"
          value={top}
          options={TOPS.map((value) => ({ value, text: value }))}
          onValue={(value) => change({ top: value === TOPS[0] ? '' : value })}
        />
      </div>
      {parsed.ok ? (
        <CountTable
          place={place}
          filter={filter}
          by={by}
          limit={Number(top)}
          sort={params.get('sort') ?? usual}
          onSort={(sort) => change({ sort: sort === usual ? '' : sort })}
        />
      ) : (
        <p className="notice">Nothing is counted while the filter can't be read.</p>
      )}
    </div>
  )
}
