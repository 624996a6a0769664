import type { NumberArray, UintArray } from './block'

/** Stands for "absent" in a stage of indexes; also the largest value of a finished column. */
export const ABSENT_INDEX = 0xffff_ffff

/** An IPv6 address is staged as its own index with this bit set, until the number of IPv4 addresses is known. */
export const V6_BIT = 0x8000_0000

/** What a column holds in its first rows. */
export interface NumberScan {
  /** Infinity without any. */
  readonly min: number
  /** -Infinity without any. */
  readonly max: number
  readonly absent: number
}

export interface IndexScan {
  readonly same: boolean
  readonly absent: number
}

/** Looks through columns; whoever has moved their arrays may do that faster. */
export interface ColumnScanner {
  numbers(values: Float64Array, count: number): NumberScan
  indexes(indexes: Uint32Array, count: number): IndexScan
}

export const PLAIN_SCANNER: ColumnScanner = {
  numbers(values, count) {
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let present = 0
    for (let row = 0; row < count; row++) {
      const value = values[row] as number
      if (value < min) min = value
      if (value > max) max = value
      if (value >= 0) present++
    }
    return { min, max, absent: count - present }
  },
  indexes(indexes, count) {
    const first = indexes[0] as number
    let absent = 0
    let same = true
    for (let row = 0; row < count; row++) {
      const index = indexes[row] as number
      if (index !== first) same = false
      if (index === ABSENT_INDEX) absent++
    }
    return { same, absent }
  },
}

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
  plan(count: number, scanner: ColumnScanner): ColumnPlan | null {
    const { min, max, absent } = scanner.numbers(this.values, count)
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
  write(plan: ColumnPlan, data: NumberArray): void {
    const { values } = this
    const count = data.length
    if (data instanceof BigUint64Array) {
      for (let row = 0; row < count; row++) {
        const value = values[row] as number
        data[row] = this.big?.get(row) ?? (Number.isNaN(value) ? 0xffff_ffff_ffff_ffffn : BigInt(value))
      }
    } else if (data instanceof Float64Array) data.set(values.subarray(0, count))
    else {
      const { base, absent } = plan
      for (let row = 0; row < count; row++) {
        const value = values[row] as number
        data[row] = value >= 0 ? value - base : absent
      }
    }
  }

  private bigBelow(count: number): boolean {
    for (const row of (this.big as Map<number, bigint>).keys()) if (row < count) return true
    return false
  }
}

/** A finished column's smallest value (or dictionary index) and the array that holds what is above it. */
export interface ColumnPlan<Type extends NumberArrayType = NumberArrayType> {
  readonly base: number
  readonly Type: Type
  /** 0 when all rows have the value `base`. */
  readonly length: number
  /** See FlowColumn. */
  readonly absent: number
}

type UintArrayType = Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor
export type NumberArrayType = UintArrayType | Float64ArrayConstructor | BigUint64ArrayConstructor

/** The narrowest type whose values reach `largest`, with its own largest left for "absent" where that occurs; null for none. */
function uintFor(largest: number, hasAbsent: boolean): UintArrayType | null {
  const needed = hasAbsent ? largest + 1 : largest
  if (needed <= 0xff) return Uint8Array
  if (needed <= 0xffff) return Uint16Array
  return needed <= 0xffff_ffff ? Uint32Array : null
}

function largestOf(Type: UintArrayType): number {
  return 2 ** (8 * Type.BYTES_PER_ELEMENT) - 1
}

/** The narrowest column for staged indexes below `distinct`; null when all are absent. */
export function planIndexes(
  indexes: Uint32Array,
  count: number,
  distinct: number,
  v4Count: number,
  scanner: ColumnScanner,
): ColumnPlan<UintArrayType> | null {
  const { same, absent } = scanner.indexes(indexes, count)
  if (absent === count) return null
  if (same) return { base: resolved(indexes[0] as number, v4Count), Type: Uint8Array, length: 0, absent: -1 }
  const hasAbsent = absent > 0
  const Type = uintFor(distinct - 1, hasAbsent) ?? Uint32Array
  return { base: 0, Type, length: count, absent: hasAbsent ? largestOf(Type) : -1 }
}

export function writeIndexes(indexes: Uint32Array, v4Count: number, absent: number, data: UintArray): void {
  for (let row = 0; row < data.length; row++) {
    const index = indexes[row] as number
    data[row] = index < V6_BIT ? index : index === ABSENT_INDEX ? absent : resolved(index, v4Count)
  }
}

/** IPv6 addresses come behind the IPv4 ones. */
function resolved(index: number, v4Count: number): number {
  return index >= V6_BIT ? v4Count + (index - V6_BIT) : index
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

/** Where the IPv4 addresses of a block are collected; whoever reads records may write to it. */
export interface V4Table {
  readonly values: Uint32Array
  /** Open addressing by a hash, index + 1, 0 for empty; a power of two long. */
  readonly slots: Uint32Array
  /** One element: how many values there are. */
  readonly count: Uint32Array
}

/** The distinct addresses of a block while it is being filled. */
export class AddressStage {
  private v4: V4Table
  /** Words of the IPv6 addresses, 8 each, in network order. */
  private v6 = new Uint16Array(8 * 64)
  private v6Count = 0
  /** Open addressing, index + 1, 0 for empty. */
  private v6Table = new Uint32Array(256)

  /** @param capacity the most addresses that may be put in before a reset */
  constructor(capacity: number) {
    let slots = 1024
    while (slots < capacity * 2) slots *= 2
    this.v4 = {
      values: new Uint32Array(capacity),
      slots: new Uint32Array(slots),
      count: new Uint32Array(1),
    }
  }

  get size(): number {
    return this.v4Size + this.v6Count
  }

  get v4Size(): number {
    return this.v4.count[0] as number
  }

  /** Lengths of the arrays of V4Table.values and slots. */
  get v4Lengths(): readonly [values: number, slots: number] {
    return [this.v4.values.length, this.v4.slots.length]
  }

  /** Goes on in other arrays, of the same lengths. */
  moveTo(table: V4Table): void {
    table.values.set(this.v4.values)
    table.slots.set(this.v4.slots)
    table.count.set(this.v4.count)
    this.v4 = table
  }

  /** The same is done by record-kernel.as.ts. */
  indexOfV4(value: number): number {
    const { values, slots, count } = this.v4
    const mask = slots.length - 1
    let slot = Math.imul(value, 0x9e37_79b1) >>> 7
    for (;;) {
      slot &= mask
      const entry = slots[slot] as number
      if (entry === 0) {
        const index = count[0] as number
        values[index] = value
        slots[slot] = count[0] = index + 1
        return index
      }
      if (values[entry - 1] === value) return entry - 1
      slot++
    }
  }

  /** @param bytes 16 bytes, network order */
  indexOfV6(bytes: Uint8Array): number {
    const words = new Uint16Array(8)
    for (let i = 0; i < 8; i++) words[i] = ((bytes[i * 2] as number) << 8) | (bytes[i * 2 + 1] as number)
    return this.indexOfV6Words(words)
  }

  /** @param words 8 words, network order; copied */
  indexOfV6Words(words: Uint16Array): number {
    const mask = this.v6Table.length - 1
    let slot = hashWords(words, 0) & mask
    for (let entry = this.v6Table[slot] as number; entry !== 0; entry = this.v6Table[slot] as number) {
      if (this.equalsV6(entry - 1, words)) return (V6_BIT | (entry - 1)) >>> 0
      slot = (slot + 1) & mask
    }
    if ((this.v6Count + 1) * 8 > this.v6.length) {
      const larger = new Uint16Array(this.v6.length * 2)
      larger.set(this.v6)
      this.v6 = larger
    }
    this.v6.set(words, this.v6Count * 8)
    this.v6Table[slot] = ++this.v6Count
    if (this.v6Count * 2 > this.v6Table.length) this.growV6()
    return (V6_BIT | (this.v6Count - 1)) >>> 0
  }

  /** Bytes of the IPv6 addresses. */
  get v6Bytes(): number {
    return this.v6Count * 16
  }

  /** Writes all addresses into arrays of v4Size and v6Bytes. */
  write(v4: Uint32Array, v6: Uint8Array): void {
    v4.set(this.v4.values.subarray(0, this.v4Size))
    for (let i = 0; i < this.v6Count * 8; i++) {
      const word = this.v6[i] as number
      v6[i * 2] = word >>> 8
      v6[i * 2 + 1] = word & 255
    }
  }

  reset(): void {
    this.v4.count[0] = 0
    this.v4.slots.fill(0)
    this.v6Count = 0
    this.v6Table.fill(0)
  }

  private equalsV6(entry: number, words: Uint16Array): boolean {
    for (let i = 0; i < 8; i++) if (this.v6[entry * 8 + i] !== words[i]) return false
    return true
  }

  private growV6(): void {
    this.v6Table = new Uint32Array(this.v6Table.length * 2)
    const mask = this.v6Table.length - 1
    for (let entry = 0; entry < this.v6Count; entry++) {
      let slot = hashWords(this.v6, entry * 8) & mask
      while (this.v6Table[slot] !== 0) slot = (slot + 1) & mask
      this.v6Table[slot] = entry + 1
    }
  }
}

function hashWords(words: Uint16Array, at: number): number {
  let hash = 0x811c_9dc5
  for (let i = at; i < at + 8; i++) hash = Math.imul(hash ^ (words[i] as number), 0x0100_0193)
  return (hash ^ (hash >>> 15)) >>> 0
}
