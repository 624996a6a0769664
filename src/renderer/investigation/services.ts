import { address, and, type Filter, or, port, protocol } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { serviceName } from '../../shared/network/services'
import type { Measure, Quantity } from '../../shared/query/query'
import type { Breath } from './breath'
import { type ConversationTable, earlier, later } from './conversation-table'
import { add, compare, countOf, quantityOf } from './quantity'
import { otherEnd, REASONS, type Roles } from './roles'
import { sortInSlices } from './sort-in-slices'
import type { Ask, Service } from './types'

/** Services whose volumes are figures with a command of their own. */
export const MAX_SERVICE_FIGURES = 20

/** Which of the service's flows: those that reach the suspect, those that it sends, or both. */
export type ServiceFlow = 'to-suspect' | 'from-suspect' | 'both'

/** Flows of a suspect with one service. A conversation between two serving ports counts for both. */
export function serviceFilter(
  suspect: string,
  service: Pick<Service, 'address' | 'port' | 'protocol'>,
  flow: ServiceFlow,
): Filter {
  const own = service.address === suspect
  const sentByService = and(
    address(service.address, 'src'),
    port(service.port, 'src'),
    protocol(service.protocol),
  )
  const sentToService = and(
    address(service.address, 'dst'),
    port(service.port, 'dst'),
    protocol(service.protocol),
  )
  if (flow === 'both') return and(address(suspect), or(sentByService, sentToService))
  if (own) return flow === 'to-suspect' ? sentToService : sentByService
  return flow === 'to-suspect'
    ? and(sentByService, address(suspect, 'dst'))
    : and(address(suspect, 'src'), sentToService)
}

/**
 * Whether flows of the service were let through. One that was only ever rejected was tried, not
 * used. Logs without an action, and NetFlow, know no rejection.
 */
export function isInUse(service: Service): boolean {
  return service.rejected < service.records
}

/**
 * Every port that serves in at least one conversation, with all of the suspect's traffic with it,
 * by bytes in both directions descending, then records, address, port, protocol.
 */
export async function listServices(
  table: ConversationTable,
  roles: Roles,
  suspect: string,
  breath: Breath,
): Promise<readonly Service[]> {
  const tallies = new Map<number, Tally>()
  for (let id = 0; id < table.size; id++) {
    if (breath.isDue) await breath.take()
    const server = roles.server[id] as number
    if (server < 0) continue
    const tally = tallies.get(server)
    const reason = roles.reason[id] as number
    if (tally) tally.reason = Math.min(tally.reason, reason)
    else tallies.set(server, newTally(reason))
  }
  for (let id = 0; id < table.size; id++) {
    if (breath.isDue) await breath.take()
    const a = table.a(id)
    const b = table.b(id)
    for (const end of a === b ? [a] : [a, b]) {
      const tally = tallies.get(end)
      if (tally) count(tally, table, id, end)
    }
  }
  const services: Service[] = []
  for (const [end, tally] of tallies) {
    services.push(await serviceOf(table, end, tally, suspect, breath))
    if (breath.isDue) await breath.take()
  }
  return sortInSlices(services, byVolume, breath)
}

function byVolume(x: Service, y: Service): number {
  return (
    compare(add(y.bytesToSuspect, y.bytesFromSuspect), add(x.bytesToSuspect, x.bytesFromSuspect)) ||
    y.records - x.records ||
    (x.address < y.address ? -1 : x.address > y.address ? 1 : 0) ||
    x.port - y.port ||
    x.protocol - y.protocol
  )
}

/** Traffic of a serving endpoint; `sent` is by it. */
interface Tally {
  reason: number
  connections: number
  records: number
  rejected: number
  sentBytes: Quantity
  receivedBytes: Quantity
  sentPackets: Quantity
  receivedPackets: Quantity
  first: number
  last: number
  /** By address index. */
  readonly clientBytes: Map<number, Quantity>
}

function newTally(reason: number): Tally {
  return {
    reason,
    connections: 0,
    records: 0,
    rejected: 0,
    sentBytes: 0,
    receivedBytes: 0,
    sentPackets: 0,
    receivedPackets: 0,
    first: Number.NaN,
    last: Number.NaN,
    clientBytes: new Map(),
  }
}

function count(tally: Tally, table: ConversationTable, id: number, end: number): void {
  const sent = table.a(id) === end ? 2 * id : 2 * id + 1
  const received = sent ^ 1
  tally.connections++
  for (const direction of [sent, received]) {
    tally.records += table.records[direction] as number
    tally.rejected += table.rejected[direction] as number
    tally.first = earlier(tally.first, table.first[direction] as number)
    tally.last = later(tally.last, table.last[direction] as number)
  }
  const sentBytes = table.bytes[sent] as Quantity
  const receivedBytes = table.bytes[received] as Quantity
  tally.sentBytes = add(tally.sentBytes, sentBytes)
  tally.receivedBytes = add(tally.receivedBytes, receivedBytes)
  tally.sentPackets = add(tally.sentPackets, table.packets[sent] as Quantity)
  tally.receivedPackets = add(tally.receivedPackets, table.packets[received] as Quantity)
  const client = table.endpoints.addressOf(otherEnd(table, id, end))
  tally.clientBytes.set(client, add(tally.clientBytes.get(client) ?? 0, add(sentBytes, receivedBytes)))
}

async function serviceOf(
  table: ConversationTable,
  end: number,
  tally: Tally,
  suspect: string,
  breath: Breath,
): Promise<Service> {
  const endpoint = table.endpoints.at(end)
  const own = endpoint.address === suspect
  const clients = await sortInSlices(Array.from(tally.clientBytes), ([, x], [, y]) => compare(y, x), breath)
  return {
    ...endpoint,
    name: serviceName(endpoint.port, endpoint.protocol),
    reason: REASONS[tally.reason] ?? 'lower port',
    clients: clients.map(([client]) => table.endpoints.addresses[client] as string),
    records: tally.records,
    rejected: tally.rejected,
    bytesToSuspect: own ? tally.receivedBytes : tally.sentBytes,
    bytesFromSuspect: own ? tally.sentBytes : tally.receivedBytes,
    packetsToSuspect: own ? tally.receivedPackets : tally.sentPackets,
    packetsFromSuspect: own ? tally.sentPackets : tally.receivedPackets,
    connections: tally.connections,
    firstStart: tally.first,
    lastEnd: tally.last,
  }
}

/**
 * The first services with their records and bytes measured by serviceFilter itself. That differs
 * from the sum of their conversations only where pkt-srcaddr or pkt-dstaddr name another address
 * than srcaddr or dstaddr: filters look at them, five-tuples don't. So it is asked only of logs
 * that have them, since it is dear, and then what is shown is what the figure's command prints.
 */
export async function measureServices(
  ask: Ask,
  source: FlowSource,
  suspect: string,
  services: readonly Service[],
): Promise<readonly Service[]> {
  const measured = services.slice(0, MAX_SERVICE_FIGURES)
  if (measured.length === 0) return services
  const measures = measured.flatMap((service, i): readonly Measure[] => [
    { as: `${i}.records`, op: 'count', where: serviceFilter(suspect, service, 'both') },
    { as: `${i}.to`, op: 'sum', field: 'bytes', where: serviceFilter(suspect, service, 'to-suspect') },
    { as: `${i}.from`, op: 'sum', field: 'bytes', where: serviceFilter(suspect, service, 'from-suspect') },
  ])
  const answer = await ask({ source, filter: address(suspect), groupBy: [], measures })
  const row = answer.rows[0]
  return services.map((service, i) =>
    i >= measured.length
      ? service
      : {
          ...service,
          records: countOf(row, `${i}.records`),
          bytesToSuspect: quantityOf(row, `${i}.to`),
          bytesFromSuspect: quantityOf(row, `${i}.from`),
        },
  )
}
