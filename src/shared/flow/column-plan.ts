/** Stands for "absent" in a stage of indexes; also the largest value of a finished column. */
export const ABSENT_INDEX = 0xffff_ffff

/** An IPv6 address is staged as its own index with this bit set, until the number of IPv4 addresses is known. */
export const V6_BIT = 0x8000_0000

/** A finished column's smallest value (or dictionary index) and the array that holds what is above it. */
export interface ColumnPlan<Type extends NumberArrayType = NumberArrayType> {
  readonly base: number
  readonly Type: Type
  /** 0 when all rows have the value `base`. */
  readonly length: number
  /** See FlowColumn. */
  readonly absent: number
}

export type UintArrayType = Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor
export type NumberArrayType = UintArrayType | Float64ArrayConstructor | BigUint64ArrayConstructor

/** The narrowest type whose values reach `largest`, with its own largest left for "absent" where that occurs; null for none. */
export function uintFor(largest: number, hasAbsent: boolean): UintArrayType | null {
  const needed = hasAbsent ? largest + 1 : largest
  if (needed <= 0xff) return Uint8Array
  if (needed <= 0xffff) return Uint16Array
  return needed <= 0xffff_ffff ? Uint32Array : null
}

export function largestOf(Type: UintArrayType): number {
  return 2 ** (8 * Type.BYTES_PER_ELEMENT) - 1
}

/** IPv6 addresses come behind the IPv4 ones. */
export function resolved(index: number, v4Count: number): number {
  return index >= V6_BIT ? v4Count + (index - V6_BIT) : index
}
