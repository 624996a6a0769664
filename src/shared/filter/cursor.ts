import { FilterError, type Token, tokenize } from './tokens'
import { ALIASES } from './words'

/** Reads the tokens of a filter one by one, and notes what was tried at the end of them. */
export class Cursor {
  /** Words that were tried at the end of the text: each of them could follow. */
  readonly words = new Set<string>()
  /** The kind of value that was tried there. */
  value: string | null = null
  private readonly tokens: readonly Token[]
  private next = 0
  private lastKind: string | null = null

  constructor(text: string) {
    this.tokens = tokenize(text)
  }

  atEnd(): boolean {
    return this.peek().kind === 'end'
  }

  /** The token `ahead` of the next one as a word of the language: lower case, without aliases. */
  word(ahead = 0): string {
    const token = this.tokens[this.next + ahead]
    return token ? wordOf(token) : ''
  }

  take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.next++
    return token
  }

  /** Takes the next token if it is one of the words; null when it is not. */
  accept(...words: readonly string[]): string | null {
    this.offer(...words)
    const word = this.word()
    if (!words.includes(word)) return null
    this.next++
    return word
  }

  expect(word: string): void {
    if (!this.accept(word)) this.fail(`"${word}"`)
  }

  /** Words that could stand here, if here is the end. */
  offer(...words: readonly string[]): void {
    if (this.atEnd()) for (const word of words) this.words.add(word)
  }

  /** The value that the next token stands for. */
  read<T>(kind: string, expected: string, read: (text: string) => T | null): T {
    this.lastKind = kind
    if (this.atEnd()) this.value = kind
    const token = this.take()
    const isValue = token.kind === 'word' || token.kind === 'quoted'
    const value = isValue ? read(token.text) : null
    return value === null ? this.fail(expected, token) : value
  }

  /** A list in brackets, with or without commas; at least one item. */
  list<T>(item: () => T): T[] {
    this.expect('[')
    const items = [item()]
    while (!this.accept(']')) {
      if (!this.accept(',') && this.atEnd()) {
        this.value = this.lastKind
        this.fail('"]"')
      }
      items.push(item())
    }
    return items
  }

  fail(expected: string, token: Token = this.peek()): never {
    throw new FilterError(token, token.kind === 'unclosed' ? 'a closing quotation mark' : expected)
  }

  private peek(): Token {
    return this.tokens[this.next] as Token
  }
}

/** Quoted tokens are values, never words. */
export function wordOf({ kind, text }: Token): string {
  if (kind !== 'word' && kind !== 'symbol') return ''
  const word = text.toLowerCase()
  return ALIASES[word] ?? word
}
