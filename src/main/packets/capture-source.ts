import type { FileHandle } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { Damage } from '../../shared/evidence/evidence'
import { isGzip } from '../evidence/gzip-header'
import { createInflater, GzipError } from '../evidence/inflate'
import { endsEarly, salvageGzip } from './gzip-salvage'
import { openUntouched } from './open-untouched'

/** What is worked through without a pause; even of the smallest packets a few milliseconds' worth. */
const READ_BYTES = 1 << 18
/** Two kilobytes of gzip hold at most two megabytes. */
const PACKED_STEP_BYTES = 1 << 11
/** After so long other work of the process gets its turn. */
const STEP_MS = 8

export interface ByteTaker {
  /** Takes unpacked bytes, which are only valid during the call. */
  take(bytes: Uint8Array): void
  /** Called between two pieces; the next waits for it. False when nothing more is wanted. */
  next(bytesOnDisk: number): Promise<boolean>
}

export interface SourceReading {
  readonly packed: boolean
  /** Of the file on disk. */
  readonly sizeBytes: number
  /** What is wrong with the gzip stream; null when nothing is, or when it is none. */
  readonly damage: Damage | null
}

/**
 * Reads a file, unpacked when it is gzip-compressed, in pieces that keep the event loop free.
 * @throws what opening or reading throws, and what the taker throws
 */
export async function readUnpacked(path: string | Buffer, taker: ByteTaker): Promise<SourceReading> {
  const file = await openUntouched(path)
  try {
    const head = new Uint8Array(16)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const { size: sizeBytes } = await file.stat()
    const packed = isGzip(head.subarray(0, bytesRead))
    const damage = packed ? await readPacked(file, taker) : await readPlain(file, taker)
    return { packed, sizeBytes, damage }
  } finally {
    await file.close()
  }
}

/** Reads ahead while a piece is taken. */
async function readPlain(file: FileHandle, taker: ByteTaker): Promise<null> {
  const buffers = [new Uint8Array(READ_BYTES), new Uint8Array(READ_BYTES)]
  let offset = 0
  let reading = file.read(buffers[0] as Uint8Array<ArrayBuffer>, 0, READ_BYTES, 0)
  try {
    for (let turn = 1; ; turn++) {
      const { buffer, bytesRead } = await reading
      if (bytesRead === 0) return null
      offset += bytesRead
      reading = file.read(buffers[turn % 2] as Uint8Array<ArrayBuffer>, 0, READ_BYTES, offset)
      taker.take(buffer.subarray(0, bytesRead))
      if (!(await taker.next(offset))) return null
    }
  } finally {
    // The file must not be closed under it; what it may throw was thrown already or is of no use.
    await reading.catch(() => {})
  }
}

async function readPacked(file: FileHandle, taker: ByteTaker): Promise<Damage | null> {
  const buffer = new Uint8Array(READ_BYTES)
  const inflater = createInflater()
  let offset = 0
  let unpacked = 0
  const sink = (bytes: Uint8Array) => {
    unpacked += bytes.length
    taker.take(bytes)
  }
  let since = performance.now()
  const rest = async (bytesOnDisk: number): Promise<boolean> => {
    if (performance.now() - since > STEP_MS) {
      await setImmediate()
      since = performance.now()
    }
    return taker.next(bytesOnDisk)
  }
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES, offset)
      if (bytesRead === 0) break
      for (let at = 0; at < bytesRead; at += PACKED_STEP_BYTES) {
        const step = buffer.subarray(at, Math.min(bytesRead, at + PACKED_STEP_BYTES))
        await inflater.push(step, sink)
        if (!(await rest(offset + at + step.length))) return null
      }
      offset += bytesRead
    }
    await inflater.end(sink)
    return null
  } catch (error) {
    if (!(error instanceof GzipError)) throw error
    // At its end zlib has given all there is; in the middle it keeps what it has just unpacked.
    if (error.code === 'Z_BUF_ERROR') return endsEarly(offset, unpacked)
    return salvageGzip(file, unpacked, sink, () => rest(offset))
  } finally {
    inflater.close()
  }
}
