import { createHash, type Hash } from 'node:crypto'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { openEvidence } from './open-evidence'

/** Gzip files that differ do so in their last eight bytes, logs in their first lines. */
const SAMPLE_BYTES = 4096

export interface DigestTarget {
  readonly absolutePath: string | Buffer
  readonly sizeBytes: number
  readonly modifiedMs: number
}

/** SHA-256 of the first and last bytes: of files of one size, those with different samples differ. */
export function sampleDigest(target: DigestTarget, buffer: Uint8Array): string | null {
  return digestOf(target, (fd, hash) => {
    const { sizeBytes } = target
    for (const at of sizeBytes > SAMPLE_BYTES ? [0, Math.max(SAMPLE_BYTES, sizeBytes - SAMPLE_BYTES)] : [0]) {
      hash.update(buffer.subarray(0, readSync(fd, buffer, 0, SAMPLE_BYTES, at)))
    }
  })
}

/**
 * SHA-256 of a file as lower-case hex.
 * @param throwIfCancelled called for every piece of it
 */
export function fileDigest(
  target: DigestTarget,
  buffer: Uint8Array,
  throwIfCancelled: () => void,
): string | null {
  return digestOf(target, (fd, hash) => {
    for (let at = 0; ; ) {
      throwIfCancelled()
      const length = readSync(fd, buffer, 0, buffer.length, at)
      if (length === 0) return
      hash.update(buffer.subarray(0, length))
      at += length
    }
  })
}

/** Null when the file can't be read, or is not as it was listed. */
function digestOf(target: DigestTarget, read: (fd: number, hash: Hash) => void): string | null {
  let fd: number
  try {
    fd = openEvidence(target.absolutePath)
  } catch {
    return null
  }
  try {
    const hash = createHash('sha256')
    read(fd, hash)
    const { size, mtimeMs } = fstatSync(fd)
    return size === target.sizeBytes && mtimeMs === target.modifiedMs ? hash.digest('hex') : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return null
  } finally {
    closeSync(fd)
  }
}
