import { V6_BIT } from './column-plan'

/** Where the addresses of one kind of a block are collected; whoever reads records may write to it. */
export interface AddressTable<Values extends Uint32Array | Uint16Array> {
  /** A number for each IPv4 address, 8 words in network order for each IPv6 address. */
  readonly values: Values
  /** Open addressing by a hash, index + 1, 0 for empty; a power of two long. */
  readonly slots: Uint32Array
  /** One element: how many addresses there are. */
  readonly count: Uint32Array
}

const V6_WORDS = 8
const FIRST_V6 = 64

/** The distinct addresses of a block while it is being filled. */
export class AddressStage {
  private v4: AddressTable<Uint32Array>
  /** Grows with the number of addresses. */
  private v6: AddressTable<Uint16Array>
  /** Length of tables that have room for `capacity`. */
  readonly mostSlots: number

  /** @param capacity the most addresses of each kind that may be put in before a reset */
  constructor(readonly capacity: number) {
    let slots = 1024
    while (slots < capacity * 2) slots *= 2
    this.mostSlots = slots
    this.v4 = {
      values: new Uint32Array(capacity),
      slots: new Uint32Array(slots),
      count: new Uint32Array(1),
    }
    this.v6 = {
      values: new Uint16Array(V6_WORDS * FIRST_V6),
      slots: new Uint32Array(FIRST_V6 * 2),
      count: new Uint32Array(1),
    }
  }

  get size(): number {
    return this.v4Size + this.v6Size
  }

  get v4Size(): number {
    return this.v4.count[0] as number
  }

  get v6Size(): number {
    return this.v6.count[0] as number
  }

  /** Whether there are more than so many of either kind. */
  exceeds(limit: number): boolean {
    return this.v4Size > limit || this.v6Size > limit
  }

  /** Goes on in other arrays, with room for all addresses that may come. */
  moveTo(v4: AddressTable<Uint32Array>, v6: AddressTable<Uint16Array>): void {
    v4.values.set(this.v4.values)
    v4.slots.set(this.v4.slots)
    v4.count.set(this.v4.count)
    this.v4 = v4
    v6.values.set(this.v6.values.subarray(0, this.v6Size * V6_WORDS))
    v6.count.set(this.v6.count)
    this.v6 = v6
    this.fillSlots()
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
    const words = new Uint16Array(V6_WORDS)
    for (let i = 0; i < V6_WORDS; i++)
      words[i] = ((bytes[i * 2] as number) << 8) | (bytes[i * 2 + 1] as number)
    return this.indexOfV6Words(words)
  }

  /**
   * The same is done by ipv6.as.ts.
   * @param words 8 words, network order; copied
   */
  indexOfV6Words(words: Uint16Array): number {
    const { slots, count } = this.v6
    const mask = slots.length - 1
    let slot = hashWords(words, 0) & mask
    for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
      if (this.equalsV6(entry - 1, words)) return (V6_BIT | (entry - 1)) >>> 0
      slot = (slot + 1) & mask
    }
    const index = count[0] as number
    if ((index + 1) * 2 > slots.length) this.growV6()
    this.v6.values.set(words, index * V6_WORDS)
    this.v6.count[0] = index + 1
    this.putV6(index)
    return (V6_BIT | index) >>> 0
  }

  /** Bytes of the IPv6 addresses. */
  get v6Bytes(): number {
    return this.v6Size * V6_WORDS * 2
  }

  /** Writes all addresses into arrays of v4Size and v6Bytes. */
  write(v4: Uint32Array, v6: Uint8Array): void {
    v4.set(this.v4.values.subarray(0, this.v4Size))
    const { values } = this.v6
    for (let i = 0; i < this.v6Size * V6_WORDS; i++) {
      const word = values[i] as number
      v6[i * 2] = word >>> 8
      v6[i * 2 + 1] = word & 255
    }
  }

  reset(): void {
    this.v4.count[0] = 0
    this.v4.slots.fill(0)
    this.v6.count[0] = 0
    this.v6.slots.fill(0)
  }

  private equalsV6(entry: number, words: Uint16Array): boolean {
    const { values } = this.v6
    for (let i = 0; i < V6_WORDS; i++) if (values[entry * V6_WORDS + i] !== words[i]) return false
    return true
  }

  /** Twice the room. */
  private growV6(): void {
    const { values, slots, count } = this.v6
    const larger = new Uint16Array(values.length * 2)
    larger.set(values)
    this.v6 = { values: larger, slots: new Uint32Array(slots.length * 2), count }
    this.fillSlots()
  }

  /** Puts all IPv6 addresses into slots that are empty. */
  private fillSlots(): void {
    for (let entry = 0; entry < this.v6Size; entry++) this.putV6(entry)
  }

  /** Puts an address that is not there yet into its slot. */
  private putV6(entry: number): void {
    const { values, slots } = this.v6
    const mask = slots.length - 1
    let slot = hashWords(values, entry * V6_WORDS) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = entry + 1
  }
}

function hashWords(words: Uint16Array, at: number): number {
  let hash = 0x811c_9dc5
  for (let i = at; i < at + V6_WORDS; i++) hash = Math.imul(hash ^ (words[i] as number), 0x0100_0193)
  return (hash ^ (hash >>> 15)) >>> 0
}
