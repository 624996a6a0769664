import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { FlowAnswer, FlowQuery } from '../../shared/query/query'
import type { Ask } from '../investigation/types'
import { useOpenCase } from './open-case'
import { useSession } from './session'

/** Answers never go stale: their key names the case and the revision of its flows. */
export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 120_000,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // The app has no network, and its questions need none.
      networkMode: 'always',
      structuralSharing: false,
    },
  },
})

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
