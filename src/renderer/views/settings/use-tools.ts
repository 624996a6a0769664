import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { ToolFacts } from '../../../shared/ipc/channels'
import { bridge } from '../../app/bridge'
import { notifyProblem } from '../../app/notices'
import { useSession } from '../../app/session'

const KEY = ['tools']

/** What is found of nfpcapd and nfdump now. */
export function useTools(): UseQueryResult<ToolFacts> {
  // They may have been installed since the last look.
  return useQuery({
    queryKey: KEY,
    queryFn: () => bridge.request('tools.look', undefined).then(told),
    staleTime: 0,
  })
}

/** Changes what is found: looks again, chooses a folder, forgets it. */
export function useToolChange(): (name: 'tools.look' | 'tools.choose' | 'tools.forget') => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    async (name) => {
      try {
        const facts = await bridge.request(name, undefined)
        if (facts) client.setQueryData(KEY, told(facts))
      } catch (problem) {
        notifyProblem(problem)
      }
    },
    [client],
  )
}

/** All other views read the version from the session. */
function told(tools: ToolFacts): ToolFacts {
  useSession.setState(({ facts }) => ({ facts: { ...facts, nfdump: tools.version } }))
  return tools
}
