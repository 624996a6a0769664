/** One word of a POSIX shell: bare where no character of it is special, else in single quotes. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:,@%+][A-Za-z0-9_./:,@%+=-]*$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A path as an argument that no program takes for an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path)
}
