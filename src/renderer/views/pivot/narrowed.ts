import { and, type Filter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'

/** The flows that also match what is added; a part that the filter has already is not said twice. */
export function narrowed(filter: Filter, ...added: readonly Filter[]): Filter {
  let result = filter
  for (const part of added.flatMap(partsOf)) if (!hasPart(result, part)) result = and(result, part)
  return result
}

/** Whether all of what is added stands in the filter already. */
export function isNarrowed(filter: Filter, added: Filter): boolean {
  return partsOf(added).every((part) => hasPart(filter, part))
}

function partsOf(filter: Filter): readonly Filter[] {
  return filter.type === 'and' ? filter.filters : [filter]
}

function hasPart(filter: Filter, part: Filter): boolean {
  const text = printFilter(part)
  return partsOf(filter).some((one) => printFilter(one) === text)
}
