import { ANY, and, type Filter, not, or } from './ast'
import { Cursor } from './cursor'
import { offerPrimitives, readPrimitive } from './primitive'
import { FilterError } from './tokens'

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

/** What could follow the beginning of a filter. */
export interface Continuation {
  /** Words of the language, in the order in which the grammar tries them. */
  readonly words: readonly string[]
  /**
   * The kind of value that fits: the name of a log's field, or 'address', 'network', 'port', 'service',
   * 'aws-service', 'flags', 'time', 'source', 'tag' or 'field'; null for none.
   */
  readonly value: string | null
}

/** Reads a filter in Flowcase's language (nfdump's, with VPC words). An empty text matches everything. */
export function parseFilter(source: string): ParsedFilter {
  const parser = new Parser(source)
  try {
    return { ok: true, filter: parser.whole() }
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    const { token, expected, message } = error
    return { ok: false, message, at: token.at, length: Math.max(1, token.length), expected }
  }
}

/** What could stand after a text; nothing where the text is wrong already. */
export function continuationOf(source: string): Continuation {
  const parser = new Parser(source)
  try {
    parser.whole()
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    if (error.token.kind !== 'end') return { words: [], value: null }
  }
  return { words: [...parser.at.words], value: parser.at.value }
}

/** Brackets and "not" within one another: more would exhaust the stack. */
const DEEPEST = 200

class Parser {
  readonly at: Cursor
  private depth = 0

  constructor(source: string) {
    this.at = new Cursor(source)
  }

  whole(): Filter {
    if (this.at.atEnd()) {
      offerPrimitives(this.at)
      return ANY
    }
    const filter = this.disjunction()
    if (!this.at.atEnd()) this.at.fail('"and", "or" or the end of the filter')
    return filter
  }

  private disjunction(): Filter {
    const filters = [this.conjunction()]
    while (this.at.accept('or')) filters.push(this.conjunction())
    return or(...filters)
  }

  private conjunction(): Filter {
    const filters = [this.unary()]
    while (this.at.accept('and')) filters.push(this.unary())
    return and(...filters)
  }

  private unary(): Filter {
    if (this.depth >= DEEPEST) this.at.fail(`at most ${DEEPEST} brackets and "not" within one another`)
    this.depth++
    const filter = this.at.accept('not') ? not(this.unary()) : this.operand()
    this.depth--
    return filter
  }

  private operand(): Filter {
    if (!this.at.accept('(')) return readPrimitive(this.at)
    const filter = this.disjunction()
    this.at.expect(')')
    return filter
  }
}
