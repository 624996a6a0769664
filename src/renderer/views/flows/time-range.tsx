import { Button, InputGroup } from '@blueprintjs/core'
import { Cross } from '@blueprintjs/icons'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { utcClock } from '../../../shared/format/time'
import type { TimeRange } from '../../../shared/query/query'
import { parseUtc } from './parse-utc'

interface TimeRangeInputProps {
  readonly range: TimeRange
  /** What the case spans, for hints. */
  readonly first: number | null
  readonly last: number | null
  onRange(range: TimeRange): void
}

/** From and to, in UTC; flows are taken by their start. */
export function TimeRangeInput({ range, first, last, onRange }: TimeRangeInputProps) {
  const chosen = range.from !== undefined || range.to !== undefined
  return (
    <fieldset className="time-range" aria-label="Time range, by start, UTC">
      <Moment
        label="From (UTC)"
        value={range.from}
        hint={first}
        onValue={(from) => onRange({ ...range, from })}
      />
      <span className="muted">to</span>
      <Moment label="To (UTC)" value={range.to} hint={last} onValue={(to) => onRange({ ...range, to })} />
      <span className="muted">UTC</span>
      {chosen && (
        <Button minimal icon={<Cross />} aria-label="Clear the time range" onClick={() => onRange({})} />
      )}
    </fieldset>
  )
}

function Moment({
  label,
  value,
  hint,
  onValue,
}: {
  readonly label: string
  readonly value: number | undefined
  readonly hint: number | null
  onValue(value: number | undefined): void
}) {
  const shown = value === undefined ? '' : utcClock(value)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const parsed = text.trim() === '' ? undefined : parseUtc(text)
  const commit = () => {
    if (parsed !== null && parsed !== value) onValue(parsed)
  }
  return (
    <InputGroup
      value={text}
      aria-label={label}
      title={parsed === null ? 'A time as 2023-09-28 17:22:35, in UTC' : label}
      intent={parsed === null ? 'danger' : 'none'}
      aria-invalid={parsed === null}
      placeholder={hint === null ? 'YYYY-MM-DD HH:MM:SS' : utcClock(hint)}
      className="moment"
      spellCheck={false}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}
