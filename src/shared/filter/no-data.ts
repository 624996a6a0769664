import type { Filter } from './ast'

/** Statuses of lines that tell of an interval, and of no flow. */
const NO_FLOWS: readonly string[] = ['NODATA', 'SKIPDATA']

/** Whether a filter asks, not inside of a "not", for lines without data, which are no flows. */
export function asksForNoData(filter: Filter): boolean {
  switch (filter.type) {
    case 'text':
      return filter.field === 'log-status' && filter.values.some((value) => NO_FLOWS.includes(value))
    case 'and':
    case 'or':
      return filter.filters.some(asksForNoData)
    default:
      return false
  }
}
