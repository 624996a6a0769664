import { closeSync, openSync, writeSync } from 'node:fs'
import type { Damage } from '../../shared/evidence/evidence'
import { readUnpacked } from '../packets/capture-source'

export interface UnpackOptions {
  readonly source: string | Buffer
  /** Is made; must not exist. */
  readonly target: string
  /** The most that the unpacked file may take. */
  readonly limitBytes: number
  readonly signal: AbortSignal | undefined
  /** Told the packed bytes that were read. */
  readonly onProgress: (bytes: number) => void
}

/** The unpacked file takes more than it may. */
export class TooLargeError extends Error {
  constructor(readonly limitBytes: number) {
    super(`Unpacked it takes more than ${limitBytes} bytes`)
  }
}

/**
 * Unpacks a file that is compressed with gzip or zstd into another. What a damaged one still holds is unpacked too.
 * @returns what is wrong with the compression, null when nothing is
 * @throws TooLargeError
 */
export async function unpackCapture(options: UnpackOptions): Promise<Damage | null> {
  const { source, limitBytes, signal, onProgress } = options
  const target = openSync(options.target, 'wx', 0o600)
  try {
    let written = 0
    const { damage } = await readUnpacked(source, {
      take(bytes) {
        if (written + bytes.length > limitBytes) throw new TooLargeError(limitBytes)
        for (let at = 0; at < bytes.length; ) at += writeSync(target, bytes, at)
        written += bytes.length
      },
      async next(bytesOnDisk) {
        signal?.throwIfAborted()
        onProgress(bytesOnDisk)
        return true
      },
    })
    return damage
  } finally {
    closeSync(target)
  }
}
