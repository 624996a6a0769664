import type { KeyValue } from '../../shared/query/query'

/** null, an absent value, comes first. */
export function compareValues(a: KeyValue, b: KeyValue): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

export function compareKeys(a: readonly KeyValue[], b: readonly KeyValue[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareValues(a[i] as KeyValue, b[i] as KeyValue)
    if (order !== 0) return order
  }
  return 0
}
