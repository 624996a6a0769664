import type { GzipOrigin } from '../../shared/evidence/evidence'
import { crc32 } from './crc32'

/** RFC 1952, section 2.3.1: the file system on which the member was made. */
const MADE_ON: readonly string[] = [
  'FAT',
  'Amiga',
  'VMS',
  'Unix',
  'VM/CMS',
  'Atari TOS',
  'HPFS',
  'Macintosh',
  'Z-System',
  'CP/M',
  'TOPS-20',
  'NTFS',
  'QDOS',
  'Acorn RISCOS',
]

const FLAG_HEADER_CHECKSUM = 2
const FLAG_EXTRA = 4
const FLAG_NAME = 8
const FLAG_COMMENT = 16
const RESERVED_FLAGS = 0xe0
const FIXED_BYTES = 10

/** Enough for every header but one made to be longer than any program writes. */
export const LONGEST_HEADER = 1 << 17

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/** Reads the header of the first member from the first bytes of a gzip file; null when it is none. */
export function readGzipOrigin(bytes: Uint8Array): GzipOrigin | null {
  if (!isGzip(bytes) || bytes.length < 10) return null
  const flags = bytes[3] as number
  const modified = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(4, true)
  const system = bytes[9] as number
  return {
    madeOn: MADE_ON[system] ?? (system === 255 ? 'unknown' : `system ${system}`),
    storedName: flags & FLAG_NAME ? storedName(bytes, flags) : null,
    modified: modified === 0 ? null : modified,
  }
}

/** Length of the member's header that the bytes begin with; null when they begin with none, or not with all of it. */
export function gzipHeaderLength(bytes: Uint8Array): number | null {
  if (!isGzip(bytes) || bytes.length < FIXED_BYTES) return null
  const flags = bytes[3] as number
  return flags & RESERVED_FLAGS ? null : lengthWith(flags, bytes)
}

/** Whether the header of this length carries a checksum of its own that is not its. */
export function headerChecksumWrong(bytes: Uint8Array, length: number): boolean {
  if (!((bytes[3] as number) & FLAG_HEADER_CHECKSUM)) return false
  const told = (bytes[length - 2] as number) | ((bytes[length - 1] as number) << 8)
  return told !== (crc32(bytes.subarray(0, length - 2)) & 0xffff)
}

/**
 * The lengths that a header may have of which some of the first bytes are wrong, the likeliest
 * first; none when no more than one of the three that tell a gzip file is right.
 */
export function possibleHeaderLengths(bytes: Uint8Array): readonly number[] {
  const right = [0x1f, 0x8b, 8].filter((byte, at) => bytes[at] === byte).length
  if (right < 2) return []
  const lengths = new Set<number>()
  const all = FLAG_HEADER_CHECKSUM | FLAG_EXTRA | FLAG_NAME | FLAG_COMMENT
  const told = (bytes[3] ?? 0) & all
  for (let wrong = 0; wrong <= all; wrong += FLAG_HEADER_CHECKSUM) {
    const length = lengthWith(told ^ wrong, bytes)
    if (length !== null) lengths.add(length)
  }
  return [...lengths]
}

function lengthWith(flags: number, bytes: Uint8Array): number | null {
  let at = FIXED_BYTES
  if (flags & FLAG_EXTRA) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  for (const text of [FLAG_NAME, FLAG_COMMENT]) {
    if (!(flags & text)) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) return null
    at = end + 1
  }
  if (flags & FLAG_HEADER_CHECKSUM) at += 2
  return at <= bytes.length ? at : null
}

function storedName(bytes: Uint8Array, flags: number): string | null {
  let at = 10
  if (flags & FLAG_EXTRA) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  const end = bytes.indexOf(0, at)
  // ISO 8859-1 by RFC 1952; a name that does not end within these bytes is not worth having.
  return end < 0 ? null : String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 255)))
}
