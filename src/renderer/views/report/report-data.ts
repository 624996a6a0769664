import { useMemo } from 'react'
import { useDerived } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import { useSession } from '../../app/session'
import { useCasework } from '../../casework/casework-state'
import { useListHits } from '../../casework/list-hits'
import { caseworkFigures } from '../../investigation/casework-figures'
import { investigateCase } from '../../investigation/investigate-case'
import { caseTimeline } from '../../investigation/mark-times'
import { buildReport, type Report } from '../../report'

/** The report of the open case; null until it is made. What the examiner types is in it at once. */
export function useReport(): { readonly report: Report | null; readonly error: unknown } {
  const { record, evidence } = useOpenCase()
  const facts = useSession((state) => state.facts)
  const { suspects, networks, review, correlation, ladders } = record
  const { data, error } = useDerived(
    ['report', evidence.length, { suspects, networks, review, correlation, ladders }],
    (ask) => investigateCase(ask, record, evidence),
  )
  const { data: lists, error: listsError } = useListHits('vpc')
  const { marks } = useCasework()
  const marked = marks.map(({ id, starred, tags, note }) => [id, starred, tags, note])
  const { data: timeline, error: marksError } = useDerived(['report-timeline', marked], (ask) =>
    caseTimeline(ask, marks),
  )
  const casework = useMemo(
    () => (lists && timeline ? { lists, timeline, figures: caseworkFigures(timeline, lists) } : null),
    [lists, timeline],
  )
  // Title, notes and zone need no new investigation.
  const report = useMemo(
    () =>
      data && casework
        ? buildReport({ ...data, record, casework }, { version: facts.version, nfdump: facts.nfdump })
        : null,
    [data, record, facts, casework],
  )
  return { report, error: error ?? listsError ?? marksError }
}
