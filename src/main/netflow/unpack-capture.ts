import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Damage } from '../../shared/evidence/evidence'
import { recoverGzip } from '../evidence/gzip-recovery'
import { createInflater, GzipError } from '../evidence/inflate'

const READ_BYTES = 1 << 18
export interface UnpackOptions {
  readonly source: string
  /** Is made; must not exist. */
  readonly target: string
  /** The most that the unpacked capture may take. */
  readonly limitBytes: number
  readonly signal: AbortSignal | undefined
  /** Told the packed bytes that were read. */
  readonly onProgress: (bytes: number) => void
}

/** The unpacked capture takes more than it may. */
export class TooLargeError extends Error {
  constructor(readonly limitBytes: number) {
    super(`Unpacked it takes more than ${limitBytes} bytes`)
  }
}

/**
 * Unpacks a gzip-compressed capture into a file. What a damaged one still holds is unpacked too.
 * @returns what is wrong with the gzip stream, null when nothing is
 * @throws TooLargeError
 */
export async function unpackCapture(options: UnpackOptions): Promise<Damage | null> {
  const source = await open(options.source, 'r')
  const target = openSync(options.target, 'wx', 0o600)
  const inflater = createInflater()
  try {
    let written = 0
    const sink = (bytes: Uint8Array) => {
      if (written + bytes.length > options.limitBytes) throw new TooLargeError(options.limitBytes)
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
