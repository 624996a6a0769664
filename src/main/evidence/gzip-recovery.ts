import { Inflate } from 'pako'
import type { Damage } from '../../shared/evidence/evidence'
import type { ByteSink } from './inflate'

const READ_BYTES = 1 << 16

/** What pako keeps of a stream that failed: where it stopped, and output not handed out yet. */
interface PakoInside {
  readonly strm: {
    readonly avail_in: number
    readonly next_out: number
    readonly output: Uint8Array
    readonly msg: string
  }
}

/**
 * Unpacks a damaged gzip file again with pako, which keeps its output and position where zlib only
 * throws, and hands on what comes after `delivered` bytes.
 * @param read fills a buffer from an offset of the file and returns the number of bytes, 0 at the end
 * @returns what is wrong, at the byte of the file where reading had to stop
 */
export function recoverGzip(
  read: (buffer: Uint8Array, at: number) => number,
  delivered: number,
  sink: ByteSink,
): Damage {
  const inflate = new Inflate({ windowBits: 31, chunkSize: READ_BYTES })
  let skip = delivered
  let unpacked = 0
  const hand = (bytes: Uint8Array) => {
    unpacked += bytes.length
    const taken = Math.min(skip, bytes.length)
    skip -= taken
    if (taken < bytes.length) sink(bytes.subarray(taken))
  }
  inflate.onData = (chunk) => hand(chunk as Uint8Array)
  // Without this pako would keep every chunk to join them at the end.
  inflate.onEnd = (status) => {
    inflate.err = status
  }
  const buffer = new Uint8Array(READ_BYTES)
  let at = 0
  for (;;) {
    const length = read(buffer, at)
    if (length === 0) {
      return {
        kind: 'truncated',
        atByte: at,
        message: `gzip stream ends early, after ${unpacked} unpacked bytes`,
      }
    }
    const ok = inflate.push(buffer.slice(0, length), false)
    at += length
    if (!ok || inflate.err) {
      const { strm } = inflate as unknown as PakoInside
      const pending = strm.output.subarray(0, strm.next_out)
      if (pending.length > 0) hand(pending)
      return damageFrom(strm.msg, at - strm.avail_in, unpacked)
    }
  }
}

function damageFrom(zlibMessage: string, stoppedAt: number, unpacked: number): Damage {
  if (zlibMessage === 'incorrect header check' && unpacked > 0) {
    // The two bytes that are no gzip header have been taken already.
    return {
      kind: 'trailing-garbage',
      atByte: stoppedAt - 2,
      message: 'bytes after the end of the gzip data are no gzip member',
    }
  }
  return {
    kind: 'corrupt',
    atByte: stoppedAt,
    message: `gzip: ${zlibMessage}; ${unpacked} unpacked bytes could be read`,
  }
}
