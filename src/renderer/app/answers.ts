import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { FlowAnswer, FlowQuery } from '../../shared/query/query'
import type { Ask } from '../investigation/types'
import { useOpenCase } from './open-case'
import { useSession } from './session'

/** Asks the engine about the open case. */
export function useAsk(): Ask {
  const engine = useSession((state) => state.engine)
  return useCallback((query) => engine.ask(query), [engine])
}

/** The answer to something asked of the open case; asked anew when its flows have changed. */
export function useDerived<T>(
  key: readonly unknown[],
  derive: (ask: Ask) => Promise<T>,
  options: { readonly enabled?: boolean; readonly keepPrevious?: boolean } = {},
): UseQueryResult<T> {
  const { record, contents } = useOpenCase()
  const ask = useAsk()
  return useQuery<T>({
    queryKey: [record.id, contents.revision, ...key],
    queryFn: () => derive(ask),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious === false ? {} : { placeholderData: keepPreviousData }),
  })
}

export function useAnswer(query: FlowQuery): UseQueryResult<FlowAnswer> {
  return useDerived([query], (ask) => ask(query))
}
