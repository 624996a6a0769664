import type { UseQueryResult } from '@tanstack/react-query'
import type { MatchedList } from '../../shared/case/timed-mark'
import type { FlowSource } from '../../shared/flow/block'
import { useDerived } from '../app/answers'
import { useSession } from '../app/session'
import { useCasework } from './casework-state'

/** The flows of every list of the case in one source, in the order in which the lists were added. */
export function useListHits(source: FlowSource): UseQueryResult<readonly MatchedList[]> {
  const { lists } = useCasework()
  const engine = useSession((state) => state.engine)
  const ordered = [...lists].sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1))
  return useDerived(['list-hits', source, ordered.map(({ id }) => id)], async () => {
    const matched: MatchedList[] = []
    for (const list of ordered) matched.push({ list, hits: await engine.matchList(source, list.entries) })
    return matched
  })
}

/** Addresses of the case that stand in an allow list, with the name of the first such list. */
export function allowedAddresses(matched: readonly MatchedList[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { list, hits } of matched) {
    if (list.kind !== 'allow') continue
    for (const { address } of hits.addresses) if (!names.has(address)) names.set(address, list.name)
  }
  return names
}

/**
 * Entries of a list whose every address in the case stands in an allow list too: position, and the name of
 * an allow list.
 */
export function allowedEntries(
  { hits }: MatchedList,
  allowed: ReadonlyMap<string, string>,
): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  const open = new Set<number>()
  for (const { address, entries } of hits.addresses) {
    const name = allowed.get(address)
    for (const entry of entries) {
      if (name === undefined) open.add(entry)
      else names.set(entry, name)
    }
  }
  for (const entry of open) names.delete(entry)
  return names
}
