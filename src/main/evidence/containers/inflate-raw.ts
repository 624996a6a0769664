import { Inflate } from 'pako'
import type { FileWindow } from '../file-window'

const READ_BYTES = 1 << 16

/** What pako keeps of a stream that stopped: how much input it left, and output not handed out yet. */
interface PakoInside {
  readonly ended: boolean
  readonly strm: {
    readonly next_in: number
    readonly avail_in: number
    readonly next_out: number
    readonly output: Uint8Array
    readonly msg: string
  }
}

/** Takes unpacked bytes, valid during the call only, and how far in the file they reach. */
export type PlacedSink = (bytes: Uint8Array, end: number) => void

export interface RawReading {
  /** The first byte that was not read, or could not be. */
  readonly end: number
  /** Why it ended before its end; null when it is whole. */
  readonly fault: string | null
}

/**
 * Unpacks deflate data (RFC 1951) without any wrapping.
 * @param to the first byte that belongs to it no more
 */
export function inflateRaw(window: FileWindow, from: number, to: number, sink: PlacedSink): RawReading {
  const inflate = new Inflate({ raw: true, chunkSize: READ_BYTES })
  const inside = inflate as unknown as PakoInside
  let at = from
  inflate.onData = (chunk) => sink(chunk as Uint8Array, at + inside.strm.next_in)
  // Without this pako would keep every chunk to join them at the end.
  inflate.onEnd = () => {}
  const handPending = () => {
    const { strm } = inside
    if (strm.next_out > 0) sink(strm.output.subarray(0, strm.next_out), at)
  }
  while (!inside.ended) {
    const input = window.at(at, Math.min(READ_BYTES, to - at))
    if (input.length === 0) {
      handPending()
      return { end: at, fault: 'its data ends early' }
    }
    const ok = inflate.push(input, false)
    at += input.length - inside.strm.avail_in
    if (!ok) {
      handPending()
      return { end: at, fault: `its data can't be unpacked (${inside.strm.msg})` }
    }
  }
  return { end: at, fault: null }
}
