import type { UseQueryResult } from '@tanstack/react-query'
import { ANY } from '../../shared/filter/ast'
import { correlateCaptures } from '../investigation/correlation'
import { askCorrelationScope, scopeOf } from '../investigation/correlation-scope'
import { compareSources, investigateSources } from '../investigation/investigate-suspect'
import type { Correlation, SuspectSources } from '../investigation/types'
import { useDerived } from './answers'
import { useOpenCase } from './open-case'

/** What each source of the open case tells of an address; whether they agree takes longer to find out. */
export function useSources(address: string): UseQueryResult<SuspectSources> {
  const { evidence, record } = useOpenCase()
  return useDerived(['suspect', address, evidence.length, record.ladders?.[address]], (ask) =>
    investigateSources(ask, address, scopeOf(evidence, record)),
  )
}

/** Whether both sources tell the same of an address, with the address; null when there is no capture. */
export function useSourcesComparison(
  address: string,
): UseQueryResult<{ readonly address: string; readonly correlation: Correlation | null }> {
  const { evidence, record } = useOpenCase()
  return useDerived(
    ['compared', address, evidence.length, record.correlation, record.networks],
    async (ask) => ({ address, correlation: await compareSources(ask, address, scopeOf(evidence, record)) }),
  )
}

/** All that the captures of the open case hold, against the flow logs of their hosts in that time. */
export function useCapturesComparison(): UseQueryResult<Correlation> {
  const { evidence, record } = useOpenCase()
  return useDerived(['captures', evidence.length, record.correlation, record.networks], async (ask) =>
    correlateCaptures(ask, ANY, await askCorrelationScope(ask, scopeOf(evidence, record))),
  )
}
