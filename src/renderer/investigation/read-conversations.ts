import { address, and, type Filter, not, or } from '../../shared/filter/ast'
import type { DistinctField } from '../../shared/findings/figure'
import type { FlowSource } from '../../shared/flow/block'
import type { FlowQuery, GroupRow, KeyValue, Measure } from '../../shared/query/query'
import { MAX_ANSWER_ROWS } from './ask-in-parts'
import { ConversationTable, type DirectedFlow } from './conversation-table'
import { ALL_PORTS, halvePorts, type PortRange, portIn } from './port-ranges'
import { countOf, quantityOf, timeOf } from './quantity'
import type { Ask } from './types'
import { fieldKey, volumeMeasures } from './volumes'

/** Stands for a protocol or address that the record does not tell. */
export const UNKNOWN_PROTOCOL = 256
export const UNKNOWN_ADDRESS = '-'

export const FIVE_TUPLE: readonly DistinctField[] = ['srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol']

const SYN: Filter = { type: 'flags', bits: 2 }
const ACK: Filter = { type: 'flags', bits: 16 }
const SYN_ACK: Filter = { type: 'flags', bits: 18 }

/**
 * All flows of a suspect by five-tuple, as conversations. Flow logs set bit 16 only for a SYN-ACK,
 * so that a record with 18 comes from the responder. NetFlow has the OR of all flags, in which
 * the initiator of any answered connection has 18 too: only SYN without ACK says something there.
 * Absent ports count as 0, as flow logs write them for ICMP.
 * `records` is how many flows match the filter.
 */
export async function readConversations(
  ask: Ask,
  source: FlowSource,
  suspect: string,
  filter: Filter,
  records: number,
  maxRows = MAX_ANSWER_ROWS,
): Promise<ConversationTable> {
  const table = new ConversationTable()
  const query: FlowQuery = {
    source,
    filter,
    groupBy: FIVE_TUPLE.map(fieldKey),
    measures: tupleMeasures(source),
  }
  // There are at most as many five-tuples as records.
  const parts = records <= maxRows ? [WHOLE] : planParts(await askSuspectPorts(ask, query, suspect), maxRows)
  for (const part of parts) {
    await readPart(ask, query, suspect, part, maxRows, table)
  }
  return table
}

export function tupleMeasures(source: FlowSource): readonly Measure[] {
  const measures: readonly Measure[] = [
    ...volumeMeasures(source),
    { as: 'first', op: 'min', field: 'start' },
    { as: 'last', op: 'max', field: 'end' },
    { as: 'opening', op: 'count', where: and(SYN, not(ACK)) },
  ]
  return source === 'netflow' ? measures : [...measures, { as: 'answering', op: 'count', where: SYN_ACK }]
}

/** One row of tupleMeasures by FIVE_TUPLE, these keys being the row's first ones. */
export function directedFlow(row: GroupRow): DirectedFlow {
  const [srcaddr, srcport, dstaddr, dstport, protocol] = row.keys
  return {
    source: endpointOf(srcaddr, srcport, protocol),
    destination: endpointOf(dstaddr, dstport, protocol),
    records: countOf(row, 'records'),
    bytes: quantityOf(row, 'bytes'),
    packets: quantityOf(row, 'packets'),
    accepted: countOf(row, 'accepted'),
    rejected: countOf(row, 'rejected'),
    opening: countOf(row, 'opening'),
    answering: countOf(row, 'answering'),
    first: timeOf(row, 'first') ?? Number.NaN,
    last: timeOf(row, 'last') ?? Number.NaN,
  }
}

function endpointOf(
  address: KeyValue | undefined,
  port: KeyValue | undefined,
  protocol: KeyValue | undefined,
) {
  return {
    address: address == null ? UNKNOWN_ADDRESS : String(address),
    port: port == null ? 0 : Number(port),
    protocol: protocol == null ? UNKNOWN_PROTOCOL : Number(protocol),
  }
}

/** Flows by port, both ends included: of the suspect, and of its peers. */
interface Part {
  readonly own: PortRange
  readonly peer: PortRange
}

const WHOLE: Part = { own: ALL_PORTS, peer: ALL_PORTS }

/** Records by the port on the suspect's own side. */
async function askSuspectPorts(
  ask: Ask,
  { source, filter }: FlowQuery,
  suspect: string,
): Promise<ReadonlyMap<number, number>> {
  const sent = address(suspect, 'src')
  const records = new Map<number, number>()
  for (const [field, own] of [
    ['srcport', sent],
    ['dstport', not(sent)],
  ] as const) {
    const answer = await ask({
      source,
      filter: and(filter, own),
      groupBy: [fieldKey(field)],
      measures: [{ as: 'records', op: 'count' }],
    })
    for (const row of answer.rows) {
      const port = Number(row.keys[0] ?? 0)
      records.set(port, (records.get(port) ?? 0) + countOf(row, 'records'))
    }
  }
  return records
}

/** Neighbouring ports of the suspect go together as long as they have no more records than an answer may have rows. */
function planParts(suspectPorts: ReadonlyMap<number, number>, maxRows: number): readonly Part[] {
  const parts: Part[] = []
  let from = 0
  let records = 0
  for (const [port, count] of Array.from(suspectPorts).sort(([a], [b]) => a - b)) {
    if (records > 0 && records + count > maxRows) {
      parts.push({ own: { from, to: port - 1 }, peer: ALL_PORTS })
      from = port
      records = 0
    }
    records += count
  }
  parts.push({ own: { from, to: ALL_PORTS.to }, peer: ALL_PORTS })
  return parts
}

async function readPart(
  ask: Ask,
  query: FlowQuery,
  suspect: string,
  part: Part,
  maxRows: number,
  table: ConversationTable,
): Promise<void> {
  const halves = split(part)
  const answer = await ask({
    ...query,
    filter: and(query.filter, partFilter(suspect, part)),
    limit: halves ? maxRows : undefined,
  })
  if (answer.groups <= maxRows || !halves) {
    for (const row of answer.rows) table.add(directedFlow(row))
    return
  }
  for (const half of halves) await readPart(ask, query, suspect, half, maxRows, table)
}

/** Halves by the suspect's port, then by the peers'; null for one port on either side. */
function split({ own, peer }: Part): readonly Part[] | null {
  if (own.from < own.to) return halvePorts(own).map((half) => ({ own: half, peer }))
  if (peer.from < peer.to) return halvePorts(peer).map((half) => ({ own, peer: half }))
  return null
}

/** Each flow of the suspect lies in exactly one part: one that it sent itself goes by its source port. */
function partFilter(suspect: string, { own, peer }: Part): Filter {
  if (own.from === 0 && own.to === ALL_PORTS.to && peer === ALL_PORTS) return and()
  const sent = address(suspect, 'src')
  return or(
    and(sent, portIn('src', own), portIn('dst', peer)),
    and(not(sent), portIn('dst', own), portIn('src', peer)),
  )
}
