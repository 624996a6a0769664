import { type Network, parseNetwork } from '../flow/address'
import type { Comparison, Filter, Side } from './ast'
import { serviceFilter } from './expand'
import { FLAG_BITS } from './words'

/** A filter in nfdump's own language, or why that can't say it. */
export type NfdumpExpression =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string }

/**
 * A filter as an argument of nfdump that selects the same flows in all of its versions from 1.6.18 to
 * 1.7.8 (the outer rows of tunnels aside, which have no packets). Two things can't be told apart there:
 * a flow that ends before it begins, which nfdump takes for a very long one, and an IPv6 address of the
 * abandoned form ::192.0.2.1, which it takes for 192.0.2.1.
 * @param filter without tags
 */
export function nfdumpExpression(filter: Filter): NfdumpExpression {
  try {
    return { ok: true, text: expression(filter, false) }
  } catch (error) {
    if (!(error instanceof Unsayable)) throw error
    return { ok: false, reason: error.message }
  }
}

class Unsayable extends Error {}

const NOTHING = 'not any'

/** @param hasPorts nothing but flows of a protocol other than ICMP is asked about here */
function expression(filter: Filter, hasPorts: boolean): string {
  switch (filter.type) {
    case 'any':
      return 'any'
    case 'not':
      return `not ${operand(filter.filter, hasPorts)}`
    case 'and': {
      const known = hasPorts || filter.filters.some(excludesIcmp)
      return filter.filters.map((member) => operand(member, known)).join(' and ')
    }
    case 'or':
      return filter.filters.map((member) => operand(member, hasPorts)).join(' or ')
    case 'address':
      return ends(filter.side, (end) => filter.networks.map((text) => network(text, end)).join(' or '))
    case 'network': {
      const side = filter.field === 'srcaddr' ? 'src' : filter.field === 'dstaddr' ? 'dst' : null
      if (side === null) throw missing(filter.field)
      return expression({ type: 'address', side, networks: filter.networks }, hasPorts)
    }
    case 'port':
      return ports(filter, hasPorts)
    case 'protocol':
      return `proto ${filter.protocol}`
    case 'service':
      return expression(serviceFilter(filter.side, filter.name), hasPorts)
    case 'number':
      return number(filter.field, filter.comparison, filter.value)
    case 'duration':
      return duration(filter.comparison, Number((filter.seconds * 1000).toFixed(6)))
    case 'time':
      throw missing('time')
    case 'flags':
      return flags(filter.bits)
    case 'source':
      return filter.source === 'netflow' ? 'any' : NOTHING
    case 'text':
      throw missing(filter.field)
    case 'tag':
      throw new RangeError(`The tag "${filter.name}" was not expanded`)
  }
}

function operand(filter: Filter, hasPorts: boolean): string {
  return inBrackets(expression(filter, hasPorts))
}

/** Around more than one test. */
function inBrackets(text: string): string {
  return / (and|or) /.test(text) ? `(${text})` : text
}

function excludesIcmp(filter: Filter): boolean {
  return filter.type === 'protocol' && filter.protocol !== 1 && filter.protocol !== 58
}

function missing(field: string): Unsayable {
  return new Unsayable(
    field === 'time' || field === 'start' || field === 'end'
      ? 'Versions of nfdump before 1.7.6 have no word for the time of a flow; its option -t takes a range.'
      : `nfdump’s filters have no word for ${field}.`,
  )
}

const ENDS: Readonly<Record<Side, readonly string[]>> = {
  any: [''],
  both: ['src ', 'dst '],
  src: ['src '],
  dst: ['dst '],
}

/** A test of each end that counts: "src and dst" is written out, since lists stand within it. */
function ends(side: Side, test: (end: string) => string): string {
  const tests = ENDS[side].map(test)
  return tests.length === 1 ? (tests[0] as string) : tests.map(inBrackets).join(' and ')
}

function network(text: string, end: string): string {
  const parsed = parseNetwork(text)
  if (!parsed) throw new RangeError(`"${text}" is no network: the filter was not parsed`)
  const family = parsed.family === 4 ? 'ipv4' : 'ipv6'
  // "net ::/0" would be all IPv4.
  if (parsed.bits === 0) return family
  const test = `${end}${text.includes('/') ? 'net' : 'ip'} ${text}`
  return isOfBothFamilies(parsed) ? `(${family} and ${test})` : test
}

/** nfdump compares 128 bits, so that :: and 0.0.0.0 are one to it, and so are networks around them. */
function isOfBothFamilies({ family, bytes }: Network): boolean {
  return family === 4 ? bytes[0] === 0 : bytes.subarray(0, 8).every((byte) => byte === 0)
}

/** ICMP flows have no ports; nfdump puts the type and code in their place, or a fragment's id. */
function ports(filter: Extract<Filter, { type: 'port' }>, hasPorts: boolean): string {
  const { side, comparison, ports: numbers } = filter
  const value =
    numbers.length > 1
      ? `in [${numbers.join(' ')}]`
      : `${comparison === '=' ? '' : `${comparison} `}${numbers[0]}`
  const test = ends(side, (end) => `${end}port ${value}`)
  if (hasPorts) return test
  return numbers.some((port) => holds(0, comparison, port))
    ? `proto 1 or proto 58 or ${inBrackets(test)}`
    : `not proto 1 and not proto 58 and ${test}`
}

function holds(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case '=':
      return left === right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '<':
      return left < right
    case '<=':
      return left <= right
  }
}

function number(field: string, comparison: Comparison, value: number): string {
  switch (field) {
    case 'bytes':
    case 'packets':
      return compare(field, comparison, value)
    case 'protocol':
      if (comparison === '=') return value > 255 ? NOTHING : `proto ${value}`
      throw new Unsayable('nfdump’s filters can’t compare protocols but for equality.')
    case 'icmp-type':
    case 'icmp-code':
      if (comparison === '=') return value > 255 ? NOTHING : `${field} ${value}`
      throw new Unsayable(`nfdump’s filters can’t compare ${field} but for equality.`)
    case 'tcp-flags':
      return exactFlags(comparison, value)
    case 'srcport':
      return expression({ type: 'port', side: 'src', comparison, ports: [value] }, false)
    case 'dstport':
      return expression({ type: 'port', side: 'dst', comparison, ports: [value] }, false)
    default:
      throw missing(field)
  }
}

function compare(word: string, comparison: Comparison, value: number): string {
  return `${word} ${comparison === '=' ? '' : `${comparison} `}${value}`
}

/** "flags" means TCP flows alone; those of other protocols have no flag set. */
function exactFlags(comparison: Comparison, value: number): string {
  if (value > 63) throw new Unsayable('nfdump’s filters know six TCP flags, a number up to 63.')
  if (comparison === '>=' && value === 0) return 'any'
  if (comparison === '<' && value === 0) return NOTHING
  const test = compare('flags', comparison, value)
  return holds(0, comparison, value) ? `${test} or not proto 6` : test
}

/** One by one: before version 1.7.5, "not" before several flags means that none of them is set. */
function flags(bits: number): string {
  if (bits > 63) throw new Unsayable('Versions of nfdump before 1.7.5 don’t know the TCP flags E and C.')
  return Object.entries(FLAG_BITS)
    .filter(([, bit]) => bits & bit)
    .map(([letter]) => `flags ${letter}`)
    .join(' and ')
}

/** Whole milliseconds; a bound between two of them moves to the next. */
function duration(comparison: Comparison, milliseconds: number): string {
  if (Number.isInteger(milliseconds)) return compare('duration', comparison, milliseconds)
  const below = Math.floor(milliseconds)
  switch (comparison) {
    case '=':
      return NOTHING
    case '>':
    case '>=':
      return compare('duration', '>', below)
    default:
      return compare('duration', '<=', below)
  }
}
