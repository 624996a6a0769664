import { randomInt } from 'node:crypto'
import type { AddressStage } from '../../shared/flow/column-stage'
import type { FlowRow, FlowRows } from './flow-rows'
import { FlowSlots, KEY_WORDS } from './flow-slots'
import type { PacketDecoder } from './packet-decoder'

/** Time-outs as Flowcase gives them to nfpcapd, in microseconds. */
const ACTIVE_MICROS = 60e6
const INACTIVE_MICROS = 15e6
/** Flows that may be under way at once, about 30 MB. */
const MOST_FLOWS = 262_144
/** Packets that may be added between two times that the ended flows are drained. */
const MOST_ADDED = 65_536
const NONE = -1
const BUCKET_MASK = MOST_FLOWS * 2 - 1

/**
 * Adds packets up to unidirectional flows. A flow ends 15 s after its last packet, 60 s after its first,
 * or at once when the packet is one that nfpcapd makes a flow of its own. Ended flows wait until they
 * are drained, which must happen after 65,536 packets at the latest.
 */
export class FlowTable {
  /** So many flows were under way at once that the oldest were ended early: they may stand in more rows than one. */
  crowded = false
  private readonly slots = new FlowSlots(MOST_FLOWS + MOST_ADDED)
  /** First slot and one, 0 for none, so that memory that was never used says the right thing. */
  private readonly buckets = new Int32Array(MOST_FLOWS * 2)
  private free = NONE
  private used = 0
  private live = 0
  private oldest = NONE
  private newest = NONE
  private firstEnded = NONE
  private lastEnded = NONE

  /** Adds the packet, or datagram, that the decoder has just read. */
  add(decoder: PacketDecoder, micros: number): void {
    const hash = hashOf(decoder)
    if (decoder.single) {
      this.append(this.fill(decoder, hash, micros))
      return
    }
    this.endIdle(micros)
    const { slots } = this
    let slot = this.find(decoder, hash)
    if (slot !== NONE && !this.continues(slot, micros)) {
      this.endFlow(slot)
      slot = NONE
    }
    if (slot === NONE) {
      if (this.live >= MOST_FLOWS) {
        this.crowded = true
        this.endFlow(this.oldest)
      }
      this.insert(this.fill(decoder, hash, micros), hash)
      return
    }
    slots.packets[slot] = (slots.packets[slot] as number) + 1
    slots.bytes[slot] = (slots.bytes[slot] as number) + decoder.bytes
    slots.tcpFlags[slot] = (slots.tcpFlags[slot] as number) | decoder.tcpFlags
    if (!(micros >= (slots.first[slot] as number)) && !Number.isNaN(micros)) slots.first[slot] = micros
    if (!(micros <= (slots.last[slot] as number)) && !Number.isNaN(micros)) slots.last[slot] = micros
    if (slot === this.newest) return
    this.unlink(slot)
    this.linkNewest(slot)
  }

  /** No more packets come: all flows end. */
  endAll(): void {
    while (this.oldest !== NONE) this.endFlow(this.oldest)
  }

  get hasEnded(): boolean {
    return this.firstEnded !== NONE
  }

  /** Writes at most so many ended flows, and no more than the builder has room for. */
  drain(rows: FlowRows, most: number): void {
    const { slots } = this
    const { builder } = rows
    for (let count = 0; count < most && this.firstEnded !== NONE && !builder.full; count++) {
      const slot = this.firstEnded
      this.firstEnded = slots.newer[slot] as number
      if (this.firstEnded === NONE) this.lastEnded = NONE
      this.write(slot, rows)
      slots.next[slot] = this.free
      this.free = slot
    }
  }

  private write(slot: number, rows: FlowRows): void {
    const { slots } = this
    const key = slot * KEY_WORDS
    const ports = slots.keys[key + 8] as number
    const kind = slots.keys[key + 9] as number
    const row: FlowRow = {
      sourcePort: ports >>> 16,
      destinationPort: ports & 0xffff,
      protocol: kind & 0xff,
      packets: slots.packets[slot] as number,
      bytes: slots.bytes[slot] as number,
      tcpFlags: slots.tcpFlags[slot] as number,
      first: Math.floor((slots.first[slot] as number) / 1000),
      last: Math.floor((slots.last[slot] as number) / 1000),
      icmpType: slots.icmpType[slot] as number,
      icmpCode: slots.icmpCode[slot] as number,
    }
    const { addresses } = rows.builder
    const version = kind >>> 8
    rows.add(row, this.address(key, version, addresses), this.address(key + 4, version, addresses))
  }

  private address(word: number, version: number, stage: AddressStage): number {
    const { keys } = this.slots
    if (version === 4) return stage.indexOfV4(keys[word] as number)
    const bytes = new Uint8Array(16)
    for (let i = 0; i < 16; i++) bytes[i] = (keys[word + (i >> 2)] as number) >>> (24 - 8 * (i & 3))
    return stage.indexOfV6(bytes)
  }

  private continues(slot: number, micros: number): boolean {
    const first = Math.min(this.slots.first[slot] as number, micros)
    const last = this.slots.last[slot] as number
    return !(Math.max(last, micros) - first > ACTIVE_MICROS) && !(micros - last > INACTIVE_MICROS)
  }

  private endIdle(micros: number): void {
    const { last } = this.slots
    while (this.oldest !== NONE && micros - (last[this.oldest] as number) > INACTIVE_MICROS) {
      this.endFlow(this.oldest)
    }
  }

  private find(decoder: PacketDecoder, hash: number): number {
    const { slots } = this
    let slot = (this.buckets[hash & BUCKET_MASK] as number) - 1
    while (slot !== NONE) {
      if (slots.hashes[slot] === hash && this.sameKey(slot, decoder)) return slot
      slot = slots.next[slot] as number
    }
    return NONE
  }

  private sameKey(slot: number, decoder: PacketDecoder): boolean {
    const { keys } = this.slots
    const { addresses } = decoder
    const key = slot * KEY_WORDS
    if (keys[key + 9] !== kindOf(decoder) || keys[key + 8] !== portsOf(decoder)) return false
    for (let word = 0; word < 8; word++) if (keys[key + word] !== addresses[word]) return false
    return true
  }

  /** A slot with a flow of this one packet, in no list. */
  private fill(decoder: PacketDecoder, hash: number, micros: number): number {
    const slot = this.take()
    const { slots } = this
    const key = slot * KEY_WORDS
    for (let word = 0; word < 8; word++) slots.keys[key + word] = decoder.addresses[word] as number
    slots.keys[key + 8] = portsOf(decoder)
    slots.keys[key + 9] = kindOf(decoder)
    slots.packets[slot] = 1
    slots.bytes[slot] = decoder.bytes
    slots.first[slot] = micros
    slots.last[slot] = micros
    slots.tcpFlags[slot] = decoder.tcpFlags
    slots.icmpType[slot] = decoder.icmpType
    slots.icmpCode[slot] = decoder.icmpCode
    slots.hashes[slot] = hash
    return slot
  }

  private take(): number {
    const { slots } = this
    if (this.free !== NONE) {
      const slot = this.free
      this.free = slots.next[slot] as number
      return slot
    }
    if (this.used === slots.capacity) throw new Error('The ended flows were not drained')
    return this.used++
  }

  private insert(slot: number, hash: number): void {
    const bucket = hash & BUCKET_MASK
    this.slots.next[slot] = (this.buckets[bucket] as number) - 1
    this.buckets[bucket] = slot + 1
    this.linkNewest(slot)
    this.live++
  }

  private endFlow(slot: number): void {
    const { slots, buckets } = this
    const bucket = (slots.hashes[slot] as number) & BUCKET_MASK
    if (buckets[bucket] === slot + 1) buckets[bucket] = (slots.next[slot] as number) + 1
    else {
      let before = (buckets[bucket] as number) - 1
      while (slots.next[before] !== slot) before = slots.next[before] as number
      slots.next[before] = slots.next[slot] as number
    }
    this.unlink(slot)
    this.live--
    this.append(slot)
  }

  private append(slot: number): void {
    this.slots.newer[slot] = NONE
    if (this.lastEnded === NONE) this.firstEnded = slot
    else this.slots.newer[this.lastEnded] = slot
    this.lastEnded = slot
  }

  private linkNewest(slot: number): void {
    const { slots } = this
    slots.older[slot] = this.newest
    slots.newer[slot] = NONE
    if (this.newest === NONE) this.oldest = slot
    else slots.newer[this.newest] = slot
    this.newest = slot
  }

  private unlink(slot: number): void {
    const { slots } = this
    const older = slots.older[slot] as number
    const newer = slots.newer[slot] as number
    if (older === NONE) this.oldest = newer
    else slots.newer[older] = newer
    if (newer === NONE) this.newest = older
    else slots.older[newer] = older
  }
}

function portsOf(decoder: PacketDecoder): number {
  return ((decoder.sourcePort << 16) | decoder.destinationPort) >>> 0
}

function kindOf(decoder: PacketDecoder): number {
  return (decoder.version << 8) | decoder.protocol
}

/** Differs from run to run, so that no capture can be made whose flows all fall into one bucket. */
const SEED = randomInt(0x1_0000_0000)

function hashOf(decoder: PacketDecoder): number {
  const { addresses } = decoder
  let hash = Math.imul(SEED ^ portsOf(decoder), 0x9e37_79b1)
  hash = Math.imul((hash ^ (hash >>> 15)) + kindOf(decoder), 0x85eb_ca6b)
  hash = Math.imul((hash ^ (hash >>> 13)) + (addresses[0] as number), 0xc2b2_ae35)
  hash = Math.imul((hash ^ (hash >>> 15)) + (addresses[4] as number), 0x27d4_eb2f)
  if (decoder.version === 6) {
    for (let word = 1; word < 8; word++) {
      if (word !== 4) hash = Math.imul((hash ^ (hash >>> 13)) + (addresses[word] as number), 0x9e37_79b1)
    }
  }
  return hash ^ (hash >>> 16)
}
