import { isEscapedPath, pathBytes } from '../../../shared/evidence/path-text'
import { INVISIBLE, octal } from '../../../shared/format/one-line'

/**
 * One word of a POSIX shell: bare where no character of it is special, else in single quotes.
 * Invisible characters are left to printf, so that what is read is what is run.
 */
export function shellWord(text: string): string {
  if (text.search(INVISIBLE) >= 0 && !text.endsWith('\n')) {
    return printed(
      text.replace(/[\\%]/g, escapeForPrintf).replace(INVISIBLE, (character) => octal(character)),
    )
  }
  return /^[A-Za-z0-9_./:,@%+][A-Za-z0-9_./:,@%+=-]*$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A path of the evidence as an argument that no program takes for an option. */
export function shellPath(path: string): string {
  return evidenceWord(path.startsWith('-') ? `./${path}` : path)
}

/** Argument of `find -path` that matches exactly this path of the evidence, relative to the current folder. */
export function findPath(path: string): string {
  const name = plainPath(path)
  return name === null ? evidenceWord(`./${path}`, findPattern) : shellWord(`./${findPattern(name)}`)
}

/** A pattern of find(1) that matches the text itself. */
export function findPattern(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&')
}

/** The path as the file system has it; null when that is no valid text. */
export function plainPath(path: string): string | null {
  if (!isEscapedPath(path)) return path
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(pathBytes(path))
  } catch {
    return null
  }
}

/** The word for a path that may have bytes that are no text: printf writes those. */
function evidenceWord(path: string, change: (text: string) => string = (text) => text): string {
  const plain = plainPath(path)
  if (plain !== null) return shellWord(change(plain))
  const characters = Array.from(pathBytes(path), (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? change(String.fromCharCode(byte)).replace(/[\\%]/g, escapeForPrintf)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  )
  return printed(characters.join(''))
}

function escapeForPrintf(character: string): string {
  return character === '%' ? '%%' : '\\\\'
}

/** @param format a format of printf(1) without invisible characters */
function printed(format: string): string {
  return `"$(printf '${format.replaceAll("'", `'\\''`)}')"`
}
