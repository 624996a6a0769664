import { compareValues } from '../../shared/query/compare-values'
import type { FlowQuery, KeyValue } from '../../shared/query/query'
import type { QueryGrouping } from './grouping'
import type { Accumulator } from './measures/accumulator'

/** Compares groups by what is measured of them, those of the same value by their keys. */
export function groupComparison(
  { groupBy, unordered = false, orderBy }: Pick<FlowQuery, 'groupBy' | 'unordered' | 'orderBy'>,
  grouping: QueryGrouping,
  measure: Pick<Accumulator, 'valueOf'>,
): (a: number, b: number) => number {
  const sign = orderBy?.descending ? -1 : 1
  const ids = new Uint32Array(Math.max(1, groupBy.length))
  const keysOf = (group: number): KeyValue[] => {
    grouping.idsOf(group, ids)
    const keys = groupBy.map((_, key) => grouping.valueOf(key, ids[key] as number))
    const [first = null, second = null] = keys
    if (unordered && keys.length > 1 && compareValues(first, second) > 0) keys.splice(0, 2, second, first)
    return keys
  }
  return (a, b) => {
    const byValue = compareValues(measure.valueOf(a), measure.valueOf(b))
    if (byValue !== 0 || a === b) return sign * byValue
    const [ofA, ofB] = [keysOf(a), keysOf(b)]
    for (const [key, value] of ofA.entries()) {
      const byKey = compareValues(value, ofB[key] ?? null)
      if (byKey !== 0) return byKey
    }
    return 0
  }
}
