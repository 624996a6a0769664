import { parseIPv4, parseIPv6 } from '../../../shared/flow/address'
import type { LocalClock } from './local-clock'
import { PrintedFlowError, type Volume } from './printed-flow'
import { printedProtocol } from './protocol-names'

const TIME = /^(\d{4,})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/
const LAST_YEAR = 2105

/**
 * A local time, "2023-09-28 17:22:35.120" or with a T. The fraction counts milliseconds: version 1.6
 * prints it without leading zeros in JSON.
 * @returns epoch milliseconds; NaN outside of 1970 to 2105
 */
export function readTime(text: string, clock: LocalClock): number {
  return clock.instant(readLocalTime(text))
}

/** The same as if the clock showed UTC. */
function readLocalTime(text: string): number {
  // Flows lie close together: most times are of the second before.
  if (text.length === 23 && text.startsWith(lastSecond) && FRACTION.test(text)) {
    return lastSecondMs + Number(text.slice(20))
  }
  const time = readAnyTime(text)
  if (text.length === 23 && !Number.isNaN(time)) {
    lastSecond = text.slice(0, 19)
    lastSecondMs = time - Number(text.slice(20))
  }
  return time
}

let lastSecond = 'none'
let lastSecondMs = 0
const FRACTION = /\.\d{3}$/

function readAnyTime(text: string): number {
  const match = TIME.exec(text)
  if (!match) throw new PrintedFlowError(`${shown(text)} is no time`)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (year < 1970 || year > LAST_YEAR) return Number.NaN
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    throw new PrintedFlowError(`${shown(text)} is no time`)
  }
  return Date.UTC(year, month - 1, day, hour, minute, second, Number(match[7] ?? 0))
}

/** Epoch milliseconds; NaN past 2105, which nfpcapd makes of time stamps past 2038. */
export function readEpochMs(text: string): number {
  const ms = readCount(text)
  return ms < Date.UTC(LAST_YEAR + 1, 0) ? ms : Number.NaN
}

const CLOCK = /^(?:(\d+)d )?(\d+):(\d\d):(\d\d)\.(\d{3})$/

/** Milliseconds of "1d 02:03:04.005" (from version 1.7) or of seconds, "93784.005". */
export function readDuration(text: string): number {
  const clock = CLOCK.exec(text)
  if (clock) {
    const [days, hours, minutes, seconds, ms] = clock.slice(1).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms
  }
  if (!/^\d+(\.\d{1,3})?$/.test(text)) throw new PrintedFlowError(`${shown(text)} is no duration`)
  return Math.round(Number(text) * 1000)
}

/** An unsigned number that a double holds exactly. */
export function readCount(text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new PrintedFlowError(`${shown(text)} is no number`)
  return value
}

/** Powers of 1000, as nfdump counts. */
const UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 }
const SCALED = /^(\d+(?:\.\d+)?) ([KMGTP])$/

/** Packets and bytes, in full or scaled ("1.2 M"). */
export function readVolume(packets: string, bytes: string): Volume {
  return {
    packets: scaled(packets) ?? readCount(packets),
    bytes: scaled(bytes) ?? readCount(bytes),
    rounded: SCALED.test(packets) || SCALED.test(bytes),
  }
}

function scaled(text: string): number | null {
  const match = SCALED.exec(text)
  return match && Math.round(Number(match[1]) * (UNITS[match[2] as string] as number))
}

/** Null for an IPv6 address out of which nfdump cut the middle, "2607:f8..c03::1a", as it does without -6. */
export function readAddress(text: string): number | string | null {
  let address = known.get(text)
  if (address === undefined) {
    address = readNewAddress(text)
    if (known.size >= KNOWN_ADDRESSES) known.clear()
    known.set(text, address)
  }
  return address
}

/** The same addresses come again and again. */
const known = new Map<string, number | string | null>()
const KNOWN_ADDRESSES = 16_384

function readNewAddress(text: string): number | string | null {
  const v4 = parseIPv4(text)
  if (v4 !== null) return v4
  if (/^[0-9a-f:]+\.\.[0-9a-f:]+$/i.test(text)) return null
  if (!parseIPv6(text)) throw new PrintedFlowError(`${shown(text)} is no address`)
  return text
}

export function readProtocol(text: string): number {
  const protocol = printedProtocol(text)
  if (protocol === null) throw new PrintedFlowError(`${shown(text)} is no protocol that nfdump names`)
  return protocol
}

export interface Ports {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly icmpType: number
  readonly icmpCode: number
}

/** Ports; of ICMP the type and code that stand in the place of the destination's, as "8.0" or 2048. */
export function readPorts(protocol: number, source: string, destination: string): Ports {
  if (protocol !== 1 && protocol !== 58) {
    const [sourcePort, destinationPort] = [readPort(source), readPort(destination)]
    return { sourcePort, destinationPort, icmpType: Number.NaN, icmpCode: Number.NaN }
  }
  const parted = /^(\d{1,3})\.(\d{1,3})$/.exec(destination)
  const both = parted ? Number(parted[1]) * 256 + Number(parted[2]) : readPort(destination)
  return { sourcePort: 0, destinationPort: 0, icmpType: both >> 8, icmpCode: both & 255 }
}

function readPort(text: string): number {
  const port = readCount(text)
  if (port > 65535) throw new PrintedFlowError(`${shown(text)} is no port`)
  return port
}

const FLAG_LETTERS = 'CEUAPRSF'

/** "...AP.SF" stands for eight bits, the highest first; 1.6 prints six, "0x52" or, from 1.7.7 with -N, a number. */
export function readFlags(text: string): number {
  if (/^(\d{1,3}|0x[0-9a-f]{1,2})$/i.test(text) && Number(text) < 256) return Number(text)
  if (!/^[.CEUAPRSF]{6,8}$/.test(text)) throw new PrintedFlowError(`${shown(text)} are no TCP flags`)
  let flags = 0
  for (const letter of text) if (letter !== '.') flags |= 128 >> FLAG_LETTERS.indexOf(letter)
  return flags
}

/** Text of evidence for a message: printable ASCII, cut. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40).replace(/[^ -~]/g, '?'))
}
