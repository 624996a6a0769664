import type { CaptureFault } from './capture-fault'
import { PCAPNG_SECTION_HEADER, sectionByteOrder } from './capture-header'
import type { PacketSink } from './packet-sink'
import { eachOption, optionText } from './pcapng-options'
import { LARGEST_PACKET, type RecordReader } from './record-reader'
import { TickClock } from './tick-clock'

/** The largest block that libpcap reads (MAX_BLOCKSIZE in its sf-pcapng.c). */
const LARGEST_BLOCK = 16 * 1024 * 1024
/** Type, total length, and of a section header also the byte order. */
const BLOCK_HEAD_BYTES = 12
const MOST_INTERFACES = 4096

const INTERFACE = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6

/** Bytes of a block before its variable part, with the 8 of type and length and the 4 of the length at the end. */
const LEAST_BYTES: ReadonlyMap<number, number> = new Map([
  [PCAPNG_SECTION_HEADER, 28],
  [INTERFACE, 20],
  [OBSOLETE_PACKET, 32],
  [SIMPLE_PACKET, 16],
  [INTERFACE_STATISTICS, 24],
  [ENHANCED_PACKET, 32],
])

/** Reads the blocks of a pcapng file (draft-ietf-opsawg-pcapng), from its first byte. */
export class PcapngBlocks implements RecordReader {
  need = BLOCK_HEAD_BYTES
  fault: CaptureFault | null = null
  private little = false
  private blocks = 0
  /** Of the section that is read. */
  private clocks: TickClock[] = []
  private snapLengths: number[] = []
  /** Interfaces in the sections before it. */
  private before = 0

  constructor(private readonly sink: PacketSink) {}

  get next(): string {
    return `block ${this.blocks + 1}`
  }

  read(bytes: Uint8Array, from: number, to: number, offset: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = from
    for (;;) {
      if (to - at < BLOCK_HEAD_BYTES) {
        this.need = BLOCK_HEAD_BYTES
        return at
      }
      let wrong: string | null = null
      const section = view.getUint32(at) === PCAPNG_SECTION_HEADER
      if (section) {
        const order = sectionByteOrder(view, at)
        if (order) this.little = order === 'little'
        else wrong = `section header ${this.blocks + 1} has no byte order`
      }
      const type = section ? PCAPNG_SECTION_HEADER : view.getUint32(at, this.little)
      const length = view.getUint32(at + 4, this.little)
      if (
        wrong === null &&
        (length < (LEAST_BYTES.get(type) ?? BLOCK_HEAD_BYTES) || length % 4 !== 0 || length > LARGEST_BLOCK)
      ) {
        wrong = `${this.next} claims ${length} bytes, which no such block has`
      }
      if (wrong === null && at + length > to) {
        this.need = length
        return at
      }
      if (wrong === null && view.getUint32(at + length - 4, this.little) !== length) {
        wrong = `the two lengths of ${this.next} differ`
      }
      wrong ??= this.block(type, bytes, view, at + 8, at + length - 4)
      if (wrong !== null) {
        this.fault = { kind: 'corrupt', atByte: offset + at - from, what: wrong }
        return at
      }
      this.blocks++
      at += length
    }
  }

  /** Takes the body of a block; returns what is wrong with it. */
  private block(type: number, bytes: Uint8Array, view: DataView, at: number, to: number): string | null {
    switch (type) {
      case ENHANCED_PACKET: {
        const interfaceNumber = view.getUint32(at, this.little)
        return this.packet(bytes, view, at + 4, to, interfaceNumber)
      }
      case OBSOLETE_PACKET:
        return this.packet(bytes, view, at + 4, to, view.getUint16(at, this.little))
      case SIMPLE_PACKET:
        return this.simplePacket(bytes, view, at, to)
      case INTERFACE:
        return this.interface(view, at, to)
      case INTERFACE_STATISTICS:
        this.statistics(view, at, to)
        return null
      case PCAPNG_SECTION_HEADER:
        this.section(view, at, to)
        return null
      default:
        return null
    }
  }

  private packet(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    to: number,
    interfaceNumber: number,
  ): string | null {
    const { little } = this
    const clock = this.clocks[interfaceNumber]
    if (!clock)
      return `${this.next} is a packet of interface ${interfaceNumber}, which the file does not describe`
    const micros = clock.micros(view.getUint32(at, little), view.getUint32(at + 4, little))
    const captured = view.getUint32(at + 8, little)
    const begin = at + 16
    if (captured > to - begin || captured > LARGEST_PACKET) {
      return `the packet in ${this.next} claims ${captured} bytes, which it can't have`
    }
    const wireLength = view.getUint32(at + 12, little)
    this.sink.packet(bytes, begin, begin + captured, wireLength, micros, this.before + interfaceNumber)
    return null
  }

  /** A packet without a time; libpcap takes 1970 for it. */
  private simplePacket(bytes: Uint8Array, view: DataView, at: number, to: number): string | null {
    const snapLength = this.snapLengths[0]
    if (snapLength === undefined) return `${this.next} is a packet, but the file describes no interface`
    const wireLength = view.getUint32(at, this.little)
    const begin = at + 4
    const captured = Math.min(wireLength, to - begin, snapLength === 0 ? LARGEST_PACKET : snapLength)
    if (captured > LARGEST_PACKET)
      return `the packet in ${this.next} claims ${captured} bytes, which it can't have`
    this.sink.packet(bytes, begin, begin + captured, wireLength, Number.NaN, this.before)
    return null
  }

  private interface(view: DataView, at: number, to: number): string | null {
    const { little } = this
    if (this.before + this.clocks.length >= MOST_INTERFACES) {
      return `${this.next} describes one more than ${MOST_INTERFACES} interfaces`
    }
    let resolution = 6
    let offsetSeconds = 0n
    let name: string | null = null
    eachOption(view, at + 8, to, little, (code, from, length) => {
      if (code === 2) name = optionText(view, from, length)
      else if (code === 9 && length === 1) resolution = view.getUint8(from)
      else if (code === 14 && length === 8) offsetSeconds = view.getBigInt64(from, little)
    })
    const clock = new TickClock(resolution, offsetSeconds)
    const snapLength = view.getUint32(at + 4, little)
    this.clocks.push(clock)
    this.snapLengths.push(snapLength)
    this.sink.interfaceFound({
      linkType: view.getUint16(at, little),
      snapLength,
      name,
      timeUnit: clock.unit,
      ticksPerSecond: clock.ticksPerSecond,
    })
    return null
  }

  private statistics(view: DataView, at: number, to: number): void {
    const interfaceNumber = view.getUint32(at, this.little)
    if (interfaceNumber >= this.clocks.length) return
    eachOption(view, at + 12, to, this.little, (code, from, length) => {
      if (code === 5 && length === 8) {
        const packets = Number(view.getBigUint64(from, this.little))
        this.sink.dropped(this.before + interfaceNumber, packets)
      }
    })
  }

  private section(view: DataView, at: number, to: number): void {
    this.before += this.clocks.length
    this.clocks = []
    this.snapLengths = []
    const told: string[] = []
    eachOption(view, at + 16, to, this.little, (code, from, length) => {
      if (code >= 2 && code <= 4) told.push(optionText(view, from, length))
    })
    if (told.length > 0) this.sink.writtenBy(told.reverse().join('; '))
  }
}
