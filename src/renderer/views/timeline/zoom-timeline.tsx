import { Button } from '@blueprintjs/core'
import { ZoomIn, ZoomOut, ZoomToFit } from '@blueprintjs/icons'
import { type KeyboardEvent, type ReactNode, useId, useMemo } from 'react'
import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { useDerived } from '../../app/answers'
import type { CoverageGap } from '../../investigation/coverage-gaps'
import { topKeysBySides } from '../overview/top-by-sides'
import { Panel } from '../parts/panel'
import { Waiting } from '../parts/problem'
import { useDrawingHeight } from '../parts/room'
import { askStack } from './ask-stack'
import { GapLanes } from './gap-lanes'
import { partsOf, type StackBy } from './stack-choice'
import { SERVICES, type StackMeasure } from './stacks'
import { Timeline } from './timeline'
import type { Zoom } from './use-zoom'
import { nudged, panned, type Span, type SpanChange, zoomed } from './zoom'

interface ZoomTimelineProps {
  readonly whole: Span
  readonly zoom: Zoom
  readonly by: StackBy
  readonly measure: StackMeasure
  readonly source: FlowSource
  readonly filter: Filter
  readonly gaps: readonly CoverageGap[]
  readonly range: Span | null
  /** @param replace the range is on its way to another one */
  onRange(range: Span | null, replace?: boolean): void
  /** The flows of the range are asked for. */
  onOpen(): void
  readonly children: ReactNode
}

const UNITS: Readonly<Record<StackMeasure, string>> = {
  records: 'Records',
  bytes: 'Bytes',
  packets: 'Packets',
}

/** How far an arrow moves, as a share of what is seen. */
const STEP = 0.1

/** The histogram with its keys, and the lanes of gaps under its axis. */
export function ZoomTimeline(props: ZoomTimelineProps) {
  const { whole, zoom, by, measure, source, filter, gaps, range, onRange } = props
  const hint = useId()
  const height = useDrawingHeight(170)
  const byServices = by === 'service'
  const { data: ports } = useDerived(
    ['top-keys', 'port', source, SERVICES],
    (ask) => topKeysBySides(ask, source, 'port', SERVICES),
    { enabled: byServices },
  )
  const parts = useMemo(() => partsOf(by, source, ports ?? []), [by, source, ports])
  const { data, isPlaceholderData } = useDerived(
    ['stack', parts, filter, measure, zoom.asked],
    (ask) => askStack(ask, parts, filter, measure, zoom.asked),
    { enabled: !byServices || ports !== undefined },
  )
  const isEmpty = data?.series.every(({ values }) =>
    Array.from(values.values()).every((value) => value === 0),
  )
  const silences = useMemo(() => gaps.filter(({ kind }) => kind === 'silence'), [gaps])

  const onSpan = (asked: SpanChange) =>
    zoom.change((seen) => {
      if (asked === null) return null
      return 'pan' in asked ? panned(seen, asked.pan, whole) : zoomed(seen, asked.times, asked.around, whole)
    })
  const isWhole = zoom.seen.from <= whole.from && zoom.seen.to >= whole.to
  const middle = (span: Span) => (span.from + span.to) / 2
  const onKeyDown = (event: KeyboardEvent) => {
    // Buttons inside have keys of their own.
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return
    const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (direction !== 0 && event.shiftKey && data) {
      const edge = event.ctrlKey ? 'from' : 'to'
      onRange(nudged(range, edge, direction, data.bucketSeconds, zoom.seen), range !== null)
    } else if (event.ctrlKey) return
    else if (direction !== 0) onSpan({ pan: direction * STEP })
    else if (event.key === '+' || event.key === '=')
      onSpan({ times: 0.5, around: middle(range ?? zoom.seen) })
    else if (event.key === '-') onSpan({ times: 2, around: middle(range ?? zoom.seen) })
    else if (event.key === 'Enter' && range) props.onOpen()
    else if (event.key === 'Escape' && range) onRange(null)
    else if (event.key === 'Home' || event.key === 'Escape') onSpan(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <Panel
      title="Flows over time"
      note={
        isPlaceholderData
          ? 'counting…'
          : isEmpty
            ? 'no flow that matches begins in this time: widen the filter, or zoom out'
            : 'by the second that a flow begins in'
      }
      actions={
        <>
          <Button
            small
            minimal
            icon={<ZoomOut />}
            aria-label="Zoom out"
            disabled={isWhole}
            onClick={() => onSpan({ times: 2, around: middle(zoom.seen) })}
          />
          <Button
            small
            minimal
            icon={<ZoomIn />}
            aria-label="Zoom in"
            onClick={() => onSpan({ times: 0.5, around: middle(zoom.seen) })}
          />
          <Button
            small
            minimal
            icon={<ZoomToFit />}
            aria-label="Show the whole case"
            disabled={isWhole}
            onClick={() => onSpan(null)}
          />
        </>
      }
    >
      <div
        className="zoom-timeline"
        role="application"
        aria-label="Histogram of the flows"
        aria-describedby={hint}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {data ? (
          <>
            <Timeline
              label={`${UNITS[measure]} over time`}
              series={data.series}
              bucketSeconds={data.bucketSeconds}
              starts={data.starts}
              height={height}
              unit={UNITS[measure]}
              format={measure === 'bytes' ? formatBytes : formatCount}
              span={zoom.seen}
              chosen={range}
              shaded={silences}
              onSpan={onSpan}
              onRange={(from, to) => onRange({ from, to })}
            />
            <GapLanes gaps={gaps} span={zoom.seen} />
          </>
        ) : (
          <Waiting what="Counting…" />
        )}
      </div>
      <p id={hint} className="timeline-keys">
        Wheel, <kbd>+</kbd> <kbd>−</kbd> zoom · arrows, Shift-drag move · <kbd>Shift</kbd> arrows choose (
        <kbd>Ctrl</kbd>: the start) · <kbd>Enter</kbd> flows · <kbd>Esc</kbd> clear · <kbd>Home</kbd>, double
        click: all
      </p>
      {props.children}
    </Panel>
  )
}
