import type { CaptureFault } from './capture-fault'
import type { CaptureHeader } from './capture-header'
import type { PacketSink } from './packet-sink'
import { LARGEST_PACKET, type RecordReader } from './record-reader'

/** Reads the packets of a pcap file, after its header of 24 bytes. */
export class PcapRecords implements RecordReader {
  need: number
  fault: CaptureFault | null = null
  private readonly little: boolean
  private readonly fractionsPerMicro: number
  private readonly mostKept: number
  private packets = 0

  /** @param version minor number of the file's version: before 2.4 the lengths were in the other order */
  constructor(
    private readonly header: CaptureHeader,
    private readonly version: number,
    private readonly sink: PacketSink,
  ) {
    this.little = header.byteOrder === 'little'
    const nanos = header.timeUnit === 'nanoseconds'
    this.fractionsPerMicro = nanos ? 1000 : 1
    this.need = header.recordHeaderBytes
    this.mostKept = header.interfaces[0]?.snapLength || LARGEST_PACKET
    for (const { linkType, snapLength } of header.interfaces) {
      const ticksPerSecond = nanos ? 1e9 : 1e6
      sink.interfaceFound({ linkType, snapLength, name: null, timeUnit: header.timeUnit, ticksPerSecond })
    }
  }

  get next(): string {
    return `packet ${this.packets + 1}`
  }

  read(bytes: Uint8Array, from: number, to: number, offset: number): number {
    const { little, fractionsPerMicro, sink, version, mostKept } = this
    const headerBytes = this.header.recordHeaderBytes
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = from
    for (;;) {
      if (to - at < headerBytes) {
        this.need = headerBytes
        return at
      }
      let captured = view.getUint32(at + 8, little)
      let wireLength = view.getUint32(at + 12, little)
      if (version < 3 || (version === 3 && captured > wireLength)) {
        ;[captured, wireLength] = [wireLength, captured]
      }
      if (captured > LARGEST_PACKET) {
        const what = `${this.next} claims ${captured} bytes, more than any packet has`
        this.fault = { kind: 'corrupt', atByte: offset + at - from, what }
        return at
      }
      const begin = at + headerBytes
      const end = begin + captured
      if (end > to) {
        this.need = headerBytes + captured
        return at
      }
      // Like libpcap, which hands on no more of a packet than the header of the file allows.
      const kept = Math.min(captured, mostKept)
      const seconds = view.getUint32(at, little)
      const fraction = view.getUint32(at + 4, little)
      const part = fractionsPerMicro === 1 ? fraction : Math.floor(fraction / 1000)
      const micros = part < 1e6 ? seconds * 1e6 + part : Number.NaN
      this.packets++
      sink.packet(bytes, begin, begin + kept, wireLength, micros, 0)
      at = end
    }
  }
}
