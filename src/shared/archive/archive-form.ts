/**
 * The form of a case archive (NAME.flowcase). Numbers are unsigned, 32 bits, little-endian.
 *
 *   head    the line "flowcase-archive 1": the form and its version
 *   frames  each: what is in it (FRAME), its bytes as packed, its bytes unpacked, then the bytes, packed
 *           as zlib does (RFC 1950); the last one is FRAME.end
 *   seal    SHA-256 of all before it, as 64 hexadecimal digits, and a line feed
 *
 * So `head -c -65 NAME.flowcase | sha256sum` prints what `tail -c 65 NAME.flowcase` does.
 */
const NAME = 'flowcase-archive'

/** Of the form that is written. An archive of a later version is refused; earlier ones stay readable. */
export const ARCHIVE_VERSION = 1

export const ARCHIVE_ENDING = '.flowcase'

export const ARCHIVE_HEAD = `${NAME} ${ARCHIVE_VERSION}\n`

/** Bytes of the seal. */
export const SEAL_BYTES = 65

/** What lies in a frame. */
export const FRAME = {
  /** JSON of the case's record, and by what and when the archive was written. */
  head: 1,
  /** JSON of rows of one table. */
  rows: 2,
  /** A block of flows. */
  block: 3,
  /** JSON of how many rows of each table, blocks and flows came before. */
  end: 4,
} as const

/** Bytes before the packed ones of a frame. */
export const FRAME_HEAD_BYTES = 12

/** More than any frame that is written has, packed or unpacked. */
export const MOST_FRAME_BYTES = 256 * 2 ** 20

/** Bytes that are enough to tell the head of any version. */
export const HEAD_BYTES = 32

/** The version that the head of a file states; null when it is no archive at all. */
export function archiveVersion(begin: string): number | null {
  const digits = new RegExp(`^${NAME} ([1-9]\\d{0,8})\n`).exec(begin)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The seal of a file whose bytes before it have this hash, lower-case hexadecimal. */
export function sealOf(sha256: string): string {
  return `${sha256}\n`
}

/** The name of a case's archive, unless the examiner gives it another. */
export function archiveName(title: string): string {
  // Signs that file systems of other computers do not take.
  const plain = title.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '')
  return `${plain.slice(0, 100) || 'case'}${ARCHIVE_ENDING}`
}
