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

/** How each record of `nfdump -o raw` begins. */
export const RAW_BEGIN = 'Flow Record:'
const FIELD = /^ {2}(\S.*?) *= +(\S.*)$/

/** Whether a beginning of text is of `nfdump -o raw` of version 1.7. */
export function isRawText(text: string): boolean {
  return /^\s*Flow Record: *\r?\n {2}(RecordCount|Flags) +=/.test(text)
}

/** Whether a line belongs to the record that has begun. */
export function isRawField(line: string): boolean {
  return FIELD.test(line)
}

/**
 * Reads a record of `nfdump -o raw` (version 1.7), whose times are of the epoch.
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
  const or = (name: string, otherwise: string) => (fields.has(name) ? field(name) : otherwise)
  const protocol = readProtocol(field('proto'))
  return {
    first: readEpochMs(field('first')),
    last: readEpochMs(field('last')),
    protocol,
    source: readAddress(field('src addr')),
    destination: readAddress(field('dst addr')),
    ...readPorts(protocol, or('src port', '0'), fields.has('ICMP') ? field('ICMP') : or('dst port', '0')),
    tcpFlags: readFlags(or('tcp flags', '0x00')),
    forward: readVolume(field('in packets'), field('in bytes')),
    backward: backward(or('out packets', '0'), or('out bytes', '0')),
    flows: readCount(or('aggr flows', '1')),
  }
}

function backward(packets: string, bytes: string): Volume | null {
  return packets === '0' && bytes === '0' ? null : readVolume(packets, bytes)
}
