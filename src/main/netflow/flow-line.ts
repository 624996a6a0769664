/** A flow as nfdump prints it. */
export interface FlowLine {
  /** Number of the flow in its file; null where this version has none. */
  readonly count: number | null
  /** Milliseconds since the epoch; NaN when outside of 1970 to 2105. */
  readonly first: number
  readonly last: number
  readonly protocol: number
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
  /** NaN for anything but ICMP. */
  readonly icmpType: number
  readonly icmpCode: number
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, over all packets. */
  readonly tcpFlags: number
  readonly packets: number
  readonly bytes: number
}

/**
 * The output format that parseFlowLine reads, for `nfdump -q -N -6 -o`. Of all the formats nfdump
 * has, only this kind is in every version from 1.6.18 to 1.7, with milliseconds and plain numbers.
 * @param counted whether the version knows %cnt (1.7)
 */
export function flowLineFormat(counted: boolean): string {
  return `fmt:${counted ? '%cnt' : '-'}|%ts|%te|%pr|%sa|%sp|%da|%dp|%it|%ic|%flg|%pkt|%byt`
}

/** Reads a line of that format. Throws on anything else: a line that is not understood must not be lost. */
export function parseFlowLine(line: string): FlowLine {
  const fields = line.split('|')
  if (fields.length !== 13) throw unexpected(line)
  const field = (index: number) => (fields[index] as string).trim()
  const number = (index: number) => {
    const text = field(index)
    if (!/^\d{1,15}$/.test(text)) throw unexpected(line)
    return Number(text)
  }
  const time = (index: number) => {
    const value = parseFlowTime(field(index))
    if (value === null) throw unexpected(line)
    return value
  }
  const tcpFlags = parseTcpFlags(field(10))
  if (tcpFlags === null) throw unexpected(line)
  const protocol = number(3)
  const icmp = protocol === 1 || protocol === 58
  return {
    count: field(0) === '-' ? null : number(0),
    first: time(1),
    last: time(2),
    protocol,
    source: field(4),
    destination: field(6),
    // nfdump puts type and code of ICMP into the port, as "8.0".
    sourcePort: icmp ? 0 : number(5),
    destinationPort: icmp ? 0 : number(7),
    icmpType: icmp ? number(8) : Number.NaN,
    icmpCode: icmp ? number(9) : Number.NaN,
    tcpFlags,
    packets: number(11),
    bytes: number(12),
  }
}

const LAST_YEAR = 2105
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/
const ANY_TIME = /^-?\d+-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/
const CLOCK = /^(\d\d):(\d\d):(\d\d)\.(\d{3})$/

/** Flows lie close together: the day that was asked for last is mostly the next one too. */
let lastDay = ''
let lastDayMs = 0

/**
 * "2023-09-28 17:22:35.120", in UTC, as milliseconds since the epoch: NaN when outside of 1970 to
 * 2105 (nfpcapd makes the year 584556013 of time stamps past 2038), null when it is no time.
 */
export function parseFlowTime(text: string): number | null {
  if (text.length !== 23) return ANY_TIME.test(text) ? Number.NaN : null
  const clock = CLOCK.exec(text.slice(11))
  if (!clock || text[10] !== ' ') return ANY_TIME.test(text) ? Number.NaN : null
  const day = text.slice(0, 10)
  if (day !== lastDay) {
    const parts = DAY.exec(day)
    if (!parts) return null
    lastDayMs = dayStart(Number(parts[1]), Number(parts[2]), Number(parts[3]))
    lastDay = day
  }
  const seconds = (Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])
  return lastDayMs + seconds * 1000 + Number(clock[4])
}

function dayStart(year: number, month: number, day: number): number {
  return year < 1970 || year > LAST_YEAR ? Number.NaN : Date.UTC(year, month - 1, day)
}

/** Positions of the letters that nfdump prints for the bits, the highest first. */
const FLAG_LETTERS = 'CEUAPRSF'
const flagsByText = new Map<string, number>()

/** "...AP.SF", or a number from version 1.7.7, or "0x52" from 1.6; null when it is neither. */
export function parseTcpFlags(text: string): number | null {
  const known = flagsByText.get(text)
  if (known !== undefined) return known
  const flags = readTcpFlags(text)
  // 256 values in some spellings; never more, whatever is read.
  if (flags !== null && flagsByText.size < 4096) flagsByText.set(text, flags)
  return flags
}

function readTcpFlags(text: string): number | null {
  if (/^(\d{1,3}|0x[0-9a-fA-F]{1,2})$/.test(text)) return Number(text) < 256 ? Number(text) : null
  if (!/^[.CEUAPRSF]{6,8}$/.test(text)) return null
  let flags = 0
  for (const letter of text) if (letter !== '.') flags |= 128 >> FLAG_LETTERS.indexOf(letter)
  return flags
}

function unexpected(line: string): Error {
  return new Error(`nfdump printed a line that is no flow: ${JSON.stringify(line.slice(0, 200))}`)
}
