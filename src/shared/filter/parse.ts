import { formatNetwork, parseIPv4, parseIPv6, parseNetwork } from '../flow/address'
import { fieldSpec, isKnownField } from '../flow/fields'
import { protocolNumber } from '../network/protocols'
import { ANY, and, type Comparison, type Filter, not, or, type Side } from './ast'
import { FilterError, type Token, tokenize } from './tokens'
import { FIELD_WORDS, FLAG_BITS, UNIT_FACTORS, VALUE_CASE } from './words'

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  /** Where the text stops making sense: offset and length in UTF-16 units, and what could stand there. */
  | {
      readonly ok: false
      readonly message: string
      readonly at: number
      readonly length: number
      readonly expected: string
    }

/** Reads a filter in Flowcase's language (nfdump's, with VPC words). An empty text matches everything. */
export function parseFilter(text: string): ParsedFilter {
  const parser = new Parser(tokenize(text))
  try {
    return { ok: true, filter: parser.whole() }
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    const { token, expected, message } = error
    return { ok: false, message, at: token.at, length: Math.max(1, token.text.length), expected }
  }
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  eq: '=',
  '>': '>',
  gt: '>',
  '<': '<',
  lt: '<',
  '>=': '>=',
  ge: '>=',
  '<=': '<=',
  le: '<=',
}

const PRIMITIVES =
  'ip, net, port, proto, bytes, packets, duration, flags, action, direction, eni or a field name'

class Parser {
  private next = 0

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Filter {
    if (this.peek().kind === 'end') return ANY
    const filter = this.disjunction()
    if (this.peek().kind !== 'end') this.fail('"and", "or" or the end of the filter')
    return filter
  }

  private disjunction(): Filter {
    const filters = [this.conjunction()]
    while (this.accept('or', '||')) filters.push(this.conjunction())
    return or(...filters)
  }

  private conjunction(): Filter {
    const filters = [this.unary()]
    while (this.accept('and', '&&')) filters.push(this.unary())
    return and(...filters)
  }

  private unary(): Filter {
    if (this.accept('not', '!')) return not(this.unary())
    if (this.accept('(')) {
      const filter = this.disjunction()
      this.expect(')')
      return filter
    }
    return this.primitive()
  }

  private primitive(): Filter {
    const side = this.side()
    const token = this.take()
    const word = token.kind === 'word' ? token.text.toLowerCase() : ''
    switch (word) {
      case 'ip':
      case 'host':
        return {
          type: 'address',
          side,
          networks: this.accept('in') ? this.list(() => this.network()) : [this.address()],
        }
      case 'net':
        return { type: 'address', side, networks: [this.network()] }
      case 'port':
        return this.port(side)
    }
    if (side !== 'any') this.fail('ip, net or port', token)
    switch (word) {
      case 'any':
        return ANY
      case 'proto':
        return { type: 'protocol', protocol: this.protocol() }
      case 'flags':
        return { type: 'flags', bits: this.flags() }
      case 'duration':
        return { type: 'duration', comparison: this.comparison(), seconds: this.seconds() }
    }
    const field = FIELD_WORDS[word] ?? word
    if (!word || !isKnownField(field)) this.fail(PRIMITIVES, token)
    switch (fieldSpec(field).kind) {
      case 'number':
        return {
          type: 'number',
          field,
          comparison: this.comparison(),
          value: this.number(Number.MAX_SAFE_INTEGER),
        }
      case 'address':
        return this.fail('ip, src ip or dst ip', token)
      case 'text':
        this.accept('=', '==')
        return {
          type: 'text',
          field,
          values: this.accept('in') ? this.list(() => this.value(field)) : [this.value(field)],
        }
    }
  }

  /** "src", "dst", "src or dst", "src and dst", or nothing. */
  private side(): Side {
    const first = this.accept('src', 'dst')
    if (!first) return 'any'
    const joint = this.tokens[this.next] as Token
    const second = this.tokens[this.next + 1]?.text.toLowerCase()
    const word = joint.text.toLowerCase()
    const other = first === 'src' ? 'dst' : 'src'
    if (second === other && ['or', '||', 'and', '&&'].includes(word)) {
      const after = this.tokens[this.next + 2]?.text.toLowerCase() ?? ''
      if (['ip', 'host', 'net', 'port'].includes(after)) {
        this.next += 2
        // "src or dst ip A" is one primitive; "src ip A or dst ip B" never gets here.
        return word === 'or' || word === '||' ? 'any' : 'both'
      }
    }
    return first === 'src' ? 'src' : 'dst'
  }

  private port(side: Side): Filter {
    if (this.accept('in'))
      return { type: 'port', side, comparison: '=', ports: this.list(() => this.number(65535)) }
    return { type: 'port', side, comparison: this.comparison(), ports: [this.number(65535)] }
  }

  private address(): string {
    const token = this.take()
    const network =
      parseIPv4(token.text) !== null || parseIPv6(token.text) !== null ? parseNetwork(token.text) : null
    if (!network) this.fail('an IPv4 or IPv6 address', token)
    return formatNetwork(network)
  }

  private network(): string {
    const token = this.take()
    const network = parseNetwork(token.text)
    if (!network) this.fail('an address or a network such as 10.0.0.0/8', token)
    return formatNetwork(network)
  }

  private protocol(): number {
    const token = this.take()
    const number = /^\d{1,3}$/.test(token.text) ? Number(token.text) : protocolNumber(token.text)
    if (number === null || number > 255)
      this.fail('a protocol name (tcp, udp, icmp, …) or a number up to 255', token)
    return number
  }

  private flags(): number {
    this.accept('=', '==')
    const token = this.take()
    const letters = Array.from(token.text.toUpperCase())
    if (token.kind !== 'word' || letters.some((letter) => FLAG_BITS[letter] === undefined)) {
      this.fail('TCP flag letters out of F, S, R, P, A and U', token)
    }
    return letters.reduce((bits, letter) => bits | (FLAG_BITS[letter] as number), 0)
  }

  private seconds(): number {
    const token = this.take()
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/i.exec(token.text)
    if (!match) this.fail('a duration in milliseconds, or with a unit such as 90s', token)
    const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
    return (Number(match[1]) * (factors[match[2]?.toLowerCase() ?? 'ms'] as number)) / 1000
  }

  private number(max: number): number {
    const token = this.take()
    const match = /^(\d{1,16})([kmgt])?$/i.exec(token.text)
    const value = match ? Number(match[1]) * (UNIT_FACTORS[match[2]?.toLowerCase() ?? ''] ?? 1) : Number.NaN
    if (!(value <= max)) this.fail(`a number up to ${max}`, token)
    return value
  }

  private value(field: string): string {
    const token = this.take()
    if (token.kind === 'symbol' || token.kind === 'end') this.fail(`a value of ${field}`, token)
    const spelling = VALUE_CASE[field]
    if (!spelling) return token.text
    return spelling === 'upper' ? token.text.toUpperCase() : token.text.toLowerCase()
  }

  private comparison(): Comparison {
    const token = this.peek()
    const comparison = token.kind === 'quoted' ? undefined : COMPARISONS[token.text.toLowerCase()]
    if (!comparison) return '='
    this.next++
    return comparison
  }

  private list<T>(item: () => T): T[] {
    this.expect('[')
    const items = [item()]
    while (!this.accept(']')) {
      this.accept(',')
      items.push(item())
    }
    return items
  }

  private peek(): Token {
    return this.tokens[this.next] as Token
  }

  private take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.next++
    return token
  }

  private accept(...texts: readonly string[]): string | null {
    const text = this.peek().text.toLowerCase()
    const { kind } = this.peek()
    if (kind === 'end' || kind === 'quoted' || !texts.includes(text)) return null
    this.next++
    return text
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail(`"${text}"`)
  }

  private fail(expected: string, token: Token = this.peek()): never {
    throw new FilterError(token, expected)
  }
}
