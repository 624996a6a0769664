import { parseIPv4, parseIPv6 } from './address'
import { fieldSpec } from './fields'

const DIGITS = /^\d{1,20}$/

/** Fields whose values tell more than their kind does (AWS's table of fields). */
const USUAL: Readonly<Record<string, RegExp>> = {
  version: /^\d{1,2}$/,
  'account-id': /^(\d+|unknown)$/,
  srcport: /^\d{1,5}$/,
  dstport: /^\d{1,5}$/,
  protocol: /^\d{1,3}$/,
  action: /^(ACCEPT|REJECT)$/,
  'tcp-flags': /^\d{1,3}$/,
  type: /^(IPv4|IPv6|EFA)$/,
  'flow-direction': /^(ingress|egress)$/,
  'traffic-path': /^\d{1,2}$/,
  'encryption-status': /^\d{1,2}$/,
}

export function isAddress(text: string): boolean {
  return parseIPv4(text) !== null || parseIPv6(text) !== null
}

/** Whether a value is of the kind of the field at all; a record with another is malformed. '-' is no value, and always right. */
export function isOfKind(field: string, value: string): boolean {
  if (value === '-') return true
  const { kind } = fieldSpec(field)
  return kind === 'text' || (kind === 'number' ? DIGITS.test(value) : isAddress(value))
}

/** Whether a value is one that AWS writes into the field. log-status has always one. */
export function isUsual(field: string, value: string): boolean {
  if (field === 'log-status') return /^(OK|NODATA|SKIPDATA)$/.test(value)
  const pattern = value === '-' ? undefined : USUAL[field]
  return pattern ? pattern.test(value) : isOfKind(field, value)
}
