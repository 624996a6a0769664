import { Button, InputGroup } from '@blueprintjs/core'
import { Cross, Filter as FilterIcon } from '@blueprintjs/icons'
import { type RefObject, useEffect, useId, useRef, useState } from 'react'
import { Link } from 'wouter'
import { withRecent } from '../../../shared/filter/kept'
import { asksForNoData } from '../../../shared/filter/no-data'
import { type ParsedFilter, parseFilter } from '../../../shared/filter/parse'
import type { FlowSource } from '../../../shared/flow/block'
import { useCaseId } from '../../app/open-case'
import { casePath } from '../../app/places'
import { FilterMenu } from './filter-menu'
import { keepFilters } from './kept-filters'
import { SuggestionList } from './suggestion-list'
import { useSuggestions } from './use-suggestions'

interface FilterBarProps {
  /** The filter in use. */
  readonly text: string
  readonly inputRef: RefObject<HTMLInputElement>
  /** Whose values are offered; the flow logs' when not given. */
  readonly source?: FlowSource
  onApply(text: string): void
}

type Mistake = Extract<ParsedFilter, { ok: false }>

/**
 * A filter in the filter language: words and values of the case are offered while it is typed, what
 * can't be read is marked where it stands, and what was applied or saved comes back from its menu.
 */
export function FilterBar({ text, inputRef, source = 'vpc', onApply }: FilterBarProps) {
  const [draft, setDraft] = useState(text)
  const [touched, setTouched] = useState(false)
  const mirror = useRef<HTMLDivElement>(null)
  const id = useId()
  const change = (next: string) => {
    setDraft(next)
    setTouched(false)
  }
  const suggestions = useSuggestions({ text: draft, source, inputRef, onText: change })
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

  const apply = (wanted = draft) => {
    suggestions.close()
    setTouched(true)
    if (!parseFilter(wanted).ok) return
    onApply(wanted.trim())
    keepFilters((kept) => withRecent(kept, wanted.trim()))
  }
  const follow = () => {
    if (mirror.current && inputRef.current) mirror.current.scrollLeft = inputRef.current.scrollLeft
  }
  const listId = `${id}-list`

  return (
    <div className="filter-bar">
      <div className={`filter-field${shown ? ' wrong' : draft !== '' && draft === text ? ' applied' : ''}`}>
        <InputGroup
          inputRef={inputRef}
          leftIcon={<FilterIcon />}
          value={draft}
          placeholder="Filter, such as: dst port 22 and action reject and bytes > 10k"
          spellCheck={false}
          autoComplete="off"
          role="combobox"
          aria-label="Filter"
          aria-autocomplete="list"
          aria-expanded={suggestions.isOpen}
          aria-controls={listId}
          aria-activedescendant={
            suggestions.isOpen && suggestions.active >= 0 ? `${listId}-${suggestions.active}` : undefined
          }
          aria-invalid={shown !== null}
          aria-describedby={shown ? `${id}-mistake` : undefined}
          onChange={(event) => {
            change(event.currentTarget.value)
            suggestions.open()
          }}
          onKeyDown={(event) => {
            if (suggestions.onKeyDown(event)) return
            if (event.key === 'Enter') apply()
            if (event.key === 'Escape' && draft !== text) {
              event.stopPropagation()
              change(text)
            }
          }}
          onBlur={suggestions.close}
          onScroll={follow}
          onSelect={() => {
            follow()
            suggestions.follow()
          }}
          rightElement={
            draft === '' && text === '' ? (
              <span />
            ) : (
              <Button
                minimal
                icon={<Cross />}
                aria-label="Clear the filter"
                onClick={() => {
                  change('')
                  onApply('')
                }}
              />
            )
          }
        />
        <div className="filter-mirror" aria-hidden ref={mirror}>
          {shown && <Marked text={draft} mistake={shown} />}
        </div>
        {suggestions.isOpen && (
          <SuggestionList
            id={listId}
            label="Words and values that fit here"
            items={suggestions.items}
            note={suggestions.note}
            active={suggestions.active}
            onTake={suggestions.take}
          />
        )}
      </div>
      <Button intent="primary" onClick={() => apply()} disabled={draft.trim() === text}>
        Apply
      </Button>
      <FilterMenu
        draft={draft.trim()}
        filter={parsed.ok ? parsed.filter : null}
        onChoose={(chosen) => {
          change(chosen)
          apply(chosen)
        }}
      />
      {shown && (
        <p id={`${id}-mistake`} className="field-error" role="alert">
          {shown.message}
        </p>
      )}
      {parsed.ok && asksForNoData(parsed.filter) && <NoDataNote />}
    </div>
  )
}

/** Where lines without data are told of, which no filter finds. */
function NoDataNote() {
  const caseId = useCaseId()
  return (
    <p className="filter-note" role="status">
      Lines with the status NODATA or SKIPDATA are no flows, so that no filter finds them. The{' '}
      <Link to={casePath(caseId, 'timeline')}>Timeline</Link> lists them as gaps of each interface, and{' '}
      <Link to={casePath(caseId, 'evidence')}>Evidence</Link> counts them in each file.
    </p>
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
