import type { UseQueryResult } from '@tanstack/react-query'
import { ANY } from '../../shared/filter/ast'
import { correlateCaptures } from '../investigation/correlation'
import { askCorrelationScope, scopeOf } from '../investigation/correlation-scope'
import { investigateSuspect } from '../investigation/investigate-suspect'
import type { Correlation, SuspectInvestigation } from '../investigation/types'
import { useDerived } from './answers'
import { useOpenCase } from './open-case'

/** Everything that the open case tells of an address. */
export function useInvestigation(
  address: string,
  options: { readonly enabled?: boolean } = {},
): UseQueryResult<SuspectInvestigation> {
  const { evidence, record } = useOpenCase()
  return useDerived(
    ['suspect', address, evidence.length, record.correlation, record.networks, record.ladders?.[address]],
    (ask) => investigateSuspect(ask, address, scopeOf(evidence, record)),
    options,
  )
}

/** All that the captures of the open case hold, against the flow logs of their hosts in that time. */
export function useCapturesComparison(): UseQueryResult<Correlation> {
  const { evidence, record } = useOpenCase()
  return useDerived(['captures', evidence.length, record.correlation, record.networks], async (ask) =>
    correlateCaptures(ask, ANY, await askCorrelationScope(ask, scopeOf(evidence, record))),
  )
}
