import type { CaptureFault } from './capture-fault'
import { type CaptureHeader, PCAP_HEADER_BYTES, readCaptureHeader } from './capture-header'
import type { PacketSink } from './packet-sink'
import { PcapRecords } from './pcap-records'
import { PcapngBlocks } from './pcapng-blocks'
import type { RecordReader } from './record-reader'

/** The version of pcap that everything writes, and libpcap's limit. */
const PCAP_MAJOR = 2
const PCAP_MINOR = 4

/**
 * Reads a capture out of pieces of any size, as they come. Of a record that lies in two pieces it
 * keeps a copy until the rest is there: 16 MB at most, which is the largest block there is.
 */
export class CaptureStream {
  /** Null until its bytes were there, and when the file is no capture. */
  header: CaptureHeader | null = null
  /** Set when nothing more can be read, which may be long before the end. */
  fault: CaptureFault | null = null
  /** Why the file is none that can be read; then it holds no packet. */
  refusal: string | null = null
  private reader: RecordReader | null = null
  private kept = new Uint8Array(4096)
  private keptLength = 0
  private need = PCAP_HEADER_BYTES
  /** Of the first byte that is not read yet. */
  private offset = 0

  constructor(private readonly sink: PacketSink) {}

  get finished(): boolean {
    return this.fault !== null || this.refusal !== null
  }

  /** Takes the next bytes; they are only used during the call. */
  push(bytes: Uint8Array): void {
    let at = 0
    while (this.keptLength > 0 && at < bytes.length && !this.finished) {
      const taken = Math.min(this.need - this.keptLength, bytes.length - at)
      this.keep(bytes, at, at + taken)
      at += taken
      if (this.keptLength < this.need) return
      const read = this.read(this.kept, 0, this.keptLength)
      this.kept.copyWithin(0, read, this.keptLength)
      this.keptLength -= read
    }
    if (at >= bytes.length || this.finished) return
    const read = this.read(bytes, at, bytes.length)
    if (!this.finished) this.keep(bytes, read, bytes.length)
  }

  /** There is nothing more. */
  end(): void {
    if (this.finished) return
    if (this.reader) {
      if (this.keptLength > 0) this.fault = { kind: 'truncated', atByte: this.offset, what: this.reader.next }
      return
    }
    this.header = readCaptureHeader(this.kept.subarray(0, this.keptLength))
    this.refusal = this.header ? CUT_HEADER : NO_CAPTURE
    if (this.header) this.fault = { kind: 'truncated', atByte: this.keptLength, what: 'its header' }
  }

  /** Returns up to where the bytes were read. */
  private read(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    if (!this.reader) {
      if (to - from < PCAP_HEADER_BYTES) return from
      at += this.begin(bytes.subarray(from, to))
      if (!this.reader) return from
      this.offset += at - from
    }
    const reader = this.reader as RecordReader
    const end = reader.read(bytes, at, to, this.offset)
    this.offset += end - at
    this.need = reader.need
    this.fault = reader.fault
    return end
  }

  /** Looks at the first bytes; returns how many of them are the header. */
  private begin(bytes: Uint8Array): number {
    const header = readCaptureHeader(bytes)
    this.header = header
    if (!header) {
      this.refusal = NO_CAPTURE
      return 0
    }
    if (header.format === 'pcapng') {
      this.reader = new PcapngBlocks(this.sink)
      return 0
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const little = header.byteOrder === 'little'
    const [major, minor] = [view.getUint16(4, little), view.getUint16(6, little)]
    if (major !== PCAP_MAJOR || minor > PCAP_MINOR) {
      this.refusal = `The file says that it is of pcap version ${major}.${minor}; there are none after 2.4, so what follows can't be trusted. Look for another copy of the capture.`
      return 0
    }
    this.reader = new PcapRecords(header, minor, this.sink)
    return PCAP_HEADER_BYTES
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    const length = this.keptLength + to - from
    if (length > this.kept.length) {
      const larger = new Uint8Array(Math.max(length, this.need))
      larger.set(this.kept.subarray(0, this.keptLength))
      this.kept = larger
    }
    this.kept.set(bytes.subarray(from, to), this.keptLength)
    this.keptLength = length
  }
}

const CUT_HEADER =
  'The file ends inside its own header, so it holds no packet. Look for another copy of the capture.'
export const NO_CAPTURE = 'The file is no packet capture: it begins like neither pcap nor pcapng.'
