import { SegmentedControl } from '@blueprintjs/core'
import { TimelineEvents } from '@blueprintjs/icons'
import { useMemo, useRef } from 'react'
import { printFilter } from '../../../shared/filter/print'
import { useAnswer } from '../../app/answers'
import { useCommand } from '../../app/commands'
import { navigate } from '../../app/hash-location'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { flowsPath, numberOf, usePlaceQuery } from '../../app/places'
import { useFilterText } from '../../casework/tagged-filter'
import { timeOf } from '../../investigation/quantity'
import { FilterBar } from '../filter/filter-bar'
import { Empty, Waiting } from '../parts/problem'
import { Select } from '../parts/select'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { TimeRangeInput } from '../parts/time-range'
import { GapTable } from './gap-table'
import { RangeLine } from './range-line'
import { STACK_NAMES, STACKS, stackOf } from './stack-choice'
import type { StackMeasure } from './stacks'
import { useGaps } from './use-gaps'
import { useZoom } from './use-zoom'
import { type Span, within } from './zoom'
import { ZoomTimeline } from './zoom-timeline'

const MEASURES: readonly { readonly label: string; readonly value: StackMeasure }[] = [
  { label: 'Records', value: 'records' },
  { label: 'Bytes', value: 'bytes' },
  { label: 'Packets', value: 'packets' },
]

/** All flows over time, at any zoom, and the gaps in the flow logs. Everything chosen here lies in the place. */
export function TimelineView() {
  const { contents } = useOpenCase()
  const reading = useIsReading()
  const whole = useWhole()
  if (whole) return <TimelineOf whole={whole} />
  const some = contents.flows.vpc + contents.flows.netflow > 0
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Timeline</h1>
      </div>
      {reading || some ? (
        <Waiting what="The first flows are on their way…" />
      ) : (
        <Empty icon={<TimelineEvents size={36} />} title="No flows to draw">
          The Evidence view lists what was found in the folder, and why it holds no flows.
        </Empty>
      )}
    </div>
  )
}

/** From the first flow of either source to the last; null before the first is read. */
function useWhole(): Span | null {
  const { contents } = useOpenCase()
  const { data } = useAnswer({
    source: 'netflow',
    filter: { type: 'any' },
    groupBy: [],
    measures: [
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
    ],
  })
  const { firstStart, lastEnd } = contents
  return useMemo(() => {
    if (!data) return null
    const known = [firstStart, lastEnd, timeOf(data.rows[0], 'first'), timeOf(data.rows[0], 'last')].filter(
      (time): time is number => time !== null,
    )
    if (known.length === 0) return null
    return { from: Math.floor(Math.min(...known)), to: Math.floor(Math.max(...known)) + 1 }
  }, [data, firstStart, lastEnd])
}

function TimelineOf({ whole }: { readonly whole: Span }) {
  const { record } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const filterInput = useRef<HTMLInputElement>(null)
  useCommand('find', () => filterInput.current?.focus())
  const zoom = useZoom(whole)
  const gaps = useGaps()
  const by = stackOf(params.get('by'))
  const measure = MEASURES.find(({ value }) => value === params.get('measure'))?.value ?? 'records'
  const source = usePlaceSource()
  const text = params.get('q') ?? ''
  const { parsed, asked } = useFilterText(text)
  const from = numberOf(params, 'from')
  const to = numberOf(params, 'to')
  const range = useMemo(() => rangeOf(from, to, whole), [from, to, whole])
  const choose = (next: Span | null, replace = false) =>
    change({ from: next?.from ?? '', to: next?.to ?? '' }, { replace })
  const show = (span: Span) => {
    const room = (span.to - span.from) / 4
    zoom.change(() => within({ from: span.from - room, to: span.to + room }, whole))
  }
  const showFlows = () => {
    if (range && parsed.ok)
      navigate(flowsPath(record.id, printFilter(parsed.filter), { source, time: range }))
  }
  const selected = (range && gaps.all.find((gap) => gap.from === range.from && gap.to === range.to)) ?? null
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Timeline</h1>
        <Select
          label="Stack by"
          value={by}
          options={STACKS.map((value) => ({ value, text: STACK_NAMES[value] }))}
          onValue={(value) => change({ by: value === 'action' ? '' : value })}
        />
        <SegmentedControl
          small
          options={[...MEASURES]}
          value={measure}
          onValueChange={(value) => change({ measure: value === 'records' ? '' : value }, { replace: true })}
        />
        {by !== 'source' && <SourceSwitch />}
        <span className="grow" />
        <TimeRangeInput
          range={{ from, to }}
          first={whole.from}
          last={whole.to}
          onRange={(next) => change({ from: next.from, to: next.to })}
        />
      </div>
      <FilterBar text={text} inputRef={filterInput} source={source} onApply={(q) => change({ q })} />
      {parsed.ok ? (
        <ZoomTimeline
          whole={whole}
          zoom={zoom}
          by={by}
          measure={measure}
          source={source}
          filter={asked}
          gaps={gaps.all}
          range={range}
          onRange={choose}
          onOpen={showFlows}
        >
          {range && (
            <RangeLine
              source={source}
              filter={asked}
              range={range}
              onFlows={showFlows}
              onZoom={() => show(range)}
              onClear={() => choose(null)}
            />
          )}
        </ZoomTimeline>
      ) : (
        <p className="notice">Nothing is drawn while the filter can't be read.</p>
      )}
      <GapTable
        gaps={gaps.all}
        unlogged={gaps.unlogged}
        silences={gaps.silences}
        selected={selected}
        onSelect={(gap) => {
          choose({ from: gap.from, to: gap.to })
          show(gap)
        }}
      />
    </div>
  )
}

/** A range that is open at one end reaches as far as the case does. */
function rangeOf(from: number | undefined, to: number | undefined, whole: Span): Span | null {
  if (from === undefined && to === undefined) return null
  const range = { from: from ?? whole.from, to: to ?? whole.to }
  return range.from < range.to ? range : null
}
