import { Button, InputGroup } from '@blueprintjs/core'
import { Cross } from '@blueprintjs/icons'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { isUtc, zoneName } from '../../../shared/format/time'
import type { TimeRange } from '../../../shared/query/query'
import { notify } from '../../app/notices'
import { useCaseZone } from '../../app/open-case'
import { readClock, writeClock } from './clock-text'

interface TimeRangeInputProps {
  readonly range: TimeRange
  /** What the case spans, for hints. */
  readonly first: number | null
  readonly last: number | null
  onRange(range: TimeRange): void
}

/** From and to, on the case's clock; flows are taken by their start. */
export function TimeRangeInput({ range, first, last, onRange }: TimeRangeInputProps) {
  const zone = useCaseZone()
  const place = zoneName(zone)
  const chosen = range.from !== undefined || range.to !== undefined
  return (
    <fieldset className="time-range" aria-label={`Time range, by start, ${place}`}>
      <Moment
        label={`From (${place})`}
        zone={zone}
        value={range.from}
        hint={first}
        onValue={(from) => onRange({ ...range, from })}
      />
      <span className="muted">to</span>
      <Moment
        label={`To (${place})`}
        zone={zone}
        value={range.to}
        hint={last}
        onValue={(to) => onRange({ ...range, to })}
      />
      <span className="muted nowrap" title={clockHint(zone)}>
        {place}
      </span>
      {chosen && (
        <Button minimal icon={<Cross />} aria-label="Clear the time range" onClick={() => onRange({})} />
      )}
    </fieldset>
  )
}

function Moment({
  label,
  zone,
  value,
  hint,
  onValue,
}: {
  readonly label: string
  readonly zone: string
  readonly value: number | undefined
  readonly hint: number | null
  onValue(value: number | undefined): void
}) {
  const shown = value === undefined ? '' : writeClock(value, zone)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const read = text.trim() === '' ? undefined : readClock(text, zone)
  const commit = () => {
    if (read === null) return
    if (read?.doubt) notify(read.doubt)
    if (read?.at === value) setText(shown)
    else onValue(read?.at)
  }
  return (
    <InputGroup
      value={text}
      aria-label={label}
      title={read === null ? `A time as 2023-09-28 17:22:35. ${clockHint(zone)}` : label}
      intent={read === null ? 'danger' : 'none'}
      aria-invalid={read === null}
      placeholder={hint === null ? 'YYYY-MM-DD HH:MM:SS' : writeClock(hint, zone)}
      className={shown.length > USUAL_LENGTH ? 'moment long' : 'moment'}
      spellCheck={false}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text !== shown) commit()
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}

/** Of "2023-09-28 17:22:35"; milliseconds and a distance from UTC need more room. */
const USUAL_LENGTH = 19

function clockHint(zone: string): string {
  return isUtc(zone)
    ? 'Times are UTC; another clock is named by its distance: 2023-09-28 19:22+02:00'
    : `Times are those of ${zone}; write UTC, or a distance such as +02:00, behind one of another clock`
}
