import { csvCell } from '../../../shared/format/csv'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import type { FlowValue } from '../../../shared/query/query'
import { type Encoder, type ExportedFlow, textEncoder } from './encoder'

/** Texts repeat from flow to flow: what was made of one is kept, of this many. */
const TEXTS_KEPT = 100_000

function remembered(make: (text: string) => string): (text: string) => string {
  const made = new Map<string, string>()
  return (text) => {
    let known = made.get(text)
    if (known === undefined) {
      if (made.size >= TEXTS_KEPT) made.clear()
      known = make(text)
      made.set(text, known)
    }
    return known
  }
}

/**
 * CSV (RFC 4180): a column for each field under the name that AWS gives it, then the evidence file and the
 * line in it. Numbers stand as they are, times are epoch seconds, what is absent is empty.
 */
export function csvEncoder(fields: readonly string[]): Encoder {
  const cell = remembered(csvCell)
  const head = `${[...fields, 'evidence-file', 'evidence-line'].map(csvCell).join(',')}\r\n`
  return textEncoder(head, ({ values, file, line }) => {
    let text = ''
    for (const value of values) {
      if (typeof value === 'string') text += cell(value)
      else if (value !== null) text += value
      text += ','
    }
    return `${text}${cell(file)},${line}\r\n`
  })
}

/** JSON lines: the same as an object for each flow; absent fields are left out. */
export function jsonLinesEncoder(fields: readonly string[]): Encoder {
  const members = objectMembers(fields, (field) => field)
  const quote = remembered(JSON.stringify)
  return textEncoder('', ({ values, file, line }) => {
    return `{${members(values)}"evidence-file":${quote(file)},"evidence-line":${line}}\n`
  })
}

/**
 * JSON lines as Timesketch imports them ("Import from JSON or CSV" in its user guide): message, datetime
 * and timestamp_desc, the time in microseconds, and the fields with underscores in their names. An event
 * stands at the start of its flow; a flow without a start has no place on a time line.
 */
export function timesketchEncoder(fields: readonly string[]): Encoder {
  const members = objectMembers(fields, (field) => field.replaceAll('-', '_'))
  const quote = remembered(JSON.stringify)
  const start = fields.indexOf('start')
  const messageOf = messageReader(fields)
  return textEncoder('', ({ values, file, line }) => {
    const at = values[start]
    if (typeof at !== 'number' || at > LAST_DATE) return null
    const datetime = new Date(Math.round(at * 1000)).toISOString().replace('Z', '+00:00')
    const head = `"message":${JSON.stringify(messageOf(values))},"datetime":"${datetime}","timestamp":${Math.round(at * 1e6)},"timestamp_desc":"Flow start",`
    return `{${head}${members(values)}"evidence_file":${quote(file)},"evidence_line":${line}}\n`
  })
}

/** The year 9999 ends: Python's dates, which Timesketch reads them with, end there too. */
const LAST_DATE = 253_402_300_799

type Values = ExportedFlow['values']

/** The members of an object, each followed by a comma. */
function objectMembers(fields: readonly string[], nameOf: (field: string) => string) {
  const names = fields.map((field) => `${JSON.stringify(nameOf(field))}:`)
  const quote = remembered(JSON.stringify)
  return (values: Values): string => {
    let text = ''
    for (const [i, value] of values.entries()) {
      if (value === null) continue
      text += `${names[i]}${typeof value === 'string' ? quote(value) : value},`
    }
    return text
  }
}

/** "10.0.0.9:40000 -> 10.0.0.2:443 TCP, 3 packets, 400 bytes, ACCEPT". */
function messageReader(fields: readonly string[]): (values: Values) => string {
  const reader = (field: string) => {
    const at = fields.indexOf(field)
    return (values: Values): FlowValue | null => values[at] ?? null
  }
  const [source, destination, sourcePort, destinationPort, protocol, packets, bytes, action] = [
    'srcaddr',
    'dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
    'action',
  ].map(reader) as [Read, Read, Read, Read, Read, Read, Read, Read]
  return (values) => {
    const number = protocol(values)
    const withPorts = number !== null && hasPorts(Number(number))
    const side = (address: FlowValue | null, port: FlowValue | null) => {
      const text = String(address ?? 'unknown')
      if (!withPorts || port === null) return text
      return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`
    }
    const parts = [
      `${side(source(values), sourcePort(values))} -> ${side(destination(values), destinationPort(values))}${number === null ? '' : ` ${protocolLabel(Number(number))}`}`,
    ]
    if (packets(values) !== null) parts.push(`${packets(values)} packets`)
    if (bytes(values) !== null) parts.push(`${bytes(values)} bytes`)
    if (action(values) !== null) parts.push(String(action(values)))
    return parts.join(', ')
  }
}

type Read = (values: Values) => FlowValue | null
