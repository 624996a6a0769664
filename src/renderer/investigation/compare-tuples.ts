import type { Quantity } from '../../shared/query/query'
import { CLOCK_SLACK_SECONDS, isOutside, reachesBeyond, type TimeSpan } from './capture-time'
import type { ConversationTable } from './conversation-table'
import type { CorrelationScope } from './correlation-scope'
import type { Difference } from './difference'
import { compare, subtract } from './quantity'
import type { VpcTuples } from './tuple-tables'
import type { TupleEnds } from './types'
import { unloggedTraffic } from './unlogged-traffic'

/** Bytes of a five-tuple may differ by this share of the flow log's before the sources contradict. */
export const BYTES_TOLERANCE = 0.01

/** Most bytes of link and IP headers, of IPv6 in VLANs, that one side may count for a packet. */
const MAX_HEADER_BYTES = 60
/** IP and TCP headers of a segment: 20 + 20, with all usual options 20 + 40. */
const SEGMENT_HEADER_BYTES = [40, 60] as const

/** The reason of a tuple that is in the flow logs alone, by the rules in DIFFERENCES. */
export function vpcOnlyDifference(
  { table }: VpcTuples,
  direction: number,
  { captures, hosts }: CorrelationScope,
): Difference {
  if (isOutside(spanOf(table, direction), captures)) return 'outside-captures'
  if (table.rejected[direction] === table.records[direction]) return 'rejected'
  const { srcaddr, dstaddr } = endsOf(table, direction)
  return hosts && !hosts.has(srcaddr) && !hosts.has(dstaddr) ? 'host-not-captured' : 'unexplained'
}

/** Windows that flow logs left out, found by the address of the interface. */
export type UnloggedAt = (address: string, span: TimeSpan) => ReadonlySet<'NODATA' | 'SKIPDATA'>

/** The reason of a tuple that is in the captures alone; `span` is its time by AWS's clock. */
export function netflowOnlyDifference(
  table: ConversationTable,
  direction: number,
  span: TimeSpan,
  scope: CorrelationScope,
  unloggedAt: UnloggedAt,
): Difference {
  const ends = endsOf(table, direction)
  const unlogged = unloggedTraffic(ends)
  if (unlogged) return unlogged
  const { logs, hosts, loggedHosts } = scope
  if (!logs || isOutside(logs, [span])) return 'outside-logs'
  const own = [ends.srcaddr, ends.dstaddr].filter((address) => hosts?.has(address))
  if (own.length > 0 && !own.some((address) => loggedHosts.has(address))) return 'host-not-logged'
  const statuses = statusesOf(ends, span, unloggedAt)
  return statuses.has('SKIPDATA') ? 'skipped' : statuses.has('NODATA') ? 'no-data' : 'unexplained'
}

/** What a tuple's two sides are compared by. */
interface Sides {
  readonly vpc: VpcTuples
  /** Direction in vpc.table. */
  readonly at: number
  readonly netflow: ConversationTable
  readonly other: number
  /** Time in the captures by AWS's clock. */
  readonly span: TimeSpan
}

/** The reason of a tuple that is in both; null when nothing differs. */
export function matchedDifference(
  sides: Sides,
  scope: CorrelationScope,
  unloggedAt: UnloggedAt,
): Difference | null {
  const { vpc, at, netflow, other, span } = sides
  const { table } = vpc
  const logged = spanOf(table, at)
  if (isElsewhere(logged, span) || (vpc.recordsWithin[at] === 0 && scope.captures.length > 0))
    return 'other-time'
  const bytes = table.bytes[at] as Quantity
  const captured = netflow.bytes[other] as Quantity
  if (isEqual(bytes, captured)) {
    const samePackets = compare(table.packets[at] as Quantity, netflow.packets[other] as Quantity) === 0
    const sameRows = table.records[at] === netflow.records[other]
    return compare(bytes, captured) === 0 && samePackets && !sameRows ? 'split' : null
  }
  const beyond = reachesBeyond(logged, scope.captures)
  if ((vpc.places[at] as number) > 1 && isEqual(vpc.placeBytes[at] as Quantity, captured)) return 'interfaces'
  if (isLoggedTwice(sides)) return 'repeated'
  if (isEqual(subtract(bytes, vpc.rejectedBytes[at] as Quantity), captured)) return 'partly-rejected'
  if (isEqual(vpc.bytesWithin[at] as Quantity, captured)) return 'partly-outside-captures'
  if ((vpc.places[at] as number) > 1 && isEqual(vpc.placeBytesWithin[at] as Quantity, captured))
    return 'interfaces'
  if (compare(captured, bytes) < 0 && beyond) return 'partly-outside-captures'
  if (compare(captured, bytes) > 0) {
    const { logs } = scope
    if (logs && (span.first < logs.first - CLOCK_SLACK_SECONDS || span.last > logs.last))
      return 'partly-outside-logs'
    if (statusesOf(endsOf(table, at), span, unloggedAt).has('SKIPDATA')) return 'skipped'
  }
  return byPackets(sides, scope)
}

/** Differences that the sizes of packets show. */
function byPackets({ vpc, at, netflow, other }: Sides, { snapLength }: CorrelationScope): Difference {
  const packets = Number(vpc.placePackets[at])
  const bytes = Number(vpc.placeBytes[at])
  const capturedPackets = Number(netflow.packets[other])
  const captured = Number(netflow.bytes[other])
  if (packets === capturedPackets && packets > 0) {
    const header = Math.abs(captured - bytes) / packets
    if (Number.isInteger(header) && header <= MAX_HEADER_BYTES) return 'headers'
    if (snapLength !== null && captured < bytes && captured <= packets * snapLength) return 'cut-packets'
  }
  const missing = packets - capturedPackets
  const [least, most] = SEGMENT_HEADER_BYTES
  if (missing > 0 && bytes - captured >= missing * least && bytes - captured <= missing * most)
    return 'offload'
  return 'unexplained'
}

/** Whether the flow logs' bytes are the captures' once for each of the records that begin in one second. */
function isLoggedTwice({ vpc, at, netflow, other }: Sides): boolean {
  const repeats = vpc.repeats[at] as number
  if (repeats === 0) return false
  const records = vpc.table.records[at] as number
  const times = records / (records - repeats)
  return isEqual(vpc.table.bytes[at] as Quantity, Number(netflow.bytes[other]) * times)
}

function isElsewhere(logged: TimeSpan, span: TimeSpan): boolean {
  return span.last < logged.first - CLOCK_SLACK_SECONDS || span.first > logged.last + CLOCK_SLACK_SECONDS
}

export function isEqual(vpc: Quantity, netflow: Quantity): boolean {
  return Math.abs(Number(netflow) - Number(vpc)) <= BYTES_TOLERANCE * Number(vpc)
}

function statusesOf({ srcaddr, dstaddr }: TupleEnds, span: TimeSpan, unloggedAt: UnloggedAt) {
  return new Set([...unloggedAt(srcaddr, span), ...unloggedAt(dstaddr, span)])
}

export function spanOf(table: ConversationTable, direction: number): TimeSpan {
  return { first: table.first[direction] as number, last: table.last[direction] as number }
}

export function endsOf(table: ConversationTable, direction: number): TupleEnds {
  const source = table.endpoints.at(table.senderOf(direction))
  const destination = table.endpoints.at(table.receiverOf(direction))
  return {
    srcaddr: source.address,
    srcport: source.port,
    dstaddr: destination.address,
    dstport: destination.port,
    protocol: source.protocol,
  }
}
