import { escapeBytes } from '../evidence/escape'

const END_OF_OPTIONS = 0

/** Looks at the options of a pcapng block, as far as they lie whole between `at` and `to`. */
export function eachOption(
  view: DataView,
  at: number,
  to: number,
  little: boolean,
  look: (code: number, from: number, length: number) => void,
): void {
  while (at + 4 <= to) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === END_OF_OPTIONS || at + 4 + length > to) return
    look(code, at + 4, length)
    at += 4 + ((length + 3) & ~3)
  }
}

/** Text of an option, control bytes escaped, cut after 200 bytes. */
export function optionText(view: DataView, from: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + from, Math.min(length, 200))
  const end = bytes.indexOf(0)
  return escapeBytes(end < 0 ? bytes : bytes.subarray(0, end))
}
