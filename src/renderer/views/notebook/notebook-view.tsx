import { Button, ButtonGroup, InputGroup } from '@blueprintjs/core'
import { Book, Search, Star } from '@blueprintjs/icons'
import { useMemo, useRef } from 'react'
import type { Mark } from '../../../shared/case/casework'
import { tagCounts } from '../../../shared/case/edit-casework'
import { subjectText } from '../../../shared/case/subject-text'
import { formatCounted } from '../../../shared/format/number'
import { useDerived } from '../../app/answers'
import { runCommand, useCommand } from '../../app/commands'
import { usePlaceQuery } from '../../app/places'
import { useCasework, useCaseworkState } from '../../casework/casework-state'
import { caseTimeline } from '../../investigation/mark-times'
import { Empty, Problem, Waiting } from '../parts/problem'
import { MarkDetail } from './mark-detail'
import { MarkTable } from './mark-table'

/** The case timeline: all that the examiner has marked, in the order of time. */
export function NotebookView() {
  const { marks } = useCasework()
  const history = useCaseworkState((state) => state.history)
  const [params, change] = usePlaceQuery()
  const search = useRef<HTMLInputElement>(null)
  useCommand('find', () => search.current?.focus())
  const tag = params.get('tag')
  const starred = params.get('starred') === '1'
  const text = params.get('q') ?? ''
  const wanted = useMemo(
    () => marks.filter((mark) => isWanted(mark, { tag, starred, text })),
    [marks, tag, starred, text],
  )
  // Only what is marked decides the times: a note that changes asks nothing anew.
  const subjects = marks.map(({ id }) => id).sort()
  const { data, error } = useDerived(['case-timeline', subjects], (ask) => caseTimeline(ask, marks))
  const rows = useMemo(() => {
    const times = new Map(data?.map(({ mark, time }) => [mark.id, time]))
    const order = new Map(data?.map(({ mark }, index) => [mark.id, index]))
    return wanted
      .flatMap((mark) => {
        const time = times.get(mark.id)
        return time ? [{ mark, time }] : []
      })
      .sort((a, b) => (order.get(a.mark.id) ?? 0) - (order.get(b.mark.id) ?? 0))
  }, [wanted, data])
  const selected = rows.find(({ mark }) => mark.id === params.get('row')) ?? null
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Notebook</h1>
        <span className="muted grow">
          {marks.length > 0 &&
            `${rows.length === marks.length ? '' : `${rows.length} of `}${formatCounted(marks.length, 'mark')}, in the order of time`}
        </span>
        <ButtonGroup minimal>
          <Button disabled={history.done.length === 0} onClick={() => runCommand('undo-casework')}>
            Undo
          </Button>
          <Button disabled={history.undone.length === 0} onClick={() => runCommand('redo-casework')}>
            Redo
          </Button>
        </ButtonGroup>
      </div>
      {marks.length === 0 ? (
        <Empty icon={<Book size={40} />} title="Nothing is marked yet">
          <p>
            “Mark” puts a flow, an address, a filter or a time range into the notebook, with a star, tags and
            a note. Here they become the timeline of the case, and a section of the report.
          </p>
        </Empty>
      ) : (
        <>
          <div className="notebook-bar">
            <InputGroup
              inputRef={search}
              leftIcon={<Search />}
              placeholder="Search in marks and notes"
              aria-label="Search in marks and notes"
              value={text}
              onChange={(event) => change({ q: event.currentTarget.value }, { replace: true })}
            />
            <Button
              minimal
              icon={<Star />}
              active={starred}
              aria-pressed={starred}
              onClick={() => change({ starred: starred ? '' : 1 })}
            >
              Starred
            </Button>
            <fieldset className="tag-filter" aria-label="Only marks with the tag">
              {[...tagCounts(marks)].map(([name, count]) => (
                <Button
                  key={name}
                  small
                  intent={tag === name ? 'primary' : 'none'}
                  aria-pressed={tag === name}
                  onClick={() => change({ tag: tag === name ? '' : name })}
                >
                  {name} <span className="tag-count">{count}</span>
                </Button>
              ))}
            </fieldset>
          </div>
          {error ? (
            <Problem title="The times of the marks could not be found" problem={error} />
          ) : !data ? (
            <Waiting what="Looking up the times of the marks…" />
          ) : (
            <div className="split">
              <div className="split-main boxed">
                <MarkTable
                  rows={rows}
                  selected={selected}
                  onSelect={({ mark }) => change({ row: mark.id })}
                />
              </div>
              {selected && <MarkDetail timed={selected} onClose={() => change({ row: '' })} />}
            </div>
          )}
        </>
      )}
    </div>
  )
}

function isWanted(
  mark: Mark,
  { tag, starred, text }: { readonly tag: string | null; readonly starred: boolean; readonly text: string },
): boolean {
  const words = `${subjectText(mark.subject)} ${mark.note} ${mark.tags.join(' ')}`.toLowerCase()
  return (!tag || mark.tags.includes(tag)) && (!starred || mark.starred) && words.includes(text.toLowerCase())
}
