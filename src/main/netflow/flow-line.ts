import { FieldError, FlowFields } from './flow-fields'

/** A flow as nfdump prints it. */
export interface FlowLine {
  /** Number of the flow in its file; null where this version has none. */
  readonly count: number | null
  /** Milliseconds since the epoch; NaN when outside of 1970 to 2105. */
  readonly first: number
  readonly last: number
  readonly protocol: number
  /** IPv4 as an unsigned 32-bit number, anything else as it is written. */
  readonly source: number | string
  readonly destination: number | string
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

const fields = new FlowFields()

/** Reads a line of that format. Throws on anything else: a line that is not understood must not be lost. */
export function parseFlowLine(line: string): FlowLine {
  try {
    return readLine(line)
  } catch (error) {
    throw error instanceof FieldError ? unexpected(line) : error
  }
}

function readLine(line: string): FlowLine {
  fields.load(line)
  const count = fields.numberOrDash()
  const first = readTime()
  const last = readTime()
  const protocol = fields.number()
  const icmp = protocol === 1 || protocol === 58
  const source = fields.address()
  const sourcePort = readPort(icmp)
  const destination = fields.address()
  const destinationPort = readPort(icmp)
  const icmpType = fields.number()
  const icmpCode = fields.number()
  const tcpFlags = readFlags()
  const packets = fields.number()
  const bytes = fields.number()
  fields.finish()
  // No spread: there is a flow for each line.
  return {
    count,
    first,
    last,
    protocol,
    source,
    destination,
    sourcePort,
    destinationPort,
    icmpType: icmp ? icmpType : Number.NaN,
    icmpCode: icmp ? icmpCode : Number.NaN,
    tcpFlags,
    packets,
    bytes,
  }
}

/** nfdump puts type and code of ICMP into the port, as "8.0". */
function readPort(icmp: boolean): number {
  if (!icmp) return fields.number()
  fields.skip()
  return 0
}

const BLANK = 32
const DASH = 45
const POINT = 46
const COLON = 58
const TIME_BYTES = 23

/** Flows lie close together: the day that was asked for last is mostly the next one too. */
let lastDay = -1
let lastDayMs = 0

function readTime(): number {
  const day = fields.digits(0, 4) * 10_000 + fields.digits(5, 2) * 100 + fields.digits(8, 2)
  const minutes = fields.digits(11, 2) * 60 + fields.digits(14, 2)
  const ms = (minutes * 60 + fields.digits(17, 2)) * 1000 + fields.digits(20, 3)
  if (Number.isNaN(day + ms) || !isParted() || !fields.pass(TIME_BYTES)) {
    if (ODD_TIME.test(fields.text())) return Number.NaN
    throw new FieldError()
  }
  if (day !== lastDay) {
    lastDayMs = dayStart(Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100)
    lastDay = day
  }
  return lastDayMs + ms
}

function isParted(): boolean {
  return (
    fields.byte(4) === DASH &&
    fields.byte(7) === DASH &&
    fields.byte(10) === BLANK &&
    fields.byte(13) === COLON &&
    fields.byte(16) === COLON &&
    fields.byte(19) === POINT
  )
}

const LAST_YEAR = 2105
/** The year 584556013, which nfpcapd makes of time stamps past 2038. */
const ODD_TIME = /^-?\d+-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/

function dayStart(year: number, month: number, day: number): number {
  return year < 1970 || year > LAST_YEAR ? Number.NaN : Date.UTC(year, month - 1, day)
}

/** What nfdump prints for the bits, the highest first. */
const FLAG_LETTERS = 'CEUAPRSF'
const LETTERS = [...FLAG_LETTERS].map((letter) => letter.charCodeAt(0))

function readFlags(): number {
  let flags = 0
  for (let place = 0; place < 8; place++) {
    const byte = fields.byte(place)
    if (byte === LETTERS[place]) flags |= 128 >> place
    else if (byte !== POINT) return readOtherFlags()
  }
  return fields.pass(8) ? flags : readOtherFlags()
}

/** A number from version 1.7.7, "0x52" from 1.6, six letters without E and C from older ones. */
function readOtherFlags(): number {
  const text = fields.text()
  if (/^(\d{1,3}|0x[0-9a-fA-F]{1,2})$/.test(text) && Number(text) < 256) return Number(text)
  if (!/^[.CEUAPRSF]{6,8}$/.test(text)) throw new FieldError()
  let flags = 0
  for (const letter of text) if (letter !== '.') flags |= 128 >> FLAG_LETTERS.indexOf(letter)
  return flags
}

function unexpected(line: string): Error {
  return new Error(`nfdump printed a line that is no flow: ${JSON.stringify(line.slice(0, 200))}`)
}
