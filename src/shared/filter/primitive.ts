import { fieldSpec, isKnownField } from '../flow/fields'
import { servicePorts } from '../network/service-ports'
import { ANY, and, type Comparison, type Filter, not, or, type Side, text } from './ast'
import { type Cursor, wordOf } from './cursor'
import { readSpan } from './instant'
import {
  readAddress,
  readDuration,
  readFlagLetters,
  readNetwork,
  readNumber,
  readProtocol,
  readTimeRange,
} from './values'
import { FIELD_WORDS, PRIMITIVE_WORDS, SIDED_WORDS, VALUE_CASE } from './words'

const PRIMITIVE =
  'ip, net, port, proto, service, bytes, packets, duration, flags, time, action, eni or a field name'
const TIME = 'a time in UTC such as 2023-09-28T17:22 or 2023-09-28T19:22+02:00'
const NETWORK = 'an address or a network such as 10.0.0.0/8'

/** Fields that are offered among the words; all others can be named too. */
const OFFERED_FIELDS = ['bytes', 'packets', ...Object.keys(FIELD_WORDS), 'region', 'reject-reason']

/** Notes all that can begin a primitive or an operand. */
export function offerPrimitives(at: Cursor): void {
  at.offer(...Object.keys(PRIMITIVE_WORDS), ...OFFERED_FIELDS, 'not', '(')
}

/** One test of a flow, such as "dst port 22". */
export function readPrimitive(at: Cursor): Filter {
  offerPrimitives(at)
  const side = readSide(at)
  if (side !== 'any') at.offer(...SIDED_WORDS)
  const token = at.take()
  const word = wordOf(token)
  if (SIDED_WORDS.includes(word)) return readSided(at, word, side)
  if (side !== 'any') at.fail('ip, net, port, service or aws-service', token)
  switch (word) {
    case 'any':
      return ANY
    case 'ipv4':
      return { type: 'address', side: 'any', networks: ['0.0.0.0/0'] }
    case 'ipv6':
      return { type: 'address', side: 'any', networks: ['::/0'] }
    case 'proto':
      return readOneOrMore(
        at,
        () => readProtocolNumber(at),
        (protocol) => ({ type: 'protocol', protocol }),
      )
    case 'flags':
      return readFlags(at)
    case 'duration':
      return readCompared(at, (comparison) => ({
        type: 'duration',
        comparison,
        seconds: at.read('duration', 'a duration in milliseconds, or with a unit such as 90s', readDuration),
      }))
    case 'time':
      return readTime(at)
    case 'source':
      return readEqual(at, () => ({ type: 'source', source: readSource(at) }))
    case 'tag':
      return readEqual(at, () => ({ type: 'tag', name: at.read('tag', 'the name of a tag', asIs) }))
    case 'field':
      return readField(at, at.read('field', 'the name of a field', asIs))
  }
  const field = FIELD_WORDS[word] ?? word
  if (!word || !isKnownField(field)) at.fail(PRIMITIVE, token)
  return readField(at, field)
}

function readSided(at: Cursor, word: string, side: Side): Filter {
  switch (word) {
    case 'ip':
      return readEqual(at, () => ({ type: 'address', side, networks: readNetworks(at) }))
    case 'net':
      return readEqual(at, () => ({
        type: 'address',
        side,
        networks: [at.read('network', NETWORK, readNetwork)],
      }))
    case 'port':
      return readPort(at, side)
    case 'service':
      return readOneOrMore(
        at,
        () => readService(at),
        (name) => ({ type: 'service', side, name }),
      )
    default:
      return readAwsService(at, side)
  }
}

/** "src", "dst", "both", "src or dst", "src and dst", or nothing. */
function readSide(at: Cursor): Side {
  const first = at.accept('src', 'dst', 'both') as 'src' | 'dst' | 'both' | null
  if (!first) return 'any'
  const joint = at.word()
  const other = first === 'src' ? 'dst' : 'src'
  if (first === 'both' || at.word(1) !== other || !['or', 'and'].includes(joint)) return first
  // "src or dst ip A" is one primitive; "src ip A or dst ip B" never gets here.
  if (!SIDED_WORDS.includes(at.word(2))) return first
  at.take()
  at.take()
  return joint === 'or' ? 'any' : 'both'
}

function readPort(at: Cursor, side: Side): Filter {
  const port = () => at.read('port', 'a number up to 65535', (value) => readNumber(value, 65535))
  if (at.accept('in')) return { type: 'port', side, comparison: '=', ports: at.list(port) }
  return readCompared(at, (comparison) => ({ type: 'port', side, comparison, ports: [port()] }))
}

function readNetworks(at: Cursor): readonly string[] {
  return at.accept('in')
    ? at.list(() => at.read('network', NETWORK, readNetwork))
    : [at.read('address', 'an IPv4 or IPv6 address', readAddress)]
}

function readService(at: Cursor): string {
  return at.read('service', 'the name of a service such as ssh or https', (value) => {
    const name = value.toLowerCase()
    return servicePorts(name).length > 0 ? name : null
  })
}

function readAwsService(at: Cursor, side: Side): Filter {
  const sides = side === 'src' || side === 'dst' ? [side] : ['src', 'dst']
  return readEqual(at, () => {
    const values = readValues(at, 'aws-service', 'pkt-src-aws-service')
    const tests = sides.map((end) => text(`pkt-${end}-aws-service`, ...values))
    return side === 'both' ? and(...tests) : or(...tests)
  })
}

function readProtocolNumber(at: Cursor): number {
  return at.read('protocol', 'a protocol name (tcp, udp, icmp, …) or a number up to 255', readProtocol)
}

/** Letters: all of these are set. "=" and letters: just these; a number, likewise, or compared. */
function readFlags(at: Cursor): Filter {
  const isNumber = /^\d/.test(at.word())
  if (!isNumber && at.accept('=')) return exactFlags('=', readFlagBits(at))
  if (!isNumber && at.accept('!=')) return not(exactFlags('=', readFlagBits(at)))
  if (!isNumber && !/^[<>]/.test(at.word())) return { type: 'flags', bits: readFlagBits(at) }
  return readCompared(at, (comparison) =>
    exactFlags(
      comparison,
      at.read('tcp-flags', 'a number up to 255', (value) => readNumber(value, 255)),
    ),
  )
}

function readFlagBits(at: Cursor): number {
  return at.read(
    'flags',
    'TCP flag letters out of F, S, R, P, A, U, E and C',
    (value) => readFlagLetters(value) ?? (/^\d+$/.test(value) ? readNumber(value, 255) : null),
  )
}

function readTime(at: Cursor): Filter {
  const relation = at.accept('>=', '<=', '>', '<', '=', '!=')
  if (relation === null || relation === '=' || relation === '!=') {
    const range = at.read('time', `${TIME}, or two with ".." between, the earlier first`, readTimeRange)
    return negated(relation === '!=', { type: 'time', ...range })
  }
  const { from, to } = at.read('time', TIME, readSpan)
  switch (relation) {
    case '>=':
      return { type: 'time', from, to: null }
    case '>':
      return { type: 'time', from: to, to: null }
    case '<':
      return { type: 'time', from: null, to: from }
    default:
      return { type: 'time', from: null, to }
  }
}

function readSource(at: Cursor): 'vpc' | 'netflow' {
  return at.read('source', 'vpc or netflow', (value) => {
    const name = value.toLowerCase()
    return name === 'vpc' || name === 'netflow' ? name : null
  })
}

function readField(at: Cursor, field: string): Filter {
  switch (fieldSpec(field).kind) {
    case 'number': {
      const isTime = field === 'start' || field === 'end'
      const number = () =>
        at.read(
          isTime ? 'time' : field,
          isTime ? `epoch seconds, or ${TIME}` : `a number up to ${Number.MAX_SAFE_INTEGER}`,
          (value) =>
            (isTime && /\D/.test(value) ? readSpan(value)?.from : null) ??
            readNumber(value, Number.MAX_SAFE_INTEGER),
        )
      if (at.accept('in')) return or(...at.list(number).map((value) => equals(field, value)))
      return readCompared(at, (comparison) => ({ type: 'number', field, comparison, value: number() }))
    }
    case 'address':
      return readEqual(at, () => ({ type: 'network', field, networks: readFieldNetworks(at) }))
    case 'text':
      return readEqual(at, () => text(field, ...readValues(at, field, field)))
  }
}

/** As a field of addresses has them: one may be a network too. */
function readFieldNetworks(at: Cursor): readonly string[] {
  const network = () => at.read('network', NETWORK, readNetwork)
  return at.accept('in') ? at.list(network) : [network()]
}

function readValues(at: Cursor, kind: string, field: string): readonly string[] {
  const spelling = VALUE_CASE[field]
  const value = () =>
    at.read(kind, `a value of ${kind}`, (given) =>
      spelling === undefined ? given : spelling === 'upper' ? given.toUpperCase() : given.toLowerCase(),
    )
  return at.accept('in') ? at.list(value) : [value()]
}

/** A primitive that knows equality alone, with or without "=" or "!=" before it. */
function readEqual(at: Cursor, primitive: () => Filter): Filter {
  const relation = at.accept('=', '!=')
  return negated(relation === '!=', primitive())
}

function readCompared(at: Cursor, primitive: (comparison: Comparison) => Filter): Filter {
  const relation = at.accept('=', '!=', '>', '<', '>=', '<=')
  if (relation === '!=') return not(primitive('='))
  return primitive((relation ?? '=') as Comparison)
}

/** One value or a list of them, each its own primitive. */
function readOneOrMore<T>(at: Cursor, value: () => T, primitive: (value: T) => Filter): Filter {
  return readEqual(at, () => (at.accept('in') ? or(...at.list(value).map(primitive)) : primitive(value())))
}

function asIs(value: string): string | null {
  return value === '' ? null : value
}

function negated(isNegated: boolean, filter: Filter): Filter {
  return isNegated ? not(filter) : filter
}

function equals(field: string, value: number): Filter {
  return { type: 'number', field, comparison: '=', value }
}

function exactFlags(comparison: Comparison, bits: number): Filter {
  return { type: 'number', field: 'tcp-flags', comparison, value: bits }
}
