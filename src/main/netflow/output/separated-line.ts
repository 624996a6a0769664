import { formatIPv6 } from '../../../shared/flow/address'
import { type LocalClock, UNKNOWN_ZONE } from './local-clock'
import { type PrintedFlow, PrintedFlowError, type Volume } from './printed-flow'
import {
  readAddress,
  readCount,
  readDuration,
  readEpochMs,
  readFlags,
  readPorts,
  readProtocol,
  readTime,
  readVolume,
} from './printed-values'

type Column =
  | 'first'
  | 'last'
  | 'duration'
  | 'source'
  | 'destination'
  | 'sourcePort'
  | 'destinationPort'
  | 'protocol'
  | 'flags'
  | 'packets'
  | 'bytes'
  | 'outPackets'
  | 'outBytes'
  | 'flows'

/** Places of the columns that are read, of how many there are in a line. */
export interface CsvColumns {
  readonly count: number
  readonly places: Readonly<Partial<Record<Column, number>>>
}

/** By what the versions call them: 1.6 to 1.7.4, 1.7.5 and later. */
const NAMES: Readonly<Record<string, Column>> = {
  ts: 'first',
  firstSeen: 'first',
  te: 'last',
  lastSeen: 'last',
  td: 'duration',
  duration: 'duration',
  sa: 'source',
  srcAddr: 'source',
  da: 'destination',
  dstAddr: 'destination',
  sp: 'sourcePort',
  srcPort: 'sourcePort',
  dp: 'destinationPort',
  dstPort: 'destinationPort',
  pr: 'protocol',
  proto: 'protocol',
  flg: 'flags',
  flags: 'flags',
  ipkt: 'packets',
  pkt: 'packets',
  packets: 'packets',
  inPackets: 'packets',
  ibyt: 'bytes',
  byt: 'bytes',
  bytes: 'bytes',
  inBytes: 'bytes',
  opkt: 'outPackets',
  outPackets: 'outPackets',
  obyt: 'outBytes',
  outBytes: 'outBytes',
  fl: 'flows',
  flows: 'flows',
}

const NEEDED: readonly Column[] = [
  'first',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'protocol',
  'packets',
  'bytes',
]

/** The columns that a header line of CSV names, null when it is none of a list of flows. */
export function csvHeader(line: string): CsvColumns | null {
  const names = line.split(',').map((name) => name.trim())
  const places: Partial<Record<Column, number>> = {}
  for (const [place, name] of names.entries()) {
    const column = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
    if (column && places[column] === undefined) places[column] = place
  }
  if (NEEDED.some((column) => places[column] === undefined)) return null
  if (places.last === undefined && places.duration === undefined) return null
  return { count: names.length, places }
}

/** The columns of versions 1.6 to 1.7.4, of "csv" from 1.7.5 on and of its "csv-fast", which -q prints without a header. */
const HEADERLESS = [
  `ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt${',-'.repeat(33)}`,
  'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows',
  'cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags,srcTos,packets,bytes',
].map((header) => csvHeader(header) as CsvColumns)

/** The columns of a line of CSV when it is a flow in one of nfdump's own sets of columns; null when not. */
export function csvColumnsOf(line: string): CsvColumns | null {
  return HEADERLESS.find((columns) => isFlow(() => readCsvLine(line, columns, UNKNOWN_ZONE))) ?? null
}

/**
 * Reads a line of `nfdump -o csv` or `csv-fast`.
 * @throws PrintedFlowError
 */
export function readCsvLine(line: string, { count, places }: CsvColumns, clock: LocalClock): PrintedFlow {
  const values = line.split(',')
  if (values.length !== count) {
    throw new PrintedFlowError(`${values.length} values where the columns are ${count}`)
  }
  const at = (column: Column): string | null => {
    const place = places[column]
    return place === undefined ? null : (values[place] as string).trim()
  }
  const needed = (column: Column) => at(column) as string
  const first = readAnyTime(needed('first'), clock)
  const last = at('last')
  const protocol = readProtocol(needed('protocol'))
  const flags = at('flags')
  const flows = at('flows')
  return {
    first,
    last: last === null ? first + readDuration(needed('duration')) : readAnyTime(last, clock),
    protocol,
    source: readAddress(needed('source')),
    destination: readAddress(needed('destination')),
    ...readPorts(protocol, needed('sourcePort'), needed('destinationPort')),
    tcpFlags: flags === null ? Number.NaN : readFlags(flags),
    forward: readVolume(needed('packets'), needed('bytes')),
    backward: backward(at('outPackets'), at('outBytes')),
    flows: flows === null ? 1 : readCount(flows),
  }
}

function backward(packets: string | null, bytes: string | null): Volume | null {
  if (packets === null || bytes === null || (packets === '0' && bytes === '0')) return null
  return readVolume(packets, bytes)
}

/** csv-fast counts milliseconds since the epoch. */
function readAnyTime(text: string, clock: LocalClock): number {
  return /^\d+$/.test(text) ? readEpochMs(text) : readTime(text, clock)
}

/** How a line that was read has its times: of the epoch, or local ones, before version 1.7.5 of full seconds only. */
export function csvTimes(line: string, { places }: CsvColumns): 'epoch' | 'local' | 'local seconds' {
  const first = line.split(',')[places.first as number] ?? ''
  if (!first.includes('-')) return 'epoch'
  return first.includes('.') ? 'local' : 'local seconds'
}

/** Fields of `nfdump -o pipe`: 22, or 24 in version 1.6, which parts seconds and milliseconds. */
const PIPE_FIELDS = [22, 24]

export function isPipeLine(line: string): boolean {
  return isFlow(() => readPipeLine(line))
}

/**
 * Reads a line of `nfdump -o pipe` (up to version 1.7.4), whose times are of the epoch.
 * @throws PrintedFlowError
 */
export function readPipeLine(line: string): PrintedFlow {
  const fields = line.split('|')
  if (!PIPE_FIELDS.includes(fields.length)) {
    throw new PrintedFlowError(`${fields.length} fields where nfdump prints ${PIPE_FIELDS.join(' or ')}`)
  }
  const values = fields.map(readCount)
  const family = values[0]
  if (family !== 2 && family !== 10) throw new PrintedFlowError('neither IPv4 (2) nor IPv6 (10)')
  const old = fields.length === 24
  const [a, b, c, d] = values.slice(1, 5) as [number, number, number, number]
  const behind = fields.slice(old ? 5 : 3)
  const number = (place: number) => readCount(behind[place] as string)
  const protocol = number(0)
  if (protocol > 255) throw new PrintedFlowError('no protocol number')
  return {
    first: readEpochMs(String(old ? a * 1000 + b : a)),
    last: readEpochMs(String(old ? c * 1000 + d : b)),
    protocol,
    source: words(behind.slice(1, 5).map(Number), family),
    destination: words(behind.slice(6, 10).map(Number), family),
    ...readPorts(protocol, behind[5] as string, behind[10] as string),
    tcpFlags: readFlags(behind[15] as string),
    forward: readVolume(behind[17] as string, behind[18] as string),
    backward: null,
    flows: number(17) === 0 ? 0 : 1,
  }
}

/** An address of four words of 32 bits; that of IPv4 stands in the last. */
function words(four: readonly number[], family: 2 | 10): number | string {
  if (four.some((word) => word > 0xffff_ffff)) throw new PrintedFlowError('no address')
  if (family === 2) return four[3] as number
  const bytes = new DataView(new ArrayBuffer(16))
  for (const [place, word] of four.entries()) bytes.setUint32(place * 4, word)
  return formatIPv6(new Uint8Array(bytes.buffer))
}

function isFlow(read: () => PrintedFlow): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof PrintedFlowError) return false
    throw error
  }
}
