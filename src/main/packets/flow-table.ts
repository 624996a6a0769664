import { randomInt } from 'node:crypto'
import type { AddressStage } from '../../shared/flow/address-stage'
import type { FlowRow, FlowRows } from './flow-rows'
import { FlowSlots, KEY_WORDS, placeOf } from './flow-slots'
import type { PacketDecoder } from './packet-decoder'

/** Time-outs as Flowcase gives them to nfpcapd, in microseconds. */
const ACTIVE_MICROS = 60e6
const INACTIVE_MICROS = 15e6
/** Flows that may be under way at once, about 30 MB. */
export const MOST_FLOWS = 262_144
/** Packets that may be added between two times that the ended flows are drained. */
const MOST_ADDED = 65_536
const NONE = -1
const BUCKET_MASK = MOST_FLOWS - 1

/**
 * Adds packets up to unidirectional flows. A flow ends 15 s after its last packet, 60 s after its first,
 * or at once when the packet is one that nfpcapd makes a flow of its own. Ended flows wait until they
 * are drained, which must happen after 65,536 packets at the latest.
 */
export class FlowTable {
  /** So many flows were under way at once that the oldest were ended early: they may stand in more rows than one. */
  crowded = false
  private readonly slots = new FlowSlots(MOST_FLOWS + MOST_ADDED)
  /** First slot and one, 0 for none. */
  private readonly buckets = new Int32Array(MOST_FLOWS)
  private free = NONE
  private live = 0
  /** The flows under way, by their last packet. */
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
    const slot = this.find(decoder, hash)
    if (slot !== NONE) {
      if (this.update(slot, decoder, micros)) return
      this.endFlow(slot)
    }
    if (this.live >= MOST_FLOWS) {
      this.crowded = true
      this.endFlow(this.oldest)
    }
    this.insert(this.fill(decoder, hash, micros), hash)
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
      this.firstEnded = slots.newer(slot)
      if (this.firstEnded === NONE) this.lastEnded = NONE
      this.write(slot, rows)
      slots.setNext(slot, this.free)
      this.free = slot
    }
  }

  /** Adds the packet to a flow; false when the flow has timed out and must end first. */
  private update(slot: number, decoder: PacketDecoder, micros: number): boolean {
    const { first, last, packets, bytes, tcpFlags } = this.slots.segment(slot)
    const at = placeOf(slot)
    const from = first[at] as number
    const to = last[at] as number
    if (micros - to > INACTIVE_MICROS) return false
    if (Math.max(to, micros) - Math.min(from, micros) > ACTIVE_MICROS) return false
    packets[at] = (packets[at] as number) + 1
    bytes[at] = (bytes[at] as number) + decoder.bytes
    tcpFlags[at] = (tcpFlags[at] as number) | decoder.tcpFlags
    if (!(micros >= from) && !Number.isNaN(micros)) first[at] = micros
    if (!(micros <= to) && !Number.isNaN(micros)) last[at] = micros
    if (slot !== this.newest) {
      this.unlink(slot)
      this.linkNewest(slot)
    }
    return true
  }

  private write(slot: number, rows: FlowRows): void {
    const segment = this.slots.segment(slot)
    const at = placeOf(slot)
    const key = at * KEY_WORDS
    const ports = segment.keys[key + 8] as number
    const kind = segment.keys[key + 9] as number
    const row: FlowRow = {
      sourcePort: ports >>> 16,
      destinationPort: ports & 0xffff,
      protocol: kind & 0xff,
      packets: segment.packets[at] as number,
      bytes: segment.bytes[at] as number,
      tcpFlags: segment.tcpFlags[at] as number,
      first: Math.floor((segment.first[at] as number) / 1000),
      last: Math.floor((segment.last[at] as number) / 1000),
      icmpType: segment.icmpType[at] as number,
      icmpCode: segment.icmpCode[at] as number,
    }
    const { addresses } = rows.builder
    const version = kind >>> 8
    const source = addressIndex(segment.keys, key, version, addresses)
    rows.add(row, source, addressIndex(segment.keys, key + 4, version, addresses))
  }

  private endIdle(micros: number): void {
    while (this.oldest !== NONE && micros - this.slots.last(this.oldest) > INACTIVE_MICROS) {
      this.endFlow(this.oldest)
    }
  }

  private find(decoder: PacketDecoder, hash: number): number {
    const { slots } = this
    let slot = (this.buckets[hash & BUCKET_MASK] as number) - 1
    while (slot !== NONE) {
      if (slots.hash(slot) === hash && this.sameKey(slot, decoder)) return slot
      slot = slots.next(slot)
    }
    return NONE
  }

  private sameKey(slot: number, decoder: PacketDecoder): boolean {
    const { keys } = this.slots.segment(slot)
    const { addresses } = decoder
    const key = placeOf(slot) * KEY_WORDS
    if (keys[key + 9] !== kindOf(decoder) || keys[key + 8] !== portsOf(decoder)) return false
    for (let word = 0; word < 8; word++) if (keys[key + word] !== addresses[word]) return false
    return true
  }

  /** A slot with a flow of this one packet, in no list. */
  private fill(decoder: PacketDecoder, hash: number, micros: number): number {
    const slot = this.take()
    const segment = this.slots.segment(slot)
    const at = placeOf(slot)
    const key = at * KEY_WORDS
    for (let word = 0; word < 8; word++) segment.keys[key + word] = decoder.addresses[word] as number
    segment.keys[key + 8] = portsOf(decoder)
    segment.keys[key + 9] = kindOf(decoder)
    segment.packets[at] = 1
    segment.bytes[at] = decoder.bytes
    segment.first[at] = micros
    segment.last[at] = micros
    segment.tcpFlags[at] = decoder.tcpFlags
    segment.icmpType[at] = decoder.icmpType
    segment.icmpCode[at] = decoder.icmpCode
    segment.hashes[at] = hash
    return slot
  }

  private take(): number {
    const slot = this.free
    if (slot === NONE) return this.slots.take()
    this.free = this.slots.next(slot)
    return slot
  }

  private insert(slot: number, hash: number): void {
    const bucket = hash & BUCKET_MASK
    this.slots.setNext(slot, (this.buckets[bucket] as number) - 1)
    this.buckets[bucket] = slot + 1
    this.linkNewest(slot)
    this.live++
  }

  private endFlow(slot: number): void {
    const { slots, buckets } = this
    const bucket = slots.hash(slot) & BUCKET_MASK
    if (buckets[bucket] === slot + 1) buckets[bucket] = slots.next(slot) + 1
    else {
      let before = (buckets[bucket] as number) - 1
      while (slots.next(before) !== slot) before = slots.next(before)
      slots.setNext(before, slots.next(slot))
    }
    this.unlink(slot)
    this.live--
    this.append(slot)
  }

  private append(slot: number): void {
    this.slots.setNewer(slot, NONE)
    if (this.lastEnded === NONE) this.firstEnded = slot
    else this.slots.setNewer(this.lastEnded, slot)
    this.lastEnded = slot
  }

  private linkNewest(slot: number): void {
    const { slots } = this
    slots.setOlder(slot, this.newest)
    slots.setNewer(slot, NONE)
    if (this.newest === NONE) this.oldest = slot
    else slots.setNewer(this.newest, slot)
    this.newest = slot
  }

  private unlink(slot: number): void {
    const { slots } = this
    const older = slots.older(slot)
    const newer = slots.newer(slot)
    if (older === NONE) this.oldest = newer
    else slots.setNewer(older, newer)
    if (newer === NONE) this.newest = older
    else slots.setOlder(newer, older)
  }
}

function addressIndex(keys: Uint32Array, word: number, version: number, stage: AddressStage): number {
  if (version === 4) return stage.indexOfV4(keys[word] as number)
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 16; i++) bytes[i] = (keys[word + (i >> 2)] as number) >>> (24 - 8 * (i & 3))
  return stage.indexOfV6(bytes)
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
