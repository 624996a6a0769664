import type { KeyValue } from '../../../shared/query/query'

/** Absent values come first; numbers by size, texts by the alphabet with numbers in them by size. */
export function compareValues(a: KeyValue, b: KeyValue): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
  if (typeof a === 'string' && typeof b === 'string') return order.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

const order = new Intl.Collator('en', { numeric: true })
