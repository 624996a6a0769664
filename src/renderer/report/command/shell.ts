import { INVISIBLE, octal } from '../../../shared/format/one-line'

/**
 * One word of a POSIX shell: bare where no character of it is special, else in single quotes.
 * Invisible characters are left to printf, so that what is read is what is run.
 */
export function shellWord(text: string): string {
  if (text.search(INVISIBLE) >= 0 && !text.endsWith('\n')) {
    const format = text.replace(/[\\%]/g, (character) => (character === '%' ? '%%' : '\\\\'))
    return `"$(printf ${shellWord(format.replace(INVISIBLE, (character) => octal(character)))})"`
  }
  return /^[A-Za-z0-9_./:,@%+][A-Za-z0-9_./:,@%+=-]*$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A path as an argument that no program takes for an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path)
}
