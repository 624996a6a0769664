import { useEffect, useMemo, useRef, useState } from 'react'
import type { Filter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import type { TimeRange } from '../../../shared/query/query'
import { useDerived } from '../../app/answers'
import { useCommand } from '../../app/commands'
import { navigate } from '../../app/hash-location'
import { useCaseId, useOpenCase } from '../../app/open-case'
import { addressPath, flowsPath, numberOf, usePlaceQuery } from '../../app/places'
import { useFilterText } from '../../casework/tagged-filter'
import {
  type AddressPair,
  askAddressPairs,
  type ChosenPairs,
  choosePairs,
} from '../../investigation/entity/address-pairs'
import { useLocalities } from '../entity/use-localities'
import { FilterBar } from '../filter/filter-bar'
import { NO_FLOW_MATCHES, Problem, Waiting } from '../parts/problem'
import { useWindowHeight } from '../parts/room'
import { Select } from '../parts/select'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { TimeRangeInput } from '../parts/time-range'
import { narrowed } from '../pivot/narrowed'
import { buildGraph, ON_SMALL_SCREENS, ON_TALL_SCREENS } from './build-graph'
import type { Graph, GraphNode } from './graph'
import { GraphDrawing } from './graph-drawing'
import { inSlices } from './in-slices'
import { PairsTable } from './pairs-table'

/** Height of a window, in pixels, from which on the drawing has room for more names. */
const TALL = 1300

/** Pairs that are looked at, those with the most bytes. */
const MOST = 10_000

const LEAST_BYTES = [0, 1000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]
const LEAST_RECORDS = [0, 2, 10, 100, 1000]

/** Who talked to whom, by bytes. */
export function GraphView() {
  const { contents } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const source = usePlaceSource()
  const input = useRef<HTMLInputElement>(null)
  useCommand('find', () => input.current?.focus())
  const text = params.get('q') ?? ''
  const { parsed, asked } = useFilterText(text)
  const bytes = numberOf(params, 'bytes') ?? 0
  const records = numberOf(params, 'records') ?? 0
  const from = numberOf(params, 'from')
  const to = numberOf(params, 'to')
  const time = useMemo(() => (from === undefined && to === undefined ? undefined : { from, to }), [from, to])
  const least = (kind: string, steps: readonly number[], value: number, format: (of: number) => string) => (
    <Select
      label={`Least ${kind} of a pair`}
      value={String(value)}
      options={[...new Set([...steps, value])]
        .sort((a, b) => a - b)
        .map((step) => ({
          value: String(step),
          text:
            step === 0 ? `Any ${kind}` : `${format(step)}${kind === 'records' ? ' records' : ''} and more`,
        }))}
      onValue={(chosen) => change({ [kind]: chosen === '0' ? '' : chosen })}
    />
  )
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Graph</h1>
        <SourceSwitch />
        {least('bytes', LEAST_BYTES, bytes, formatBytes)}
        {least('records', LEAST_RECORDS, records, formatCount)}
        <span className="grow" />
        <TimeRangeInput
          range={{ from, to }}
          first={contents.firstStart}
          last={contents.lastEnd}
          onRange={(range) => change({ from: range.from, to: range.to })}
        />
      </div>
      <FilterBar text={text} inputRef={input} source={source} onApply={(q) => change({ q })} />
      {parsed.ok ? (
        <Conversations
          key={source}
          filter={parsed.filter}
          asked={asked}
          time={time}
          least={{ bytes, records }}
          onNarrow={(filter) => change({ q: printFilter(filter) })}
        />
      ) : (
        <Problem title="The filter can’t be read" problem={parsed.message} />
      )}
    </div>
  )
}

function Conversations(props: {
  /** As it was written, for places. */
  readonly filter: Filter
  /** The same as the engine can answer it. */
  readonly asked: Filter
  readonly time: TimeRange | undefined
  readonly least: { readonly bytes: number; readonly records: number }
  onNarrow(filter: Filter): void
}) {
  const { filter, asked, time, least, onNarrow } = props
  const caseId = useCaseId()
  const source = usePlaceSource()
  const [selected, select] = useState<AddressPair | null>(null)
  const { data, error } = useDerived(['pairs', source, asked, time], (ask) =>
    askAddressPairs(ask, source, asked, MOST, time),
  )
  const { bytes, records } = least
  const chosen = useMemo(() => data && choosePairs(data, { bytes, records }), [data, bytes, records])
  const graph = useGraph(chosen)
  if (error) return <Problem title="The pairs of addresses could not be counted" problem={error} />
  if (!data || !chosen || !graph) return <Waiting what="Counting pairs of addresses…" />
  if (data.all === 0) return <p className="notice">{NO_FLOW_MATCHES}</p>
  const openNode = (node: GraphNode) => {
    if (node.kind === 'address') navigate(addressPath(caseId, node.label))
    if (node.kind === 'network') onNarrow(narrowed(filter, networkFilter(node)))
  }
  const openEdge = (a: GraphNode, b: GraphNode) => {
    if (a.kind === 'others' || b.kind === 'others') return
    const between = narrowed(filter, networkFilter(a), networkFilter(b))
    navigate(flowsPath(caseId, printFilter(between), { source, time }))
  }
  const marked = selected && ([graph.nodeOf.get(selected.a), graph.nodeOf.get(selected.b)] as const)
  return (
    <>
      <p className="muted graph-note" role="status">
        {noteOf(chosen, data.all, least.bytes)}
      </p>
      <div className="graph-split">
        <section className="panel" aria-label="Drawing">
          <GraphDrawing
            graph={graph}
            marked={marked?.[0] === undefined || marked[1] === undefined ? null : [marked[0], marked[1]]}
            onNode={openNode}
            onEdge={openEdge}
          />
        </section>
        <section className="panel" aria-label="Table of pairs">
          <PairsTable
            pairs={chosen.pairs}
            source={source}
            filter={filter}
            time={time}
            selected={selected}
            onSelect={select}
            empty="All pairs are below the threshold: lower it."
          />
        </section>
      </div>
    </>
  )
}

/** The graph of the pairs, built in slices; the one before until then. */
function useGraph(chosen: ChosenPairs | undefined): Graph | null {
  const known = useLocalities()
  const [graph, setGraph] = useState<Graph | null>(null)
  const most = useWindowHeight() >= TALL ? ON_TALL_SCREENS : ON_SMALL_SCREENS
  useEffect(() => {
    if (!chosen || !known) return
    let over = false
    const steps = buildGraph(chosen.pairs, (address) => known.localities.of(address).place, most)
    void inSlices(steps, () => over).then((built) => {
      if (built && !over) setGraph(built)
    })
    return () => {
      over = true
    }
  }, [chosen, known, most])
  return graph
}

function networkFilter(node: GraphNode): Filter {
  return { type: 'address', side: 'any', networks: [node.label] }
}

function noteOf({ pairs, left, unseenBytes }: ChosenPairs, all: number, leastBytes: number): string {
  const shown = `${formatCount(pairs.length)} of ${formatCount(all)} pairs of addresses`
  if (left.pairs === 0) return `${shown}: all that the filter leaves.`
  const rest = `${formatCount(left.pairs)} more pairs, with ${formatBytes(left.volume.bytes)} in ${formatCount(left.volume.records)} records,`
  return unseenBytes === null || unseenBytes < leastBytes
    ? `${shown}; ${rest} are below the threshold.`
    : `${shown}; ${rest} are below the threshold or the ${formatCount(MOST)} largest (${formatBytes(unseenBytes)} and more).`
}
