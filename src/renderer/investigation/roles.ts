import { serviceName } from '../../shared/network/services'
import type { Breath } from './breath'
import type { ConversationTable } from './conversation-table'
import type { RoleReason } from './types'

/**
 * Peer ports that one port must have met to count as "one port, many peer ports". A client's port
 * meets one or two services before the system gives the number to another connection.
 */
export const MANY_PEER_PORTS = 3

/** Reasons by strength; Roles.reason is an index into them. */
export const REASONS: readonly RoleReason[] = [
  'tcp handshake',
  'known service port',
  'one port, many peer ports',
  'lower port',
]
const KNOWN = 1
const FAN = 2
const LOWER = 3

/** Who serves in each conversation: an endpoint id (−1: no ports, so nobody), and the reason for it. */
export interface Roles {
  readonly server: Int32Array
  readonly reason: Uint8Array
}

/**
 * Takes a side of each conversation for the serving one:
 * 1. its own records with a SYN or a SYN-ACK tell;
 * 2. else the endpoint that handshakes of its other conversations show to serve more often;
 * 3. else each conversation votes by known service port, then one port against many peer ports,
 *    then the lower port, and goes to that of its two endpoints with more votes. So a client port
 *    that happens to be a known number does not outvote the service that many clients share.
 */
export async function inferRoles(table: ConversationTable, suspect: string, breath: Breath): Promise<Roles> {
  const { size } = table
  const server = new Int32Array(size).fill(-1)
  const reason = new Uint8Array(size)
  const served = new Int32Array(table.endpoints.size)
  for (let id = 0; id < size; id++) {
    if (breath.isDue) await breath.take()
    const winner = byHandshake(table, id)
    if (winner === null) continue
    server[id] = winner
    served[winner] = (served[winner] as number) + 1
    const client = otherEnd(table, id, winner)
    served[client] = (served[client] as number) - 1
  }
  const votes = new Uint32Array(table.endpoints.size)
  const open: number[] = []
  const met = await countPeerPorts(table, breath)
  for (let id = 0; id < size; id++) {
    if (breath.isDue) await breath.take()
    const a = table.a(id)
    const b = table.b(id)
    if (server[id] !== -1 || !hasService(table, a, b)) continue
    const servedByA = served[a] as number
    const servedByB = served[b] as number
    if (servedByA !== servedByB) {
      server[id] = servedByA > servedByB ? a : b
      continue
    }
    const vote = voteOf(table, a, b, met, suspect)
    server[id] = vote.server
    reason[id] = vote.reason
    votes[vote.server] = (votes[vote.server] as number) + 1
    open.push(id)
  }
  for (const id of open) {
    if (breath.isDue) await breath.take()
    const voted = server[id] as number
    const other = otherEnd(table, id, voted)
    if ((votes[other] as number) <= (votes[voted] as number)) continue
    server[id] = other
    reason[id] = FAN
  }
  return { server, reason }
}

export function otherEnd(table: ConversationTable, id: number, end: number): number {
  const a = table.a(id)
  return a === end ? table.b(id) : a
}

function hasService(table: ConversationTable, a: number, b: number): boolean {
  return table.endpoints.portOf(a) > 0 && table.endpoints.portOf(b) > 0
}

/** Records weigh, so that a stray retransmission does not turn the roles; null when they tell nothing. */
function byHandshake(table: ConversationTable, id: number): number | null {
  const forA = (table.answering[2 * id] as number) + (table.opening[2 * id + 1] as number)
  const forB = (table.answering[2 * id + 1] as number) + (table.opening[2 * id] as number)
  if (forA === forB) return null
  return forA > forB ? table.a(id) : table.b(id)
}

/** How many different ports each endpoint has met at its peers, counted up to MANY_PEER_PORTS. */
async function countPeerPorts(table: ConversationTable, breath: Breath): Promise<Uint8Array> {
  const { endpoints } = table
  const { size } = endpoints
  const met = new Uint8Array(size)
  const seen = new Int32Array(size * (MANY_PEER_PORTS - 1)).fill(-1)
  const meet = (end: number, peerPort: number): void => {
    const count = met[end] as number
    if (count === MANY_PEER_PORTS) return
    const at = end * (MANY_PEER_PORTS - 1)
    for (let i = 0; i < count; i++) if (seen[at + i] === peerPort) return
    if (count < MANY_PEER_PORTS - 1) seen[at + count] = peerPort
    met[end] = count + 1
  }
  for (let id = 0; id < table.size; id++) {
    if (breath.isDue) await breath.take()
    const a = table.a(id)
    const b = table.b(id)
    meet(a, endpoints.portOf(b))
    meet(b, endpoints.portOf(a))
  }
  return met
}

function voteOf(
  table: ConversationTable,
  a: number,
  b: number,
  met: Uint8Array,
  suspect: string,
): { readonly server: number; readonly reason: number } {
  const { endpoints } = table
  const portA = endpoints.portOf(a)
  const portB = endpoints.portOf(b)
  const knownA = serviceName(portA, endpoints.protocolOf(a)) !== null
  const knownB = serviceName(portB, endpoints.protocolOf(b)) !== null
  if (knownA !== knownB) return { server: knownA ? a : b, reason: KNOWN }
  const manyA = met[a] === MANY_PEER_PORTS
  const manyB = met[b] === MANY_PEER_PORTS
  if (manyA !== manyB) return { server: manyA ? a : b, reason: FAN }
  if (portA !== portB) return { server: portA < portB ? a : b, reason: LOWER }
  // Equal ports (NTP between servers): the suspect is taken for the one who asks.
  return { server: table.endpoints.at(a).address === suspect ? b : a, reason: LOWER }
}
