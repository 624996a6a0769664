import { useMemo } from 'react'
import { taggedFlows } from '../../shared/case/mark-filter'
import { ANY, type Filter } from '../../shared/filter/ast'
import { expandTags, tagsOf } from '../../shared/filter/expand'
import { type ParsedFilter, parseFilter } from '../../shared/filter/parse'
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

/**
 * The filter of a view: as it was written, for places, and as it is asked, without tags. All flows are
 * asked for where it can't be read.
 */
export function useFilterText(text: string): { readonly parsed: ParsedFilter; readonly asked: Filter } {
  const parsed = useMemo(() => parseFilter(text), [text])
  return { parsed, asked: useWithoutTags(parsed.ok ? parsed.filter : ANY) }
}
