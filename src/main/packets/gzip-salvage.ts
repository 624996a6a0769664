import type { FileHandle } from 'node:fs/promises'
import { Inflate } from 'pako'
import type { Damage } from '../../shared/evidence/evidence'
import type { ByteSink } from '../evidence/inflate'

/** Holds at most two megabytes. */
const READ_BYTES = 1 << 11

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
 * Unpacks a gzip file that zlib gave up once more, with pako, which keeps what it has unpacked when it
 * comes to the damage, and hands on what comes after `delivered` bytes. Rests after each step.
 * @returns what is wrong, at the byte of the file where unpacking had to stop
 */
export async function salvageGzip(
  file: FileHandle,
  delivered: number,
  sink: ByteSink,
  rest: () => Promise<boolean>,
): Promise<Damage | null> {
  const inflate = new Inflate({ windowBits: 31, chunkSize: 1 << 16 })
  let unpacked = 0
  const hand = (bytes: Uint8Array) => {
    const known = Math.max(0, Math.min(bytes.length, delivered - unpacked))
    unpacked += bytes.length
    if (known < bytes.length) sink(bytes.subarray(known))
  }
  inflate.onData = (chunk) => hand(chunk as Uint8Array)
  // Without this pako would keep every chunk to join them at the end.
  inflate.onEnd = (status) => {
    inflate.err = status
  }
  const buffer = new Uint8Array(READ_BYTES)
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, at)
    if (bytesRead === 0) return endsEarly(at, unpacked)
    const ok = inflate.push(buffer.slice(0, bytesRead), false)
    at += bytesRead
    if (ok && !inflate.err) {
      if (!(await rest())) return null
      continue
    }
    const { strm } = inflate as unknown as PakoInside
    if (strm.next_out > 0) hand(strm.output.subarray(0, strm.next_out))
    const stoppedAt = at - strm.avail_in
    if (strm.msg === 'incorrect header check' && unpacked > 0) {
      // The two bytes that are no gzip header have been taken already.
      const message = 'bytes after the end of the gzip data are no gzip member'
      return { kind: 'trailing-garbage', atByte: stoppedAt - 2, message }
    }
    const message = `gzip: ${strm.msg}; ${unpacked} unpacked bytes could be read`
    return { kind: 'corrupt', atByte: stoppedAt, message }
  }
}

export function endsEarly(atByte: number, unpacked: number): Damage {
  return { kind: 'truncated', atByte, message: `gzip stream ends early, after ${unpacked} unpacked bytes` }
}
