import { isKnownField } from '../flow/fields'
import { protocolName } from '../network/protocols'
import type { Filter, Side } from './ast'
import { printInstant } from './instant'
import { FIELD_WORDS, FLAG_BITS } from './words'

/** The one spelling of a filter; parseFilter reads it back into the same tree. */
export function printFilter(filter: Filter): string {
  switch (filter.type) {
    case 'any':
      return 'any'
    case 'not':
      return `not ${operand(filter.filter)}`
    case 'and':
    case 'or':
      return filter.filters.map(operand).join(` ${filter.type} `)
    case 'address': {
      const [first = '', ...others] = filter.networks
      if (others.length > 0) return `${side(filter.side)}ip in [${filter.networks.join(' ')}]`
      return `${side(filter.side)}${first.includes('/') ? 'net' : 'ip'} ${first}`
    }
    case 'network':
      return `${word(filter.field)} ${listed(filter.networks)}`
    case 'service':
      return `${side(filter.side)}service ${filter.name}`
    case 'time':
      return `time ${bound(filter.from)}..${bound(filter.to)}`
    case 'source':
      return `source ${filter.source}`
    case 'tag':
      return `tag ${printValue(filter.name)}`
    case 'port':
      if (filter.ports.length > 1) return `${side(filter.side)}port in [${filter.ports.join(' ')}]`
      return `${side(filter.side)}port ${comparison(filter.comparison)}${filter.ports[0]}`
    case 'protocol':
      return `proto ${protocolName(filter.protocol)?.toLowerCase() ?? filter.protocol}`
    case 'number':
      return `${word(filter.field)} ${comparison(filter.comparison)}${filter.value}`
    case 'duration':
      return `duration ${comparison(filter.comparison)}${Number((filter.seconds * 1000).toFixed(6))}`
    case 'flags':
      return `flags ${Object.keys(FLAG_BITS)
        .filter((letter) => filter.bits & (FLAG_BITS[letter] as number))
        .join('')}`
    case 'text':
      return `${word(filter.field)} ${listed(filter.values.map(printValue))}`
  }
}

function operand(filter: Filter): string {
  const text = printFilter(filter)
  return filter.type === 'and' || filter.type === 'or' ? `(${text})` : text
}

/** One value, or a list in brackets. */
function listed(values: readonly string[]): string {
  return values.length > 1 ? `in [${values.join(' ')}]` : (values[0] ?? '')
}

function bound(seconds: number | null): string {
  return seconds === null ? '' : printInstant(seconds)
}

function side(value: Side): string {
  return value === 'any' ? '' : value === 'both' ? 'src and dst ' : `${value} `
}

function comparison(value: string): string {
  return value === '=' ? '' : `${value} `
}

const wordOf: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELD_WORDS)
    .reverse()
    .map(([spelling, field]) => [field, spelling]),
)

function word(field: string): string {
  return wordOf.get(field) ?? (isKnownField(field) ? field : `field ${printValue(field)}`)
}

/** Bare where the tokenizer takes it for one word, else in quotes. */
export function printValue(value: string): string {
  const reserved = /^(in|=|==|!=|eq)$/i.test(value)
  return !reserved && /^[^\s()[\],!<>=&|#"\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
