import { useMemo } from 'react'
import { useDerived } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import { useSession } from '../../app/session'
import { investigateCase } from '../../investigation/investigate-case'
import { buildReport, type Report } from '../../report'

/** The report of the open case; null until it is made. What the examiner types is in it at once. */
export function useReport(): { readonly report: Report | null; readonly error: unknown } {
  const { record, evidence } = useOpenCase()
  const facts = useSession((state) => state.facts)
  const { data, error } = useDerived(['report', record.suspects, evidence.length], (ask) =>
    investigateCase(ask, record, evidence),
  )
  // The investigation depends on the suspects alone: title, notes and zone need no new one.
  const report = useMemo(
    () => (data ? buildReport({ ...data, record }, { version: facts.version, nfdump: facts.nfdump }) : null),
    [data, record, facts],
  )
  return { report, error }
}
