import type { NumberArray } from './block'
import { type ColumnPlan, largestOf, resolved, type UintArrayType, uintFor } from './column-plan'
import type { ColumnWork } from './column-work'

/** A column of numbers while its block is being filled; NaN is absent. */
export class NumberStage {
  readonly kind = 'number'
  values: Float64Array
  /** Values above 2^53 by row, exact; null while there are none. */
  private big: Map<number, bigint> | null = null

  constructor(
    readonly field: string,
    capacity: number,
  ) {
    this.values = new Float64Array(capacity)
  }

  /** Goes on in another array, of the same length. */
  moveTo(values: Float64Array): void {
    values.set(this.values)
    this.values = values
  }

  /** For values that a Float64Array would round. */
  setBig(row: number, value: bigint): void {
    this.big ??= new Map()
    this.big.set(row, value)
    this.values[row] = Number(value)
  }

  reset(): void {
    this.big = null
  }

  /** The narrowest column for the first `count` values; null when all are absent. */
  plan(count: number, work: ColumnWork): ColumnPlan | null {
    const { min, max, absent } = work.numbers(this.values, count)
    if (absent === count) return null
    if (this.big && this.bigBelow(count)) return { base: 0, Type: BigUint64Array, length: count, absent: -1 }
    const hasAbsent = absent > 0
    if (min === max && !hasAbsent) return { base: min, Type: Uint8Array, length: 0, absent: -1 }
    const Type = uintFor(max - min, hasAbsent)
    return Type
      ? { base: min, Type, length: count, absent: hasAbsent ? largestOf(Type) : -1 }
      : { base: 0, Type: Float64Array, length: count, absent: -1 }
  }

  /** Fills the array of a plan. */
  write(plan: ColumnPlan, data: NumberArray, work: ColumnWork): void {
    const { values } = this
    const count = data.length
    if (data instanceof BigUint64Array) {
      for (let row = 0; row < count; row++) {
        const value = values[row] as number
        data[row] = this.big?.get(row) ?? (Number.isNaN(value) ? 0xffff_ffff_ffff_ffffn : BigInt(value))
      }
    } else if (data instanceof Float64Array) data.set(values.subarray(0, count))
    else work.writeNumbers(values, plan, data)
  }

  private bigBelow(count: number): boolean {
    for (const row of (this.big as Map<number, bigint>).keys()) if (row < count) return true
    return false
  }
}

/** The narrowest column for staged indexes below `distinct`; null when all are absent. */
export function planIndexes(
  indexes: Uint32Array,
  count: number,
  distinct: number,
  v4Count: number,
  work: ColumnWork,
): ColumnPlan<UintArrayType> | null {
  const { same, absent } = work.indexes(indexes, count)
  if (absent === count) return null
  if (same) return { base: resolved(indexes[0] as number, v4Count), Type: Uint8Array, length: 0, absent: -1 }
  const hasAbsent = absent > 0
  const Type = uintFor(distinct - 1, hasAbsent) ?? Uint32Array
  return { base: 0, Type, length: count, absent: hasAbsent ? largestOf(Type) : -1 }
}

/** A column of addresses while its block is being filled: indexes into the block's AddressStage. */
export class AddressColumnStage {
  readonly kind = 'address'
  indexes: Uint32Array

  constructor(
    readonly field: string,
    capacity: number,
  ) {
    this.indexes = new Uint32Array(capacity)
  }

  /** Goes on in another array, of the same length. */
  moveTo(indexes: Uint32Array): void {
    indexes.set(this.indexes)
    this.indexes = indexes
  }
}
