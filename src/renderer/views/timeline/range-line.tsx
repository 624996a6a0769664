import { Button } from '@blueprintjs/core'
import { Cross, Th, ZoomIn } from '@blueprintjs/icons'
import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCounted } from '../../../shared/format/number'
import { useAnswer } from '../../app/answers'
import { MarkButton } from '../../casework/mark-button'
import { quantityOf } from '../../investigation/quantity'
import { TimeSpan, ZonedSpan } from '../parts/time'
import type { Span } from './zoom'

interface RangeLineProps {
  readonly source: FlowSource
  readonly filter: Filter
  readonly range: Span
  onFlows(): void
  onZoom(): void
  onClear(): void
}

/** The range that was chosen: what begins in it, and what can be done with it. */
export function RangeLine({ source, filter, range, onFlows, onZoom, onClear }: RangeLineProps) {
  const { data, isPlaceholderData } = useAnswer({
    source,
    filter,
    time: range,
    groupBy: [],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'packets', op: 'sum', field: 'packets' },
    ],
  })
  const row = data?.rows[0]
  return (
    <div className="range-line" role="status" aria-label="Chosen range">
      <TimeSpan from={range.from} to={range.to} />
      <ZonedSpan from={range.from} to={range.to} />
      <span className={`num${isPlaceholderData ? ' muted' : ''}`}>
        {data
          ? `${formatCounted(quantityOf(row, 'records'), source === 'vpc' ? 'record' : 'flow')} · ${formatCounted(quantityOf(row, 'packets'), 'packet')} · ${formatBytes(quantityOf(row, 'bytes'))}`
          : 'Counting…'}
      </span>
      <span className="grow" />
      <Button small icon={<Th />} onClick={onFlows}>
        Show its flows
      </Button>
      <Button small minimal icon={<ZoomIn />} onClick={onZoom}>
        Zoom to it
      </Button>
      <MarkButton bare subject={{ kind: 'range', from: range.from, to: range.to }} />
      <Button small minimal icon={<Cross />} aria-label="Clear the range" onClick={onClear} />
    </div>
  )
}
