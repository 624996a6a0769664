import { Button, InputGroup } from '@blueprintjs/core'
import { Cross, Filter as FilterIcon } from '@blueprintjs/icons'
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { type ParsedFilter, parseFilter } from '../../../shared/filter/parse'

interface FilterBarProps {
  /** The filter in use. */
  readonly text: string
  readonly inputRef: RefObject<HTMLInputElement>
  onApply(text: string): void
}

type Mistake = Extract<ParsedFilter, { ok: false }>

/** A filter in the filter language; what can't be read is marked where it stands. */
export function FilterBar({ text, inputRef, onApply }: FilterBarProps) {
  const [draft, setDraft] = useState(text)
  const [touched, setTouched] = useState(false)
  const mirror = useRef<HTMLDivElement>(null)
  const id = useId()
  // Back and forward change the filter under the bar.
  useEffect(() => {
    setDraft(text)
    setTouched(false)
  }, [text])

  const parsed = parseFilter(draft)
  const mistake = parsed.ok ? null : parsed
  // While a word is still being typed, its end is no mistake yet.
  const unfinished = !touched && draft !== text && (mistake?.at ?? 0) + (mistake?.length ?? 0) >= draft.length
  const shown = unfinished ? null : mistake

  const apply = () => {
    setTouched(true)
    if (parsed.ok) onApply(draft.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') apply()
    if (event.key === 'Escape' && draft !== text) {
      event.stopPropagation()
      setDraft(text)
    }
  }
  const follow = () => {
    if (mirror.current && inputRef.current) mirror.current.scrollLeft = inputRef.current.scrollLeft
  }

  return (
    <div className="filter-bar">
      <div className={`filter-field${shown ? ' wrong' : draft !== '' && draft === text ? ' applied' : ''}`}>
        <InputGroup
          inputRef={inputRef}
          leftIcon={<FilterIcon />}
          value={draft}
          placeholder="Filter, such as: ip 10.130.8.94 and dst port 8889 and action accept"
          spellCheck={false}
          autoComplete="off"
          aria-label="Filter"
          aria-invalid={shown !== null}
          aria-describedby={shown ? `${id}-mistake` : undefined}
          onChange={(event) => {
            setDraft(event.currentTarget.value)
            setTouched(false)
          }}
          onKeyDown={onKeyDown}
          onScroll={follow}
          onSelect={follow}
          rightElement={
            draft === '' && text === '' ? (
              <span />
            ) : (
              <Button
                minimal
                icon={<Cross />}
                aria-label="Clear the filter"
                onClick={() => {
                  setDraft('')
                  onApply('')
                }}
              />
            )
          }
        />
        <div className="filter-mirror" aria-hidden ref={mirror}>
          {shown && <Marked text={draft} mistake={shown} />}
        </div>
      </div>
      <Button intent="primary" onClick={apply} disabled={draft.trim() === text}>
        Apply
      </Button>
      {shown && (
        <p id={`${id}-mistake`} className="field-error" role="alert">
          {shown.message}
        </p>
      )}
    </div>
  )
}

/** The text again, unseen, with the wrong token underlined. */
function Marked({ text, mistake }: { readonly text: string; readonly mistake: Mistake }) {
  const end = mistake.at + mistake.length
  return (
    <>
      {text.slice(0, mistake.at)}
      <mark>{text.slice(mistake.at, end) || ' '}</mark>
      {text.slice(end)}
    </>
  )
}
