import type { GroupRow, Quantity } from '../../shared/query/query'

/** Exact: sums above 2^53 are bigints, as the engine's own are. */
export function add(a: Quantity, b: Quantity): Quantity {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (sum <= Number.MAX_SAFE_INTEGER) return sum
  }
  return normal(BigInt(a) + BigInt(b))
}

/** a − b, which must not be negative. */
export function subtract(a: Quantity, b: Quantity): Quantity {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return normal(BigInt(a) - BigInt(b))
}

/** For sorting, smallest first. */
export function compare(a: Quantity, b: Quantity): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function normal(value: bigint): Quantity {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/** A count or sum of an answer; 0 where it was not asked for. */
export function quantityOf(row: GroupRow | undefined, measure: string): Quantity {
  return row?.values[measure] ?? 0
}

/** A count of records, which is far below 2^53. */
export function countOf(row: GroupRow | undefined, measure: string): number {
  return Number(quantityOf(row, measure))
}

/** A time in epoch seconds, null when no flow matched. */
export function timeOf(row: GroupRow | undefined, measure: string): number | null {
  const value = row?.values[measure]
  return value === null || value === undefined ? null : Number(value)
}

/** Rounded to milliseconds, in which times come: a difference of seconds as doubles has more digits. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
