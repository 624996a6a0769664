import { formatNetwork, parseIPv4, parseIPv6, parseNetwork } from '../flow/address'
import { protocolNumber } from '../network/protocols'
import { readSpan, type Span } from './instant'
import { ALL_FLAGS, DURATION_FACTORS, FLAG_BITS, UNIT_FACTORS } from './words'

/** A single address in canonical text; null when it is none. */
export function readAddress(text: string): string | null {
  return parseIPv4(text) === null && parseIPv6(text) === null ? null : readNetwork(text)
}

/** An address or a network in canonical text, host bits cleared; null when it is neither. */
export function readNetwork(text: string): string | null {
  const network = parseNetwork(text)
  return network ? formatNetwork(network) : null
}

/** A whole number up to `max`, with or without a unit suffix (powers of 1000). */
export function readNumber(text: string, max: number): number | null {
  const match = /^(\d{1,16})([kmgt])?$/i.exec(text)
  const value = match ? Number(match[1]) * (UNIT_FACTORS[match[2]?.toLowerCase() ?? ''] ?? 1) : Number.NaN
  return value <= max ? value : null
}

export function readProtocol(text: string): number | null {
  return /^\d{1,3}$/.test(text) ? readNumber(text, 255) : protocolNumber(text)
}

/** Bits of flag letters. */
export function readFlagLetters(text: string): number | null {
  const six = 0b11_1111
  let bits = 0
  for (const letter of text.toUpperCase()) {
    const bit = letter === ALL_FLAGS ? six : FLAG_BITS[letter]
    if (bit === undefined) return null
    bits |= bit
  }
  return bits === 0 ? null : bits
}

/** Seconds of "1500" (milliseconds), "90s", "1.5h". */
export function readDuration(text: string): number | null {
  const match = /^(\d{1,16}(?:\.\d{1,6})?)(ms|s|m|h|d)?$/i.exec(text)
  if (!match) return null
  return (Number(match[1]) * (DURATION_FACTORS[match[2]?.toLowerCase() ?? 'ms'] as number)) / 1000
}

/** A span, or two of them with ".." between, of which one may be missing; null when it is no range. */
export function readTimeRange(text: string): { from: number | null; to: number | null } | null {
  const [first = '', last, ...more] = text.split('..')
  if (more.length > 0) return null
  if (last === undefined) return readSpan(first)
  const end = (part: string): Span | null | undefined => (part === '' ? undefined : readSpan(part))
  const [from, to] = [end(first), end(last)]
  if (from === null || to === null || (from === undefined && to === undefined)) return null
  if (from && to && from.from >= to.from) return null
  return { from: from?.from ?? null, to: to?.from ?? null }
}
