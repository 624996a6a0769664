import type { LocalClock } from './local-clock'
import { type PrintedFlow, PrintedFlowError, type Volume } from './printed-flow'
import {
  readAddress,
  readCount,
  readDuration,
  readFlags,
  readPorts,
  readProtocol,
  readTime,
  readVolume,
  shown,
} from './printed-values'

/** Formats of nfdump -o with a flow in each line of text. */
export type TextFormat = 'line' | 'long' | 'extended' | 'biline' | 'bilong'

/** What comes before the columns by which the formats differ. */
const LINE =
  /^(\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\s+((?:\d+d )?[\d:.]+)\s+(\S+)\s+(\S+)\s+(<?->)\s+(\S+)\s+(\S.*)$/

/** By the arrow and the number of columns behind the addresses. */
const FORMATS: ReadonlyMap<string, TextFormat> = new Map([
  ['-> 3', 'line'],
  ['-> 5', 'long'],
  ['-> 8', 'extended'],
  ['<-> 5', 'biline'],
  ['<-> 7', 'bilong'],
])

/** The format of a line, null when it is in none. */
export function textFormatOf(line: string): TextFormat | null {
  const match = LINE.exec(line)
  return match ? (FORMATS.get(`${match[5]} ${columnsOf(match[7] as string).length}`) ?? null) : null
}

/**
 * Reads a line of `nfdump -o line`, long, extended, biline or bilong of the versions 1.6 and 1.7.
 * @throws PrintedFlowError
 */
export function readTextLine(line: string, clock: LocalClock): PrintedFlow {
  const match = LINE.exec(line)
  if (!match) throw new PrintedFlowError('neither a flow nor anything else that nfdump prints')
  const [time, duration, protocolText, from, arrow, to, rest] = match.slice(1) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const columns = columnsOf(rest)
  const format = FORMATS.get(`${arrow} ${columns.length}`)
  if (!format) {
    throw new PrintedFlowError(`${columns.length} columns behind the addresses fit no format of nfdump`)
  }
  const first = readTime(time, clock)
  const protocol = readProtocol(protocolText)
  const source = parted(from, false)
  const destination = parted(to, protocol === 58)
  const hasFlags = format !== 'line' && format !== 'biline'
  return {
    first,
    last: first + readDuration(duration),
    protocol,
    source: readAddress(source.address),
    destination: readAddress(destination.address),
    ...readPorts(protocol, source.port, destination.port),
    tcpFlags: hasFlags ? readFlags(columns[0] as string) : Number.NaN,
    ...volumesOf(hasFlags ? columns.slice(2) : columns, arrow === '<->'),
    flows: readCount(columns.at(-1) as string),
  }
}

function volumesOf(
  columns: readonly string[],
  both: boolean,
): { readonly forward: Volume; readonly backward: Volume | null } {
  const [a, b, c, d] = columns as [string, string, string, string]
  if (!both) return { forward: readVolume(a, b), backward: null }
  // Out Pkt, In Pkt, Out Byte, In Byte; what is in comes from the source.
  return { forward: readVolume(b, d), backward: readVolume(a, c) }
}

/** Columns, in which a number and its unit ("1.2 M") are one. */
function columnsOf(text: string): readonly string[] {
  return text
    .trim()
    .replace(/ ([KMGTP])(?= |$)/g, '_$1')
    .split(/ +/)
    .map((column) => column.replace('_', ' '))
}

/** "10.0.0.1:80", "2001:db8::1.80"; behind ICMPv6's destination come type and code, "ff02::1.136.0". */
function parted(text: string, typeAndCode: boolean): { readonly address: string; readonly port: string } {
  const match =
    /^(\d+\.\d+\.\d+\.\d+):([\d.]+)$/.exec(text) ??
    (typeAndCode ? /^(.*)\.(\d+\.\d+)$/ : /^(.*)\.(\d+)$/).exec(text)
  if (!match) throw new PrintedFlowError(`${shown(text)} is no address with a port`)
  return { address: match[1] as string, port: match[2] as string }
}
