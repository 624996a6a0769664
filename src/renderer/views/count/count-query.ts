import { text as textFilter } from '../../../shared/filter/ast'
import type { FlowQuery, Measure } from '../../../shared/query/query'
import type { FilteredPlace } from '../pivot/filtered-place'
import { groupKey } from './group-fields'

type Question = Pick<FilteredPlace, 'source' | 'filter' | 'time'>

/** What is counted of each group; of sums, those whose field the flows have. */
export function countMeasures(present: readonly string[]): readonly Measure[] {
  const has = (field: string) => present.includes(field)
  return [
    { as: 'records', op: 'count' },
    ...(['bytes', 'packets'] as const)
      .filter(has)
      .map((field) => ({ as: field, op: 'sum', field }) satisfies Measure),
    ...(has('action')
      ? [{ as: 'rejected', op: 'count', where: textFilter('action', 'REJECT') } satisfies Measure]
      : []),
    { as: 'first', op: 'min', field: 'start' },
    { as: 'last', op: 'max', field: 'start' },
  ]
}

/** The largest groups by a measure; in the order of their keys when no measure is named. */
export function countQuery(
  question: Question,
  by: string,
  measures: readonly Measure[],
  order: { readonly measure: string; readonly descending: boolean } | null,
  limit: number,
): FlowQuery {
  const { source, filter, time } = question
  return {
    ...{ source, filter, time, measures, limit },
    groupBy: [groupKey(by)],
    ...(order ? { orderBy: order } : {}),
  }
}

/** The same measures over all groups together. */
export function totalQuery({ source, filter, time }: Question, measures: readonly Measure[]): FlowQuery {
  return { source, filter, time, groupBy: [], measures }
}
