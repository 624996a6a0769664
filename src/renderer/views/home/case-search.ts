import { useEffect, useState } from 'react'
import type { CaseRecord } from '../../../shared/case/case'
import { notifyProblem } from '../../app/notices'
import { useSession } from '../../app/session'
import type { CaseMatch } from '../../engine/engine-api'

/** How long after the last key the cases are searched, in milliseconds. */
const SEARCH_AFTER_MS = 200

/** Whether what is listed of a case has the text. */
export function recordHas({ title, folderPath, suspects, examiner }: CaseRecord, text: string): boolean {
  const words = [title, folderPath, examiner, ...suspects].join('\n').toLowerCase()
  return words.includes(text.trim().toLowerCase())
}

/**
 * Cases that have the text inside, by their ids, with what was found: "address 10.0.0.1 and 3 more".
 * Looked for again when a case has come, or has been read to its end.
 */
export function useCaseSearch(text: string): ReadonlyMap<string, string> {
  const engine = useSession((state) => state.engine)
  const searched = useSession(({ cases }) => cases?.map(({ id, state }) => `${id} ${state}`).join())
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map())
  // biome-ignore lint/correctness/useExhaustiveDependencies: what lies in the cases depends on which there are
  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      engine
        .searchCases(text)
        .then((matches) => {
          if (current) setReasons(new Map(matches.map((match) => [match.caseId, reasonOf(match)])))
        })
        .catch(notifyProblem)
    }, SEARCH_AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [engine, text, searched])
  return reasons
}

function reasonOf({ addresses, addressCount, tags }: CaseMatch): string {
  const more = addressCount - addresses.length
  const parts = [
    ...(addressCount > 0 ? [`address ${addresses.join(', ')}${more > 0 ? ` and ${more} more` : ''}`] : []),
    ...(tags.length > 0 ? [`tag ${tags.join(', ')}`] : []),
  ]
  return parts.join(' · ')
}
