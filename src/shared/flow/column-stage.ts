import type { NumberArray, UintArray } from './block'

/** Stands for "absent" in a stage of indexes; also the largest value of a finished column. */
export const ABSENT_INDEX = 0xffff_ffff

/** An IPv6 address is staged as its own index with this bit set, until the number of IPv4 addresses is known. */
export const V6_BIT = 0x8000_0000

/** A column of numbers while its block is being filled; NaN is absent. */
export class NumberStage {
  readonly kind = 'number'
  readonly values: Float64Array
  /** Values above 2^53 by row, exact; null while there are none. */
  private big: Map<number, bigint> | null = null

  constructor(
    readonly field: string,
    capacity: number,
  ) {
    this.values = new Float64Array(capacity)
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

  /** The narrowest form of the first `count` values; null when all are absent. */
  narrow(count: number): { base: number; data: NumberArray } | null {
    const { values } = this
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let absent = false
    for (let row = 0; row < count; row++) {
      const value = values[row] as number
      if (Number.isNaN(value)) absent = true
      else {
        if (value < min) min = value
        if (value > max) max = value
      }
    }
    if (min > max) return null
    if (this.big && this.bigBelow(count)) return { base: 0, data: this.asBig(count) }
    if (min === max && !absent) return { base: min, data: new Uint8Array(0) }
    const range = max - min
    // The largest value of each type is kept for "absent".
    const data: NumberArray | null =
      range < 0xff
        ? new Uint8Array(count)
        : range < 0xffff
          ? new Uint16Array(count)
          : range < 0xffff_ffff
            ? new Uint32Array(count)
            : null
    if (!data) return { base: 0, data: values.slice(0, count) }
    const none = 2 ** (8 * data.BYTES_PER_ELEMENT) - 1
    for (let row = 0; row < count; row++) {
      const value = values[row] as number
      data[row] = Number.isNaN(value) ? none : value - min
    }
    return { base: min, data }
  }

  private bigBelow(count: number): boolean {
    for (const row of (this.big as Map<number, bigint>).keys()) if (row < count) return true
    return false
  }

  private asBig(count: number): BigUint64Array {
    const data = new BigUint64Array(count)
    for (let row = 0; row < count; row++) {
      const value = this.values[row] as number
      data[row] = this.big?.get(row) ?? (Number.isNaN(value) ? 0xffff_ffff_ffff_ffffn : BigInt(value))
    }
    return data
  }
}

/** Copies staged indexes into the narrowest array that leaves its largest value for "absent". */
export function narrowIndexes(
  indexes: Uint32Array,
  count: number,
  distinct: number,
  v4Count: number,
): { data: UintArray; constant: number | null; allAbsent: boolean } {
  const first = count > 0 ? (indexes[0] as number) : ABSENT_INDEX
  let constant = true
  let allAbsent = true
  for (let row = 0; row < count; row++) {
    const index = indexes[row] as number
    if (index !== first) constant = false
    if (index !== ABSENT_INDEX) allAbsent = false
  }
  if (allAbsent) return { data: new Uint8Array(0), constant: null, allAbsent }
  const resolve = (index: number) => (index >= V6_BIT ? v4Count + (index - V6_BIT) : index)
  if (constant) return { data: new Uint8Array(0), constant: resolve(first), allAbsent }
  const data: UintArray =
    distinct < 0xff
      ? new Uint8Array(count)
      : distinct < 0xffff
        ? new Uint16Array(count)
        : new Uint32Array(count)
  const none = 2 ** (8 * data.BYTES_PER_ELEMENT) - 1
  for (let row = 0; row < count; row++) {
    const index = indexes[row] as number
    data[row] = index === ABSENT_INDEX ? none : index >= V6_BIT ? v4Count + (index - V6_BIT) : index
  }
  return { data, constant: null, allAbsent }
}

/** A column of addresses while its block is being filled: indexes into the block's AddressStage. */
export class AddressColumnStage {
  readonly kind = 'address'
  readonly indexes: Uint32Array

  constructor(
    readonly field: string,
    capacity: number,
  ) {
    this.indexes = new Uint32Array(capacity)
  }
}

/** The distinct addresses of a block while it is being filled. */
export class AddressStage {
  private readonly v4: Uint32Array
  private v4Count = 0
  /** Open addressing, index + 1, 0 for empty. */
  private readonly table: Uint32Array
  private readonly mask: number
  private readonly v6Index = new Map<string, number>()
  private readonly v6: Uint8Array[] = []

  /** @param capacity the most addresses that may be put in before a reset */
  constructor(capacity: number) {
    this.v4 = new Uint32Array(capacity)
    let size = 1024
    while (size < capacity * 2) size *= 2
    this.table = new Uint32Array(size)
    this.mask = size - 1
  }

  get size(): number {
    return this.v4Count + this.v6.length
  }

  get v4Size(): number {
    return this.v4Count
  }

  indexOfV4(value: number): number {
    let slot = Math.imul(value, 0x9e37_79b1) >>> 7
    for (;;) {
      slot &= this.mask
      const entry = this.table[slot] as number
      if (entry === 0) {
        this.v4[this.v4Count] = value
        this.table[slot] = ++this.v4Count
        return this.v4Count - 1
      }
      if (this.v4[entry - 1] === value) return entry - 1
      slot++
    }
  }

  /** @param bytes 16 bytes, kept as they are */
  indexOfV6(bytes: Uint8Array): number {
    let key = ''
    for (let i = 0; i < 16; i += 2) {
      key += String.fromCharCode(((bytes[i] as number) << 8) | (bytes[i + 1] as number))
    }
    let index = this.v6Index.get(key)
    if (index === undefined) {
      index = this.v6.length
      this.v6.push(bytes)
      this.v6Index.set(key, index)
    }
    return (V6_BIT | index) >>> 0
  }

  finish(): { v4: Uint32Array; v6: Uint8Array } {
    const v6 = new Uint8Array(this.v6.length * 16)
    this.v6.forEach((bytes, i) => {
      v6.set(bytes, i * 16)
    })
    return { v4: this.v4.slice(0, this.v4Count), v6 }
  }

  reset(): void {
    this.v4Count = 0
    this.table.fill(0)
    this.v6.length = 0
    this.v6Index.clear()
  }
}

const decoder = new TextDecoder('utf-8')
const encoder = new TextEncoder()

/** A column of text while its block is being filled: a dictionary over raw bytes, so that no string is made per flow. */
export class TextStage {
  readonly kind = 'text'
  readonly indexes: Uint32Array
  private bytes = new Uint8Array(4096)
  private used = 0
  private offsets = new Uint32Array(257)
  private entries = 0
  /** Open addressing, index + 1, 0 for empty; grows with the number of entries. */
  private table = new Uint32Array(512)
  private last = ABSENT_INDEX

  constructor(
    readonly field: string,
    capacity: number,
  ) {
    this.indexes = new Uint32Array(capacity)
  }

  get size(): number {
    return this.entries
  }

  putBytes(row: number, source: Uint8Array, from: number, to: number): void {
    if (this.last !== ABSENT_INDEX && this.equals(this.last, source, from, to)) {
      this.indexes[row] = this.last
      return
    }
    this.last = this.indexes[row] = this.find(source, from, to)
  }

  putText(row: number, value: string): void {
    const bytes = encoder.encode(value)
    this.putBytes(row, bytes, 0, bytes.length)
  }

  values(): string[] {
    const values: string[] = []
    for (let i = 0; i < this.entries; i++) {
      values.push(
        decoder.decode(this.bytes.subarray(this.offsets[i] as number, this.offsets[i + 1] as number)),
      )
    }
    return values
  }

  reset(): void {
    this.used = 0
    this.entries = 0
    this.table.fill(0)
    this.last = ABSENT_INDEX
  }

  private equals(entry: number, source: Uint8Array, from: number, to: number): boolean {
    const at = this.offsets[entry] as number
    if ((this.offsets[entry + 1] as number) - at !== to - from) return false
    // Values of one field share their beginning (eni-, i-, arn:), so the end tells them apart sooner.
    for (let i = to - from - 1; i >= 0; i--) if (this.bytes[at + i] !== source[from + i]) return false
    return true
  }

  private find(source: Uint8Array, from: number, to: number): number {
    let slot = hashBytes(source, from, to)
    const mask = this.table.length - 1
    for (;;) {
      slot &= mask
      const entry = this.table[slot] as number
      if (entry === 0) return this.add(slot, source, from, to)
      if (this.equals(entry - 1, source, from, to)) return entry - 1
      slot++
    }
  }

  private add(slot: number, source: Uint8Array, from: number, to: number): number {
    const length = to - from
    if (this.used + length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length))
      larger.set(this.bytes.subarray(0, this.used))
      this.bytes = larger
    }
    if (this.entries + 2 > this.offsets.length) {
      const larger = new Uint32Array(this.offsets.length * 2)
      larger.set(this.offsets)
      this.offsets = larger
    }
    this.bytes.set(source.subarray(from, to), this.used)
    this.offsets[this.entries] = this.used
    this.used += length
    this.offsets[this.entries + 1] = this.used
    this.table[slot] = ++this.entries
    if (this.entries * 2 > this.table.length) this.grow()
    return this.entries - 1
  }

  private grow(): void {
    this.table = new Uint32Array(this.table.length * 2)
    const mask = this.table.length - 1
    for (let entry = 0; entry < this.entries; entry++) {
      let slot =
        hashBytes(this.bytes, this.offsets[entry] as number, this.offsets[entry + 1] as number) & mask
      while (this.table[slot] !== 0) slot = (slot + 1) & mask
      this.table[slot] = entry + 1
    }
  }
}

/** FNV-1a, folded so that the low bits depend on all. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c_9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193)
  return (hash ^ (hash >>> 15)) >>> 0
}
