import { Inflate } from 'pako'
import { crc32 } from './crc32'
import type { FileWindow } from './file-window'

const READ_BYTES = 1 << 16
/** Checksum and length, behind the compressed data. */
export const TRAILER_BYTES = 8
/** As far as data can refer back. */
const ZEROS = new Uint8Array(1 << 15)

/** What ended the reading of a member before it was found to be whole and right. */
export type MemberFault =
  /** The file ends inside of it. */
  | { readonly kind: 'cut' }
  /** zlib's own words on what it could not unpack. */
  | { readonly kind: 'data'; readonly message: string }
  /** All of it was unpacked, but is not what was packed. */
  | { readonly kind: 'checksum' | 'length' }

export interface MemberReading {
  /** The first byte of the file that was not read, or could not be. */
  readonly end: number
  readonly unpacked: number
  readonly fault: MemberFault | null
}

/** Takes unpacked bytes, valid during the call only, and how far in the file they reach. */
export type MemberSink = (bytes: Uint8Array, end: number) => void

/** What pako keeps of a stream that stopped: how much input it left, and output not handed out yet. */
interface PakoInside {
  readonly strm: {
    readonly next_in: number
    readonly avail_in: number
    readonly next_out: number
    readonly output: Uint8Array
    readonly msg: string
  }
}

/**
 * Unpacks one member of a gzip file with pako, which keeps its output and position where zlib only
 * throws, and checks its length and checksum (RFC 1952, section 2.3.1).
 * @param dataAt where its compressed data begins, behind the header
 * @param before what stands for bytes before the first one, if data refers to such: then it is
 *   damaged, but gzip(1) reads on, and what it prints is not to be missing here
 */
export function readMember(
  window: FileWindow,
  dataAt: number,
  sink: MemberSink,
  before: 'error' | 'zeros',
): MemberReading {
  const inflate = new Inflate({
    raw: true,
    chunkSize: READ_BYTES,
    ...(before === 'zeros' && { dictionary: ZEROS }),
  })
  let checksum = 0
  let unpacked = 0
  let at = dataAt
  const { strm } = inflate as unknown as PakoInside
  const hand = (bytes: Uint8Array, end: number) => {
    checksum = crc32(bytes, checksum)
    unpacked += bytes.length
    sink(bytes, end)
  }
  inflate.onData = (chunk) => hand(chunk as Uint8Array, at + strm.next_in)
  // Without this pako would keep every chunk to join them at the end.
  inflate.onEnd = () => {}
  const handPending = () => {
    if (strm.next_out > 0) hand(strm.output.subarray(0, strm.next_out), at)
  }
  for (let whole = false; !whole; ) {
    const input = window.at(at, READ_BYTES)
    if (input.length === 0) {
      handPending()
      return { end: at, unpacked, fault: { kind: 'cut' } }
    }
    const ok = inflate.push(input, false)
    at += input.length - strm.avail_in
    if (!ok) {
      handPending()
      return { end: at, unpacked, fault: { kind: 'data', message: strm.msg } }
    }
    whole = (inflate as unknown as { readonly ended: boolean }).ended
  }
  const trailer = window.at(at, TRAILER_BYTES)
  const end = at + trailer.length
  if (trailer.length < TRAILER_BYTES) return { end, unpacked, fault: { kind: 'cut' } }
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES)
  if (view.getUint32(0, true) !== checksum) return { end, unpacked, fault: { kind: 'checksum' } }
  if (view.getUint32(4, true) !== unpacked % 2 ** 32) return { end, unpacked, fault: { kind: 'length' } }
  return { end, unpacked, fault: null }
}
