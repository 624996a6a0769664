import { protocolName } from '../network/protocols'
import type { Filter, Side } from './ast'
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
    case 'text': {
      const values = filter.values.map(quoted)
      return `${word(filter.field)} ${values.length > 1 ? `in [${values.join(' ')}]` : values[0]}`
    }
  }
}

function operand(filter: Filter): string {
  const text = printFilter(filter)
  return filter.type === 'and' || filter.type === 'or' ? `(${text})` : text
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
  return wordOf.get(field) ?? field
}

/** Bare where the tokenizer takes it for one word, else in quotes. */
function quoted(value: string): string {
  const reserved = /^(in|=|==)$/i.test(value)
  return !reserved && /^[^\s()[\],!<>=&|#"\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
