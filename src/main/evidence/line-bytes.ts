export const LF = 10
export const CR = 13
export const SPACE = 32
export const TAB = 9

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR
}

export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

const HYPHEN = 45
const LETTER_T = 84
/** "2023-09-28T17:22:35.123456+00:00" and some more digits. */
const LONGEST_TIME = 40

/**
 * Where a line goes on behind the ISO 8601 time that leads it, and one blank; `at` when none does.
 * Exports of CloudWatch Logs lead every line so.
 */
export function behindTime(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN || bytes[at + 10] !== LETTER_T) return at
  const first = bytes[at] as number
  if (first < 48 || first > 57) return at
  const limit = Math.min(end, at + LONGEST_TIME)
  for (let behind = at + 11; behind < limit; behind++) {
    const byte = bytes[behind] as number
    if (byte === SPACE || byte === TAB) return behind + 1
    if (byte === LF) return at
  }
  return at
}

/** The byte order mark that some editors put before UTF-8 text. */
export function behindMark(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at
}
