import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { open, statfs } from 'node:fs/promises'
import type { Damage } from '../../shared/evidence/evidence'
import { recoverGzip } from '../evidence/gzip-recovery'
import { createInflater, GzipError } from '../evidence/inflate'

const READ_BYTES = 1 << 18
/** Share of the free disk space that an unpacked capture may take; its flows need room as well. */
const SHARE_OF_FREE = 0.5

export interface UnpackOptions {
  readonly source: string
  /** Is made; must not exist. */
  readonly target: string
  readonly signal: AbortSignal | undefined
  /** Told the packed bytes that were read. */
  readonly onProgress: (bytes: number) => void
}

/** The unpacked capture would fill the disk. */
export class TooLargeError extends Error {
  constructor(readonly limitBytes: number) {
    super(`Unpacked it takes more than ${limitBytes} bytes`)
  }
}

/**
 * Unpacks a gzip-compressed capture into a file. What a damaged one still holds is unpacked too.
 * @returns what is wrong with the gzip stream, null when nothing is
 * @throws TooLargeError when the file would take more than half of the free space
 */
export async function unpackCapture(options: UnpackOptions): Promise<Damage | null> {
  const source = await open(options.source, 'r')
  const target = openSync(options.target, 'wx', 0o600)
  const inflater = createInflater()
  try {
    const room = await statfs(options.target)
    const limit = Math.floor(room.bavail * room.bsize * SHARE_OF_FREE)
    let written = 0
    const sink = (bytes: Uint8Array) => {
      if (written + bytes.length > limit) throw new TooLargeError(limit)
      for (let at = 0; at < bytes.length; ) at += writeSync(target, bytes, at)
      written += bytes.length
    }
    try {
      const buffer = new Uint8Array(READ_BYTES)
      for (let at = 0; ; ) {
        options.signal?.throwIfAborted()
        const { bytesRead } = await source.read(buffer, 0, READ_BYTES, at)
        if (bytesRead === 0) break
        await inflater.push(buffer.subarray(0, bytesRead), sink)
        at += bytesRead
        options.onProgress(at)
      }
      await inflater.end(sink)
      return null
    } catch (error) {
      if (!(error instanceof GzipError)) throw error
      return recoverGzip((bytes, at) => readSync(source.fd, bytes, 0, bytes.length, at), written, sink)
    }
  } finally {
    inflater.close()
    closeSync(target)
    await source.close()
  }
}
