import {
  formatIPv4,
  formatIPv6,
  type Network,
  parseIPv4,
  parseIPv6,
  parseNetwork,
} from '../../shared/flow/address'
import type { AddressDictionary } from '../../shared/flow/block'
import { NetworkRanges } from './network-ranges'

const MOST_MATCHES = 4

/**
 * Every distinct address of the open case, numbered in the order of its first appearance, so that
 * blocks with dictionaries of their own can be compared and grouped.
 */
export class AddressTable {
  private size = 0
  /** IPv4 value by id; unused for an IPv6 id. */
  private v4 = new Uint32Array(1024)
  /** IPv6 bytes by id; sparse. */
  private readonly v6 = new Map<number, Uint8Array>()
  private readonly v6Ids = new Map<string, number>()
  private counts = new Float64Array(1024)
  /** Open addressing over IPv4 values: id + 1, 0 for empty. */
  private table = new Uint32Array(4096)
  private v4Entries = 0
  private ranked: Uint32Array = new Uint32Array(0)
  /** By the networks; those that were asked for last are the last ones. */
  private readonly matches = new Map<string, Uint8Array>()

  get length(): number {
    return this.size
  }

  /** Ids of all addresses of a block's dictionary, by their index in it. */
  addAll(addresses: AddressDictionary): Uint32Array {
    const v4Count = addresses.v4.length
    const ids = new Uint32Array(v4Count + addresses.v6.length / 16)
    for (let i = 0; i < v4Count; i++) ids[i] = this.addV4(addresses.v4[i] as number)
    for (let i = v4Count; i < ids.length; i++) {
      const at = (i - v4Count) * 16
      ids[i] = this.addV6(addresses.v6.slice(at, at + 16))
    }
    return ids
  }

  /** Adds to the number of flows that have the address on either side. */
  countFlows(id: number, flows: number): void {
    this.counts[id] = (this.counts[id] as number) + flows
  }

  flowsOf(id: number): number {
    return this.counts[id] as number
  }

  /** Canonical text. */
  textOf(id: number): string {
    const v6 = this.v6.get(id)
    return v6 ? formatIPv6(v6) : formatIPv4(this.v4[id] as number)
  }

  /** The id of an address in canonical or any other text, or null when no flow has it. */
  idOf(text: string): number | null {
    const v4 = parseIPv4(text)
    if (v4 !== null) return this.findV4(v4)
    const v6 = parseIPv6(text)
    return v6 ? (this.v6Ids.get(keyOf(v6)) ?? null) : null
  }

  isIn(networks: NetworkRanges, id: number): boolean {
    const v6 = this.v6.get(id)
    return v6 ? networks.hasV6(v6) : networks.hasV4(this.v4[id] as number)
  }

  /**
   * 1 for each id whose address lies in one of the networks. Kept for those that were asked for last, as the networks
   * inside of a case are in many questions; lists of plain addresses are told without a look at every address.
   */
  matching(networks: readonly string[]): Uint8Array {
    if (!networks.some((text) => text.includes('/'))) return this.matchAll(networks)
    const name = networks.join()
    let matches = this.matches.get(name)
    this.matches.delete(name)
    // Addresses are only ever added: as many are the same ones.
    if (matches?.length !== this.size) matches = this.matchAll(networks)
    this.matches.set(name, matches)
    const [oldest] = this.matches.keys()
    if (this.matches.size > MOST_MATCHES && oldest !== undefined) this.matches.delete(oldest)
    return matches
  }

  /** The place of each id among all addresses in their order: IPv4 by value, then IPv6 by its bytes. */
  ranks(): Uint32Array {
    // Addresses are only ever added: as many are the same ones.
    if (this.ranked.length !== this.size) this.ranked = this.rankAll()
    return this.ranked
  }

  private matchAll(networks: readonly string[]): Uint8Array {
    const matches = new Uint8Array(this.size)
    // Plain addresses are found by their text; only networks need a look at every address.
    const wider = networks.filter((text) => text.includes('/'))
    for (const text of networks) {
      const id = text.includes('/') ? null : this.idOf(text)
      if (id !== null) matches[id] = 1
    }
    if (wider.length === 0) return matches
    const ranges = new NetworkRanges(wider.map((text) => parseNetwork(text) as Network))
    for (let id = 0; id < this.size; id++) if (this.isIn(ranges, id)) matches[id] = 1
    return matches
  }

  private rankAll(): Uint32Array {
    const ranks = new Uint32Array(this.size)
    let v4: Uint32Array<ArrayBufferLike> = new Uint32Array(this.size - this.v6.size)
    let next = 0
    for (let id = 0; id < this.size; id++) if (!this.v6.has(id)) v4[next++] = id
    // By the lower half of the value, then by the upper one, each in the order of the one before.
    for (const shift of [0, 16]) v4 = this.sortedByHalf(v4, shift)
    for (let rank = 0; rank < v4.length; rank++) ranks[v4[rank] as number] = rank
    const v6 = Array.from(this.v6).sort(([, a], [, b]) => compareBytes(a, b))
    for (const [rank, [id]] of v6.entries()) ranks[id] = v4.length + rank
    return ranks
  }

  private sortedByHalf(ids: Uint32Array, shift: number): Uint32Array {
    const places = new Uint32Array(2 ** 16 + 1)
    const half = (id: number) => ((this.v4[id] as number) >>> shift) & 0xffff
    for (const id of ids) places[half(id) + 1] = (places[half(id) + 1] as number) + 1
    for (let i = 1; i < places.length; i++) places[i] = (places[i] as number) + (places[i - 1] as number)
    const sorted = new Uint32Array(ids.length)
    for (const id of ids) {
      const place = places[half(id)] as number
      places[half(id)] = place + 1
      sorted[place] = id
    }
    return sorted
  }

  private addV4(value: number): number {
    const mask = this.table.length - 1
    let slot = hash(value) & mask
    for (let entry = this.table[slot] as number; entry !== 0; entry = this.table[slot] as number) {
      if (this.v4[entry - 1] === value) return entry - 1
      slot = (slot + 1) & mask
    }
    const id = this.nextId()
    this.v4[id] = value
    this.table[slot] = id + 1
    if (++this.v4Entries * 2 > this.table.length) this.growTable()
    return id
  }

  private findV4(value: number): number | null {
    const mask = this.table.length - 1
    let slot = hash(value) & mask
    for (let entry = this.table[slot] as number; entry !== 0; entry = this.table[slot] as number) {
      if (this.v4[entry - 1] === value) return entry - 1
      slot = (slot + 1) & mask
    }
    return null
  }

  private addV6(bytes: Uint8Array): number {
    const key = keyOf(bytes)
    const known = this.v6Ids.get(key)
    if (known !== undefined) return known
    const id = this.nextId()
    this.v6Ids.set(key, id)
    this.v6.set(id, bytes)
    return id
  }

  private nextId(): number {
    if (this.size === this.v4.length) {
      const v4 = new Uint32Array(this.size * 2)
      v4.set(this.v4)
      this.v4 = v4
      const counts = new Float64Array(this.size * 2)
      counts.set(this.counts)
      this.counts = counts
    }
    return this.size++
  }

  private growTable(): void {
    const old = this.table
    this.table = new Uint32Array(old.length * 2)
    const mask = this.table.length - 1
    for (const entry of old) {
      if (entry === 0) continue
      let slot = hash(this.v4[entry - 1] as number) & mask
      while (this.table[slot] !== 0) slot = (slot + 1) & mask
      this.table[slot] = entry
    }
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < 16; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return 0
}

function hash(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 16), 0x9e37_79b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
