import type { FileHandle } from 'node:fs/promises'
import type { Damage } from '../../shared/evidence/evidence'
import {
  type CaptureHeader,
  PCAP_HEADER_BYTES,
  PCAPNG_SECTION_HEADER,
  sectionByteOrder,
} from './capture-header'

const WINDOW_BYTES = 1 << 18
/** The most that libpcap reads as one packet, whatever the snapshot length says (MAXIMUM_SNAPLEN). */
const LARGEST_PACKET = 262_144
/** The largest block that libpcap reads (MAX_BLOCKSIZE in its sf-pcapng.c). */
const LARGEST_BLOCK = 16 * 1024 * 1024
/** Type, total length, and of a section header also the byte order. */
const BLOCK_HEAD_BYTES = 12

type CaptureFault = Pick<Damage, 'kind' | 'atByte' | 'message'>

/** The part of a file that was read last. */
class FileWindow {
  private readonly buffer = new Uint8Array(WINDOW_BYTES)
  private from = 0
  private to = 0

  constructor(
    private readonly file: FileHandle,
    readonly size: number,
  ) {}

  /** A view whose byte 0 is byte `at` of the file, or null when the file has no `length` bytes there. */
  async view(at: number, length: number): Promise<DataView | null> {
    if (at + length > this.size) return null
    if (at < this.from || at + length > this.to) {
      const { bytesRead } = await this.file.read(this.buffer, 0, WINDOW_BYTES, at)
      this.from = at
      this.to = at + bytesRead
      if (bytesRead < length) return null
    }
    return new DataView(this.buffer.buffer, at - this.from, length)
  }
}

/** The first packet (pcap) or block (pcapng) that can't be read as a whole; null when there is none. */
export function findCaptureDamage(
  file: FileHandle,
  size: number,
  header: CaptureHeader,
): Promise<CaptureFault | null> {
  const window = new FileWindow(file, size)
  return header.format === 'pcap' ? findInPcap(window, header) : findInPcapng(window)
}

async function findInPcap(window: FileWindow, header: CaptureHeader): Promise<CaptureFault | null> {
  let packet = 1
  for (let at = PCAP_HEADER_BYTES; at < window.size; packet++) {
    const head = await window.view(at, header.recordHeaderBytes)
    if (!head) return cutOff(`packet ${packet}`, at, window.size)
    const captured = head.getUint32(8, header.byteOrder === 'little')
    if (captured > LARGEST_PACKET) {
      return corrupt(`packet ${packet} claims ${captured} bytes, more than any packet has`, at, window.size)
    }
    const next = at + header.recordHeaderBytes + captured
    if (next > window.size) return cutOff(`packet ${packet}`, at, window.size)
    at = next
  }
  return null
}

async function findInPcapng(window: FileWindow): Promise<CaptureFault | null> {
  let little = false
  let block = 1
  for (let at = 0; at < window.size; block++) {
    const head = await window.view(at, BLOCK_HEAD_BYTES)
    if (!head) return cutOff(`block ${block}`, at, window.size)
    if (head.getUint32(0) === PCAPNG_SECTION_HEADER) {
      const order = sectionByteOrder(head, 0)
      if (!order) return corrupt(`section header ${block} has no byte order`, at, window.size)
      little = order === 'little'
    }
    const length = head.getUint32(4, little)
    if (length < BLOCK_HEAD_BYTES || length % 4 !== 0 || length > LARGEST_BLOCK) {
      return corrupt(`block ${block} claims ${length} bytes, which no block has`, at, window.size)
    }
    if (at + length > window.size) return cutOff(`block ${block}`, at, window.size)
    const tail = await window.view(at + length - 4, 4)
    if (tail?.getUint32(0, little) !== length) {
      return corrupt(`the two lengths of block ${block} differ`, at, window.size)
    }
    at += length
  }
  return null
}

function cutOff(what: string, at: number, size: number): CaptureFault {
  return {
    kind: 'truncated',
    atByte: at,
    message: `The capture is cut off in ${what}, which begins at byte ${at} of ${size}.`,
  }
}

function corrupt(what: string, at: number, size: number): CaptureFault {
  return {
    kind: 'corrupt',
    atByte: at,
    message: `The capture is damaged at byte ${at} of ${size}: ${what}.`,
  }
}
