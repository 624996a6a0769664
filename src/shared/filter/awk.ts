import { formatNetwork, type Network, parseNetwork } from '../flow/address'
import type { FlowSource } from '../flow/block'
import { INVISIBLE, octal } from '../format/one-line'
import type { Comparison, Filter, Side } from './ast'
import { serviceFilter, timeFilter } from './expand'

/**
 * How an awk program reads the current record. Every member is an awk expression; null where no
 * record has the field, so that nothing on it can match.
 */
export interface AwkRecord {
  /** Expressions of the addresses that stand for each end of the flow. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly source: FlowSource
  /** One address field alone. */
  address(field: string): string | null
  number(field: string): string | null
  text(field: string): string | null
  /** Whether a number may be '-' (absent). */
  mayBeAbsent(field: string): boolean
  /** end − start in seconds; only asked for where both are present. */
  duration(): string
}

/** Functions that a condition calls; awkFunctions has their text. */
export type AwkFunction = 'in4' | 'in6'

export interface AwkCondition {
  /** True where the filter matches the current record. */
  readonly expression: string
  readonly functions: ReadonlySet<AwkFunction>
}

/** Text of a filter as an awk condition with the same meaning as in the engine. */
export function awkCondition(filter: Filter, record: AwkRecord): AwkCondition {
  const functions = new Set<AwkFunction>()
  return { expression: condition(filter, record, functions), functions }
}

function condition(filter: Filter, record: AwkRecord, functions: Set<AwkFunction>): string {
  switch (filter.type) {
    case 'any':
      return '1'
    case 'not':
      return `!(${condition(filter.filter, record, functions)})`
    case 'and':
      return all(filter.filters.map((member) => condition(member, record, functions)))
    case 'or':
      return some(filter.filters.map((member) => condition(member, record, functions)))
    case 'address': {
      const tests = (expressions: readonly string[]) => within(expressions, filter.networks, functions)
      return ends(
        filter.side,
        () => tests(record.sources),
        () => tests(record.destinations),
      )
    }
    case 'network': {
      const expression = record.address(filter.field)
      return expression === null ? '0' : within([expression], filter.networks, functions)
    }
    case 'service':
      return condition(serviceFilter(filter.side, filter.name), record, functions)
    case 'time':
      return condition(timeFilter(filter.from, filter.to), record, functions)
    case 'source':
      return filter.source === record.source ? '1' : '0'
    case 'tag':
      throw new RangeError(`The tag "${filter.name}" was not expanded`)
    case 'port': {
      const test = (field: string) =>
        some(filter.ports.map((port) => compare(record, field, filter.comparison, port)))
      return ends(
        filter.side,
        () => test('srcport'),
        () => test('dstport'),
      )
    }
    case 'protocol':
      return compare(record, 'protocol', '=', filter.protocol)
    case 'number':
      return compare(record, filter.field, filter.comparison, filter.value)
    case 'duration': {
      const times = ['start', 'end'].map((field) => ({ field, expression: record.number(field) }))
      if (times.some(({ expression }) => expression === null)) return '0'
      const known = times
        .filter(({ field }) => record.mayBeAbsent(field))
        .map(({ expression }) => `${expression}!="-"`)
      return all([...known, `${record.duration()}${operator(filter.comparison)}${filter.seconds}`])
    }
    case 'flags': {
      const flags = record.number('tcp-flags')
      if (flags === null) return '0'
      const bits = [1, 2, 4, 8, 16, 32, 64, 128].filter((bit) => filter.bits & bit)
      return all(bits.map((bit) => (bit === 1 ? `${flags}%2` : `int(${flags}/${bit})%2`)))
    }
    case 'text': {
      const expression = record.text(filter.field)
      if (expression === null) return '0'
      const values = filter.values.filter((value) => value !== '-')
      return some(values.map((value) => `${expression}==${awkString(value)}`))
    }
  }
}

/** Asks only for the side that counts: a record may note which fields are read. */
function ends(side: Side, source: () => string, destination: () => string): string {
  if (side === 'src') return source()
  if (side === 'dst') return destination()
  return (side === 'both' ? all : some)([source(), destination()])
}

function operator(comparison: Comparison): string {
  return comparison === '=' ? '==' : comparison
}

/**
 * A field that is '-' equals no number, but to awk it would be smaller or greater than one. The
 * "+0" is for busybox, which forgets that a field looks like a number when a function returns it.
 */
function compare(record: AwkRecord, field: string, comparison: Comparison, value: number): string {
  const expression = record.number(field)
  if (expression === null) return '0'
  if (comparison === '=') return `${expression}==${value}`
  const number = expression.startsWith('$') ? expression : `${expression}+0`
  const test = `${number}${comparison}${value}`
  return record.mayBeAbsent(field) ? all([`${expression}!="-"`, test]) : test
}

function within(
  expressions: readonly string[],
  networks: readonly string[],
  functions: Set<AwkFunction>,
): string {
  return some(
    expressions.flatMap((expression) => networks.map((network) => contains(expression, network, functions))),
  )
}

function contains(expression: string, text: string, functions: Set<AwkFunction>): string {
  const network = parseNetwork(text)
  if (!network) throw new RangeError(`"${text}" is no network: the filter was not parsed`)
  const single = network.bits === network.bytes.length * 8
  if (single && !isWrittenInTwoWays(network)) return `${expression}==${awkString(formatNetwork(network))}`
  const [first, last] = bounds(network)
  if (network.family === 4) {
    functions.add('in4')
    return `in4(${expression},${Number(first)},${Number(last)})`
  }
  functions.add('in6')
  return `in6(${expression},"${hex(first)}","${hex(last)}")`
}

/** Programs differ on IPv6 addresses that hold an IPv4 one: "::ffff:1.2.3.4" or "::ffff:102:304". */
function isWrittenInTwoWays({ family, bytes }: Network): boolean {
  return family === 6 && bytes.subarray(0, 10).every((byte) => byte === 0)
}

/** First and last address of a network. */
function bounds(network: Network): readonly [bigint, bigint] {
  const first = network.bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n)
  return [first, first + (1n << BigInt(network.bytes.length * 8 - network.bits)) - 1n]
}

function hex(address: bigint): string {
  return address.toString(16).padStart(32, '0')
}

/** Conjunction; operands that are disjunctions are in brackets already. */
export function all(conditions: readonly string[]): string {
  const needed = conditions.filter((member) => member !== '1')
  if (needed.includes('0')) return '0'
  return needed.length === 0 ? '1' : needed.join(' && ')
}

/** Disjunction, in brackets where it has more than one operand. */
export function some(conditions: readonly string[]): string {
  const possible = [...new Set(conditions)].filter((member) => member !== '0')
  if (possible.includes('1')) return '1'
  if (possible.length <= 1) return possible[0] ?? '0'
  return `(${possible.join(' || ')})`
}

/**
 * A string literal of awk, safe inside a shell's single quotes too: everything that either of
 * them could take for something else, or a reader could miss, is written as an octal escape.
 */
export function awkString(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replaceAll("'", octal("'"))
  return `"${escaped.replace(INVISIBLE, (character) => octal(character))}"`
}

const FUNCTION_TEXT: Readonly<Record<AwkFunction, string>> = {
  // An IPv4 address, as a number, between two numbers.
  in4: 'function in4(a,lo,hi,p){if(a~/:/||split(a,p,".")!=4)return 0;a=((p[1]*256+p[2])*256+p[3])*256+p[4];return a>=lo&&a<=hi}',
  // An IPv6 address, as 32 hexadecimal digits, between two such texts.
  in6:
    'function in6(a,lo,hi,i,l,r,p,q,h,k){if(a!~/:/)return 0;' +
    'if(match(a,/[0-9]+[.][0-9.]+$/)){split(substr(a,RSTART),p,".");a=substr(a,1,RSTART-1)sprintf("%x:%x",p[1]*256+p[2],p[3]*256+p[4])}' +
    'i=index(a,"::");l=split(i?substr(a,1,i-1):a,p,":");r=i?split(substr(a,i+2),q,":"):0;' +
    'for(k=1;k<=l;k++)h=h substr("0000" p[k],length(p[k])+1);for(;k<=8-r;k++)h=h "0000";' +
    'for(k=1;k<=r;k++)h=h substr("0000" q[k],length(q[k])+1);h=tolower(h);return h>=lo&&h<=hi}',
}

/** The text of functions, to stand before the rules of a program; empty without any. */
export function awkFunctions(functions: ReadonlySet<AwkFunction>): string {
  return Array.from(functions, (name) => FUNCTION_TEXT[name])
    .map((text) => `${text} `)
    .join('')
}
