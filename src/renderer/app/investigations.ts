import type { UseQueryResult } from '@tanstack/react-query'
import { investigateSuspect, scopeOf } from '../investigation/investigate-suspect'
import type { SuspectInvestigation } from '../investigation/types'
import { useDerived } from './answers'
import { useOpenCase } from './open-case'

/** Everything that the open case tells of an address. */
export function useInvestigation(
  address: string,
  options: { readonly enabled?: boolean } = {},
): UseQueryResult<SuspectInvestigation> {
  const { evidence } = useOpenCase()
  return useDerived(
    ['suspect', address, evidence.length],
    (ask) => investigateSuspect(ask, address, scopeOf(evidence)),
    options,
  )
}
