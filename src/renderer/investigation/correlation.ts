import type { Quantity } from '../../shared/query/query'
import type { ConversationTable } from './conversation-table'
import { LargestTuples, type TupleRef } from './largest-tuples'
import { median } from './median'
import { add, compare } from './quantity'
import { UNKNOWN_ADDRESS } from './read-conversations'
import type { Correlation, TupleComparison, TupleSide } from './types'
import { milliseconds } from './volumes'

/** A time that a capture covers, epoch seconds. */
export interface CaptureSpan {
  readonly first: number
  readonly last: number
}

/**
 * How far flow log times may lie behind the packets: start and end "may be up to 60 seconds after
 * the packet was transmitted or received" (Amazon VPC user guide, available fields).
 */
export const CLOCK_SLACK_SECONDS = 60

/** Bytes of a five-tuple may differ by this share of the flow log's before the sources contradict. */
export const BYTES_TOLERANCE = 0.01

/** Tuples that are kept for display in each state, those with the most bytes; counts are over all. */
export const MAX_TUPLES_PER_STATE = 4_000

/**
 * Compares both sources by directed five-tuple. The verdict is
 *   'no netflow'        the captures have no flow with the address;
 *   'no common tuples'  no five-tuple is in both sources;
 *   'agree'             there are common tuples and nothing contradicts:
 *                       no tuple is in the captures alone, in each common tuple NetFlow's bytes are
 *                       within BYTES_TOLERANCE of the flow log's (or below them, where the tuple
 *                       was also active outside the time of the captures), and each tuple that is
 *                       in the flow log alone lies outside that time or was only ever rejected
 *                       (what a security group rejects, the host's capture never sees);
 *   'differ'            otherwise.
 * A tuple lies outside the captures' time when that is certain in spite of CLOCK_SLACK_SECONDS.
 */
export function correlate(
  address: string,
  vpc: ConversationTable,
  netflow: ConversationTable,
  spans: readonly CaptureSpan[],
): Correlation {
  const tuples = new LargestTuples(MAX_TUPLES_PER_STATE)
  const fromVpc = compareVpc(vpc, netflow, spans, tuples)
  const fromNetflow = compareNetflow(vpc, netflow, tuples)
  const contradictions = fromNetflow.alone + fromVpc.contradicting + fromVpc.unexplained
  return {
    address,
    matched: fromVpc.matched,
    vpcOnly: fromVpc.alone,
    vpcOnlyOutsideCapture: fromVpc.outside,
    netflowOnly: fromNetflow.alone,
    equalBytes: fromVpc.equalBytes,
    clockOffsetSeconds: medianOffset(fromVpc.offsets),
    bytesVpc: fromVpc.bytes,
    bytesNetflow: fromNetflow.bytes,
    tuples: tuples.take().map((tuple) => compareTuple(tuple, vpc, netflow)),
    verdict:
      netflow.size === 0
        ? 'no netflow'
        : fromVpc.matched === 0
          ? 'no common tuples'
          : contradictions === 0
            ? 'agree'
            : 'differ',
  }
}

function compareVpc(
  vpc: ConversationTable,
  netflow: ConversationTable,
  spans: readonly CaptureSpan[],
  tuples: LargestTuples,
) {
  const offsets: number[] = []
  const counts = { matched: 0, equalBytes: 0, contradicting: 0, alone: 0, outside: 0, unexplained: 0 }
  let total: Quantity = 0
  for (let direction = 0; direction < 2 * vpc.size; direction++) {
    if (!isTuple(vpc, direction)) continue
    const bytes = vpc.bytes[direction] as Quantity
    total = add(total, bytes)
    const other = sameTuple(vpc, direction, netflow)
    if (other === undefined) {
      counts.alone++
      if (isOutside(vpc, direction, spans)) counts.outside++
      else if (vpc.rejected[direction] !== vpc.records[direction]) counts.unexplained++
      tuples.offer('vpc-only', direction, bytes)
      continue
    }
    counts.matched++
    const otherBytes = netflow.bytes[other] as Quantity
    if (compare(bytes, otherBytes) === 0) counts.equalBytes++
    else if (!isTolerable(bytes, otherBytes, reachesBeyond(vpc, direction, spans))) counts.contradicting++
    const offset = milliseconds((netflow.first[other] as number) - (vpc.first[direction] as number))
    if (!Number.isNaN(offset)) offsets.push(offset)
    tuples.offer('matched', direction, bytes)
  }
  return { ...counts, offsets, bytes: total }
}

function compareNetflow(vpc: ConversationTable, netflow: ConversationTable, tuples: LargestTuples) {
  let alone = 0
  let total: Quantity = 0
  for (let direction = 0; direction < 2 * netflow.size; direction++) {
    if (!isTuple(netflow, direction)) continue
    const bytes = netflow.bytes[direction] as Quantity
    total = add(total, bytes)
    if (sameTuple(netflow, direction, vpc) !== undefined) continue
    alone++
    tuples.offer('netflow-only', direction, bytes)
  }
  return { alone, bytes: total }
}

/** Whether flows went in this direction and told both addresses. */
function isTuple(table: ConversationTable, direction: number): boolean {
  return (
    table.records[direction] !== 0 &&
    addressOf(table, table.senderOf(direction)) !== UNKNOWN_ADDRESS &&
    addressOf(table, table.receiverOf(direction)) !== UNKNOWN_ADDRESS
  )
}

function addressOf(table: ConversationTable, end: number): string {
  return table.endpoints.addresses[table.endpoints.address[end] as number] as string
}

/** The direction of another table that has the same five-tuple and any flows. */
function sameTuple(
  table: ConversationTable,
  direction: number,
  other: ConversationTable,
): number | undefined {
  const from = sameEnd(table, table.senderOf(direction), other)
  const to = sameEnd(table, table.receiverOf(direction), other)
  if (from === undefined || to === undefined) return undefined
  const found = other.directionOf(from, to)
  return found === undefined || other.records[found] === 0 ? undefined : found
}

function sameEnd(table: ConversationTable, end: number, other: ConversationTable): number | undefined {
  const { port, protocol } = table.endpoints
  return other.endpoints.find(addressOf(table, end), port[end] as number, protocol[end] as number)
}

function isOutside(table: ConversationTable, direction: number, spans: readonly CaptureSpan[]): boolean {
  const first = table.first[direction] as number
  const last = table.last[direction] as number
  return spans.every((span) => last < Math.floor(span.first) || first - CLOCK_SLACK_SECONDS > span.last)
}

/** Whether a tuple was certainly active outside of every single capture's time. */
function reachesBeyond(table: ConversationTable, direction: number, spans: readonly CaptureSpan[]): boolean {
  const first = table.first[direction] as number
  const last = table.last[direction] as number
  return spans.every((span) => first < Math.floor(span.first) || last - CLOCK_SLACK_SECONDS > span.last)
}

function isTolerable(vpc: Quantity, netflow: Quantity, beyond: boolean): boolean {
  if (beyond && netflow < vpc) return true
  return Math.abs(Number(netflow) - Number(vpc)) <= BYTES_TOLERANCE * Number(vpc)
}

function compareTuple(
  { state, direction }: TupleRef,
  vpc: ConversationTable,
  netflow: ConversationTable,
): TupleComparison {
  const table = state === 'netflow-only' ? netflow : vpc
  const source = table.endpoints.at(table.senderOf(direction))
  const destination = table.endpoints.at(table.receiverOf(direction))
  const other = state === 'matched' ? sameTuple(vpc, direction, netflow) : undefined
  const sides =
    state === 'netflow-only'
      ? { vpc: null, netflow: sideOf(netflow, direction) }
      : { vpc: sideOf(vpc, direction), netflow: other === undefined ? null : sideOf(netflow, other) }
  return {
    srcaddr: source.address,
    srcport: source.port,
    dstaddr: destination.address,
    dstport: destination.port,
    protocol: source.protocol,
    state,
    ...sides,
    ratio:
      sides.vpc && sides.netflow && sides.vpc.bytes > 0
        ? Number(sides.netflow.bytes) / Number(sides.vpc.bytes)
        : null,
  }
}

function sideOf(table: ConversationTable, direction: number): TupleSide {
  return {
    records: table.records[direction] as number,
    bytes: table.bytes[direction] as Quantity,
    packets: table.packets[direction] as Quantity,
    first: table.first[direction] as number,
    last: table.last[direction] as number,
  }
}

function medianOffset(offsets: readonly number[]): number | null {
  const middle = median(offsets)
  return middle === null ? null : milliseconds(middle)
}
