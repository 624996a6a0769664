import type { EvidenceFile } from '../../shared/evidence/evidence'
import { formatBytes } from '../../shared/format/bytes'
import { formatCount } from '../../shared/format/number'
import { formatUtc, formatZoned, isUtc } from '../../shared/format/time'
import { hasPorts, protocolLabel } from '../../shared/network/protocols'
import { ianaName } from '../../shared/network/services'
import type { Quantity } from '../../shared/query/query'

/** How times are told in a report: in UTC, and on the clock of the case where that is another. */
export class Clock {
  /** Name of the case's zone, null when it is UTC. */
  readonly zone: string | null

  constructor(timeZone: string) {
    this.zone = isUtc(timeZone) ? null : timeZone
  }

  /** "2023-09-28 17:22:35 UTC (2023-09-28 19:22:35 UTC+02:00)"; "–" for null. */
  tell(seconds: number | null): string {
    if (seconds === null) return '–'
    const utc = formatUtc(seconds)
    return this.zone === null ? utc : `${utc} (${formatZoned(seconds, this.zone)})`
  }
}

/** For a table cell: "265,183,813 (265.2 MB)". */
export function bytesCell(bytes: Quantity): string {
  return Number(bytes) < 1000 ? formatCount(bytes) : `${formatCount(bytes)} (${formatBytes(bytes)})`
}

/** "8889/TCP"; for a protocol without ports its name alone. */
export function portText(port: number, protocol: number): string {
  return hasPorts(protocol) ? `${port}/${protocolLabel(protocol)}` : protocolLabel(protocol)
}

/** "10.130.8.94:80/TCP", "[2001:db8::9]:80/TCP". */
export function endpointText(address: string, port: number, protocol: number): string {
  const host = address.includes(':') ? `[${address}]` : address
  return hasPorts(protocol)
    ? `${host}:${port}/${protocolLabel(protocol)}`
    : `${host}, ${protocolLabel(protocol)}`
}

/** The name of a service, or that the services list has none, with what IANA's registry calls the port. */
export function serviceText(name: string | null, port: number, protocol: number): string {
  if (name !== null) return name
  if (!hasPorts(protocol)) return '–'
  const registered = ianaName(port, protocol)
  return registered === null
    ? 'not in the services list'
    : `not in the services list (IANA lists ${registered})`
}

/** What a file is, for people. */
export const KIND_NAMES: Readonly<Record<EvidenceFile['kind'], string>> = {
  'vpc-flow-log': 'VPC flow log',
  pcap: 'Packet capture',
  nfcapd: 'NetFlow file',
  'nfdump-output': 'Output of nfdump',
  unrecognised: 'Not recognised',
  unreadable: 'Not readable',
}

/** "a, b and c". */
export function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
