const ESCAPE = /\\x([0-9a-f]{2})/g
const ESCAPE_IN_NAME = /\\(?=x[0-9a-f]{2})/g

/**
 * The path of an evidence file as text. On Linux a name is any bytes but '/' and NUL; as text each
 * byte that is no part of valid UTF-8 is written as \xHH (two lower-case hex digits), and a backslash
 * that would be read so, being followed by "x" and two such digits, as \x5c. Everything else stands
 * as it is. So different paths have different texts, and pathBytes gives back the very bytes.
 */
export function pathText(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const valid = (from: number, to: number): string | null => {
    try {
      return decoder.decode(bytes.subarray(from, to))
    } catch {
      return null
    }
  }
  const whole = valid(0, bytes.length)
  if (whole !== null) return literal(whole)
  let text = ''
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] as number)
    if (length > 0 && at + length <= bytes.length && valid(at, at + length) !== null) {
      at += length
      continue
    }
    text += `${literal(valid(from, at) as string)}\\x${(bytes[at] as number).toString(16)}`
    at++
    from = at
  }
  return text + literal(valid(from, bytes.length) as string)
}

/** The bytes of a path that pathText wrote. */
export function pathBytes(text: string): Uint8Array {
  const encoder = new TextEncoder()
  const bytes: number[] = []
  let at = 0
  for (const found of text.matchAll(ESCAPE)) {
    bytes.push(...encoder.encode(text.slice(at, found.index)), Number.parseInt(found[1] as string, 16))
    at = found.index + found[0].length
  }
  bytes.push(...encoder.encode(text.slice(at)))
  return Uint8Array.from(bytes)
}

/** Whether the text is not the path itself, so that pathBytes must be asked what to open or to type. */
export function isEscapedPath(text: string): boolean {
  return text.search(ESCAPE) >= 0
}

function literal(text: string): string {
  return text.replace(ESCAPE_IN_NAME, '\\x5c')
}

/** Bytes of the UTF-8 sequence that a byte begins; 0 when it begins none. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1
  if (first >= 0xc2 && first < 0xe0) return 2
  if (first >= 0xe0 && first < 0xf0) return 3
  return first >= 0xf0 && first < 0xf5 ? 4 : 0
}
