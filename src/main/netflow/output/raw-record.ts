import { type PrintedFlow, PrintedFlowError, type Volume } from './printed-flow'
import {
  readAddress,
  readCount,
  readEpochMs,
  readFlags,
  readPorts,
  readProtocol,
  readVolume,
} from './printed-values'

/** Events tell of connections that begin and end; summed up like flows their bytes would count twice. */
const AN_EVENT = 'an event of a firewall or NAT device (NSEL, NEL), which is no flow'

/** How each record of `nfdump -o raw` begins. */
export const RAW_BEGIN = 'Flow Record:'
const FIELD = /^ {2}(\S.*?) *= +(\S.*)$/

/** Whether a beginning of text is of `nfdump -o raw`. */
export function isRawText(text: string): boolean {
  return /^\s*Flow Record: *\r?\n {2}(RecordCount|Flags) +=/.test(text)
}

/** Whether a line belongs to the record that has begun. */
export function isRawField(line: string): boolean {
  return FIELD.test(line)
}

/** Fields that only the records of firewall and NAT events have (NSEL, NEL). */
const EVENT_FIELDS = ['fw event', 'nat event']

/**
 * Reads a record of `nfdump -o raw`, whose times are of the epoch: milliseconds in version 1.7, in 1.6
 * seconds, with the milliseconds beside them.
 * @param lines without the one that begins it
 * @throws PrintedFlowError
 */
export function readRawRecord(lines: readonly string[]): PrintedFlow {
  const fields = new Map<string, string>()
  for (const line of lines) {
    const match = FIELD.exec(line)
    if (match && !fields.has(match[1] as string)) fields.set(match[1] as string, match[2] as string)
  }
  /** The first word: behind it stands the same for people. */
  const field = (name: string): string => {
    const word = fields.get(name)?.split(' ')[0]
    if (word === undefined) throw new PrintedFlowError(`no "${name}" in the record`)
    return word
  }
  if (EVENT_FIELDS.some((name) => fields.has(name))) throw new PrintedFlowError(AN_EVENT)
  const or = (name: string, otherwise: string) => (fields.has(name) ? field(name) : otherwise)
  const old = fields.has('msec_first')
  const time = (name: 'first' | 'last') =>
    readEpochMs(old ? `${readCount(field(name)) * 1000 + readCount(field(`msec_${name}`))}` : field(name))
  const volume = (way: 'in' | 'out', what: 'packets' | 'bytes') =>
    old ? `(${way})${what}` : `${way} ${what}`
  const protocol = readProtocol(field('proto'))
  return {
    first: time('first'),
    last: time('last'),
    protocol,
    source: readAddress(field('src addr')),
    destination: readAddress(field('dst addr')),
    ...readPorts(protocol, or('src port', '0'), fields.has('ICMP') ? field('ICMP') : or('dst port', '0')),
    tcpFlags: readFlags(or('tcp flags', '0x00')),
    forward: readVolume(field(volume('in', 'packets')), field(volume('in', 'bytes'))),
    backward: backward(or(volume('out', 'packets'), '0'), or(volume('out', 'bytes'), '0')),
    flows: readCount(or('aggr flows', '1')),
  }
}

function backward(packets: string, bytes: string): Volume | null {
  return packets === '0' && bytes === '0' ? null : readVolume(packets, bytes)
}
