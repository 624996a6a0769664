import type { KeyValue } from './query'

/** null, an absent value, comes first. */
export function compareValues(a: KeyValue, b: KeyValue): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}
