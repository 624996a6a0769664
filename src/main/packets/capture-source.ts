import type { FileHandle } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { Damage } from '../../shared/evidence/evidence'
import { ZstdUnpacker } from '../evidence/containers/zstd'
import { isZstd } from '../evidence/containers/zstd-frame'
import { isGzip } from '../evidence/gzip-header'
import { createInflater, GzipError } from '../evidence/inflate'
import { endsEarly, salvageGzip } from './gzip-salvage'
import { openUntouched } from './open-untouched'

/** What is worked through without a pause; even of the smallest packets a few milliseconds' worth. */
const READ_BYTES = 1 << 18
/** Two kilobytes of gzip hold at most two megabytes. */
const GZIP_STEP_BYTES = 1 << 11
/** Of zstd, of which a block of 128 kB may take a few bytes, a few blocks at most. */
const ZSTD_STEP_BYTES = 1 << 8
/** After so long other work of the process gets its turn. */
const STEP_MS = 8

export interface ByteTaker {
  /** Takes unpacked bytes, which are only valid during the call. */
  take(bytes: Uint8Array): void
  /** Called between two pieces; the next waits for it. False when nothing more is wanted. */
  next(bytesOnDisk: number): Promise<boolean>
}

export interface SourceReading {
  /** Whether the file is compressed, so that places in its content are none in the file. */
  readonly packed: boolean
  /** Of the file on disk. */
  readonly sizeBytes: number
  /** What is wrong with the compression; null when nothing is, or when there is none. */
  readonly damage: Damage | null
}

/**
 * Reads a file, unpacked when it is compressed with gzip or zstd, in pieces that keep the event loop free.
 * @throws what opening or reading throws, and what the taker throws
 */
export async function readUnpacked(path: string | Buffer, taker: ByteTaker): Promise<SourceReading> {
  const file = await openUntouched(path)
  try {
    const head = new Uint8Array(16)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const { size: sizeBytes } = await file.stat()
    const compression = compressionOf(head.subarray(0, bytesRead))
    const read = compression === 'gzip' ? readGzip : compression === 'zstd' ? readZstd : readPlain
    return { packed: compression !== null, sizeBytes, damage: await read(file, taker) }
  } finally {
    await file.close()
  }
}

/** What the first 16 bytes of a file say of its compression. */
export function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | null {
  return isGzip(head) ? 'gzip' : isZstd(head) ? 'zstd' : null
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

async function readGzip(file: FileHandle, taker: ByteTaker): Promise<Damage | null> {
  const inflater = createInflater()
  const rest = resting(taker)
  let offset = 0
  let unpacked = 0
  const sink = (bytes: Uint8Array) => {
    unpacked += bytes.length
    taker.take(bytes)
  }
  try {
    for await (const step of stepsOf(file, GZIP_STEP_BYTES)) {
      await inflater.push(step, sink)
      offset += step.length
      if (!(await rest(offset))) return null
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

async function readZstd(file: FileHandle, taker: ByteTaker): Promise<Damage | null> {
  const unpacker = await ZstdUnpacker.create(() => {})
  const rest = resting(taker)
  const sink = (bytes: Uint8Array) => taker.take(bytes)
  for await (const step of stepsOf(file, ZSTD_STEP_BYTES)) {
    unpacker.push(step, sink)
    // What follows a gap in a capture can't be read, so there is no use in looking for more frames.
    if (!(await rest(unpacker.consumed)) || unpacker.damage) return unpacker.damage
  }
  unpacker.end()
  return unpacker.damage
}

/** The file in pieces of so many bytes; each is only valid until the next. */
async function* stepsOf(file: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(READ_BYTES)
  for (let offset = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, offset)
    if (bytesRead === 0) return
    for (let at = 0; at < bytesRead; at += bytes) yield buffer.subarray(at, Math.min(bytesRead, at + bytes))
    offset += bytesRead
  }
}

/** The taker's next, which lets other work of the process have its turn when it is time. */
function resting(taker: ByteTaker): ByteTaker['next'] {
  let since = performance.now()
  return async (bytesOnDisk) => {
    if (performance.now() - since > STEP_MS) {
      await setImmediate()
      since = performance.now()
    }
    return taker.next(bytesOnDisk)
  }
}
