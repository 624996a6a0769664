import { QueryClient } from '@tanstack/react-query'

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
