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
 * Unpacks deflate data (RFC 1951, without any wrapping) that comes in pieces. Unlike zlib's streams it
 * hands out all that stands before a fault.
 */
export class RawInflater {
  private readonly inflate = new Inflate({ raw: true, chunkSize: READ_BYTES })
  private readonly inside = this.inflate as unknown as PakoInside
  private faulty: string | null = null

  /** @param sink takes what is unpacked, and how many bytes of the piece at hand that took */
  constructor(private readonly sink: (unpacked: Uint8Array, taken: number) => void) {
    this.inflate.onData = (chunk) => sink(chunk as Uint8Array, this.inside.strm.next_in)
    // Without this pako would keep every chunk to join them at the end.
    this.inflate.onEnd = () => {}
  }

  /** The data has come to its end, or to a fault. */
  get ended(): boolean {
    return this.inside.ended
  }

  /** Why it can't be unpacked further; null while it can. */
  get fault(): string | null {
    return this.faulty
  }

  /** @returns how many bytes of the piece were taken: all of them, before the end */
  push(piece: Uint8Array): number {
    const ok = this.inflate.push(piece, false)
    const taken = piece.length - this.inside.strm.avail_in
    if (!ok) {
      this.faulty = `its data can't be unpacked (${this.inside.strm.msg})`
      this.handPending(taken)
    }
    return taken
  }

  /** There is no more input. */
  cutOff(): void {
    this.faulty = 'its data ends early'
    this.handPending(0)
  }

  private handPending(taken: number): void {
    const { strm } = this.inside
    if (strm.next_out > 0) this.sink(strm.output.subarray(0, strm.next_out), taken)
  }
}

/**
 * Unpacks deflate data of a file.
 * @param to the first byte that belongs to it no more
 */
export function inflateRaw(window: FileWindow, from: number, to: number, sink: PlacedSink): RawReading {
  let at = from
  const inflater = new RawInflater((unpacked, taken) => sink(unpacked, at + taken))
  while (!inflater.ended) {
    const input = window.at(at, Math.min(READ_BYTES, to - at))
    if (input.length === 0) {
      inflater.cutOff()
      break
    }
    at += inflater.push(input)
  }
  return { end: at, fault: inflater.fault }
}
