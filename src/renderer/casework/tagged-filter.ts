import { useMemo } from 'react'
import { taggedFlows } from '../../shared/case/mark-filter'
import type { Filter } from '../../shared/filter/ast'
import { expandTags, tagsOf } from '../../shared/filter/expand'
import { useCasework } from './casework-state'

/** A filter as the engine can answer it: the tags in it replaced by what the examiner put them on. */
export function useWithoutTags(filter: Filter): Filter {
  const { marks } = useCasework()
  // Most filters name no tag, and then no mark changes what is asked.
  const tagged = tagsOf(filter).length > 0 ? marks : null
  return useMemo(
    () => (tagged ? expandTags(filter, (tag) => taggedFlows(tag, tagged)) : filter),
    [filter, tagged],
  )
}
