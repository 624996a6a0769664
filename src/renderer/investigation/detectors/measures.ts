import type { Measure } from '../../../shared/query/query'

/** How many records a group has and how large they are, from its first start to its last end. */
export const SIZE_AND_SPAN: readonly Measure[] = [
  { as: 'records', op: 'count' },
  { as: 'bytes', op: 'sum', field: 'bytes' },
  { as: 'first', op: 'min', field: 'start' },
  { as: 'last', op: 'max', field: 'end' },
]

/** The same with packets. */
export const TOTALS: readonly Measure[] = [...SIZE_AND_SPAN, { as: 'packets', op: 'sum', field: 'packets' }]
