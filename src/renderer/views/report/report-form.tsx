import { InputGroup, Tag, TextArea } from '@blueprintjs/core'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { changeCase } from '../../app/session'
import { AddressInput } from '../parts/address-input'
import { ZoneSelect } from '../parts/zone-select'

/** The parts of the report that the examiner writes; kept as they are typed. */
export function ReportForm({ firstField }: { readonly firstField: RefObject<HTMLInputElement> }) {
  const { record } = useOpenCase()
  const [title, setTitle] = useKept(record.title, (value) =>
    value.trim() === '' ? null : { title: value.trim() },
  )
  const [examiner, setExaminer] = useKept(record.examiner, (value) => ({ examiner: value.trim() }))
  const [notes, setNotes] = useKept(record.notes, (value) => ({ notes: value }))
  const setSuspects = (suspects: readonly string[]) => {
    changeCase({ suspects }).catch(notifyProblem)
  }
  return (
    <>
      <div>
        <label htmlFor="report-title">Title</label>
        <InputGroup
          id="report-title"
          inputRef={firstField}
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </div>
      <div>
        <label htmlFor="report-examiner">Examiner</label>
        <InputGroup
          id="report-examiner"
          value={examiner}
          maxLength={200}
          placeholder="Your name"
          onChange={(event) => setExaminer(event.currentTarget.value)}
        />
      </div>
      <fieldset>
        <legend>Suspects</legend>
        {record.suspects.length > 0 && (
          <div className="suspect-tags">
            {record.suspects.map((address) => (
              <Tag
                key={address}
                minimal
                large
                onRemove={() => setSuspects(record.suspects.filter((other) => other !== address))}
              >
                {address}
              </Tag>
            ))}
          </div>
        )}
        <AddressInput
          key={record.suspects.join()}
          initial=""
          onAddress={(address) => {
            if (!record.suspects.includes(address)) setSuspects([...record.suspects, address])
          }}
        />
        <p className="hint">Each is investigated in the report, in this order.</p>
      </fieldset>
      <div>
        <label htmlFor="report-zone">Time zone beside UTC</label>
        <ZoneSelect
          id="report-zone"
          zone={record.timeZone}
          onZone={(timeZone) => void changeCase({ timeZone }).catch(notifyProblem)}
        />
      </div>
      <div className="grow">
        <label htmlFor="report-notes">Notes</label>
        <TextArea
          id="report-notes"
          fill
          value={notes}
          placeholder="Markdown. Stands in the report as your own words."
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
      </div>
    </>
  )
}

/** How long after the last key a text is kept, in milliseconds. */
const KEEP_AFTER_MS = 400

/** A text that is stored shortly after it was last typed in, and at once when the view is left. */
function useKept(
  stored: string,
  changeOf: (value: string) => Parameters<typeof changeCase>[0] | null,
): readonly [string, (value: string) => void] {
  const [value, setValue] = useState(stored)
  const [base, setBase] = useState(stored)
  // It was changed elsewhere, and not here: follow.
  if (stored !== base) {
    setBase(stored)
    if (value === base) setValue(stored)
  }
  const pending = useRef<(() => void) | null>(null)
  const change = useRef(changeOf)
  change.current = changeOf
  useEffect(() => {
    if (value === stored) return
    const keep = () => {
      pending.current = null
      const wanted = change.current(value)
      if (wanted) changeCase(wanted).catch(notifyProblem)
    }
    pending.current = keep
    const timer = setTimeout(keep, KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [value, stored])
  useEffect(() => () => pending.current?.(), [])
  return [value, setValue]
}
