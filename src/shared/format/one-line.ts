/**
 * Characters that are not seen, or that change how others are seen: control characters, zero-width
 * ones, and those that turn the direction of writing.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal or a page.
export const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/**
 * Text of evidence (a file name, a message) on one line, invisible characters written as \n or \u202e.
 */
export function oneLine(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return named ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** The UTF-8 bytes of a text as octal escapes, which printf(1) and awk read: "\342\200\256". */
export function octal(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(
    '',
  )
}
