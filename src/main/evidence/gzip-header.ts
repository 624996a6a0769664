import type { GzipOrigin } from '../../shared/evidence/evidence'

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

const FLAG_EXTRA = 4
const FLAG_NAME = 8

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

function storedName(bytes: Uint8Array, flags: number): string | null {
  let at = 10
  if (flags & FLAG_EXTRA) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  const end = bytes.indexOf(0, at)
  // ISO 8859-1 by RFC 1952; a name that does not end within these bytes is not worth having.
  return end < 0 ? null : String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 255)))
}
