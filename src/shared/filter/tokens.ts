export interface Token {
  /**
   * A quoted token is a value, never a word of the language; 'unclosed' is a quotation mark without its
   * partner, and all behind it.
   */
  readonly kind: 'word' | 'quoted' | 'unclosed' | 'symbol' | 'end'
  readonly text: string
  /** Offset in the filter text, in UTF-16 units. */
  readonly at: number
  /** Of what stands there, quotes included. */
  readonly length: number
}

/** Thrown inside the parser only; parseFilter turns it into its result. */
export class FilterError extends Error {
  constructor(
    readonly token: Token,
    readonly expected: string,
  ) {
    super(
      token.kind === 'end'
        ? `The filter ends too early: expected ${expected}.`
        : `"${token.text}" is not expected here: expected ${expected}.`,
    )
  }
}

const SYMBOLS = ['&&', '||', '!=', '>=', '<=', '==', '(', ')', '[', ']', ',', '!', '>', '<', '=']

/** Words are runs of anything but blanks and symbols; '#' starts a comment to the end of the line, as in nfdump. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const blank = /^(\s+|#[^\n]*)/.exec(rest)
    if (blank) {
      at += blank[0].length
      continue
    }
    const symbol = SYMBOLS.find((candidate) => rest.startsWith(candidate))
    if (symbol) {
      tokens.push({ kind: 'symbol', text: symbol, at, length: symbol.length })
      at += symbol.length
      continue
    }
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest)
    if (quoted) {
      const { length } = quoted[0]
      tokens.push({ kind: 'quoted', text: (quoted[1] as string).replace(/\\(.)/g, '$1'), at, length })
      at += length
      continue
    }
    if (rest.startsWith('"')) {
      tokens.push({ kind: 'unclosed', text: rest, at, length: rest.length })
      break
    }
    const word = (/^(?:&(?!&)|\|(?!\|)|[^\s()[\],!<>=&|#])+/.exec(rest)?.[0] ?? rest[0]) as string
    tokens.push({ kind: 'word', text: word, at, length: word.length })
    at += word.length
  }
  tokens.push({ kind: 'end', text: '', at: text.length, length: 0 })
  return tokens
}
