import { FileWindow, type ReadAt } from './file-window'
import { gzipHeaderLength, LONGEST_HEADER, possibleHeaderLengths } from './gzip-header'
import { readMember } from './gzip-member'

const MAGIC = Buffer.of(0x1f, 0x8b, 8)
const STEP_BYTES = 1 << 16
/**
 * What gives so many bytes without an error is a member, whole or not: other bytes do not get past
 * some dozens, as a reference to more than has been unpacked is an error.
 */
const CONVINCING_BYTES = 1024
/** By chance the three bytes stand once in 16 MiB; a file with so many that begin no member was made so. */
const FALSE_STARTS = 10_000
/** Where else than at its beginning a gzip file may begin; whatever has a member further in is something else. */
const FRONT_BYTES = 1 << 20

export interface FoundMember {
  readonly at: number
  /** Where its compressed data begins. */
  readonly dataAt: number
}

/**
 * Finds the first member that begins at `from` or behind it, by really unpacking what begins like
 * one: all of it, with its checksum, or enough of a longer one.
 * @returns null when there is none up to `to`, or too much looks like one
 */
export function findMember(
  window: FileWindow,
  from: number,
  to: number,
  throwIfCancelled: () => void,
): FoundMember | null {
  let falseStarts = 0
  for (let at = from; at < to; ) {
    throwIfCancelled()
    const bytes = window.at(at, STEP_BYTES)
    const hit = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(MAGIC)
    if (hit < 0) {
      if (bytes.length < STEP_BYTES) return null
      at += bytes.length - (MAGIC.length - 1)
      continue
    }
    at += hit
    const header = gzipHeaderLength(window.at(at, LONGEST_HEADER))
    if (header !== null && at < to) {
      if (unpacks(window, at + header)) return { at, dataAt: at + header }
      if (++falseStarts > FALSE_STARTS) return null
    }
    at++
  }
  return null
}

/** The member that the file begins with, also when bytes of its header are wrong; null when there is none. */
export function firstMember(window: FileWindow): FoundMember | null {
  const head = window.at(0, LONGEST_HEADER)
  const told = gzipHeaderLength(head)
  // Copied from the window before it moves.
  const possible = possibleHeaderLengths(head)
  const dataAt = possible.find((length) => unpacks(window, length)) ?? told
  return dataAt === null ? null : { at: 0, dataAt }
}

/**
 * The first member of a file that does not begin like one: some bytes of its header are wrong, or
 * others stand in front of it.
 * @param from 1 when what the file begins with is not it
 */
export function hiddenMember(read: ReadAt, from: number, throwIfCancelled: () => void): FoundMember | null {
  const window = new FileWindow(read)
  return (
    (from === 0 ? firstMember(window) : null) ??
    findMember(window, Math.max(1, from), FRONT_BYTES, throwIfCancelled)
  )
}

class Convinced extends Error {}

function unpacks(window: FileWindow, dataAt: number): boolean {
  let unpacked = 0
  try {
    const convince = (bytes: Uint8Array) => {
      unpacked += bytes.length
      if (unpacked >= CONVINCING_BYTES) throw new Convinced()
    }
    const { fault } = readMember(window, dataAt, convince, 'error')
    return fault === null && unpacked > 0
  } catch (error) {
    if (error instanceof Convinced) return true
    throw error
  }
}
