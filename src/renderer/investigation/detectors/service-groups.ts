import { and, type Filter, port, protocol } from '../../../shared/filter/ast'
import { formatCount } from '../../../shared/format/number'
import { type AnswerColumns, columnsOf } from '../../../shared/query/answer-columns'
import type { FlowAnswer, FlowQuery, GroupRow } from '../../../shared/query/query'
import { countOf, quantityOf, timeOf } from '../quantity'
import { numbersOf, textsOf } from '../tuple-columns'
import { fieldKey } from '../volumes'
import type { DetectorInput, DetectorScope } from './detection'
import { SIZE_AND_SPAN } from './measures'
import { askSources, remarkSources } from './request-sources'
import { REQUESTS } from './scope'

/** Groups of one answer: with more of them, those with the most records are looked at. */
export const MAX_GROUPS = 4_000
/** Clients with fewer accepted requests are left out of the question that several rules share, unless a rule needs them. */
const FEWEST_RECORDS = 12

/** A client and a service of a host. */
export interface ServicePair {
  readonly client: string
  readonly server: string
  readonly port: number
  readonly protocol: number
}

/** What clients sent to services, let through. Times are epoch seconds. */
export interface ServiceGroup extends ServicePair {
  readonly records: number
  readonly bytes: number
  readonly first: number
  readonly last: number
}

export const SERVICE_KEYS = ['srcaddr', 'dstaddr', 'dstport', 'protocol'].map(fieldKey)

type Order = 'records' | 'bytes'

/** @param filter what is cheap to tell first: each part looks only at what the ones before it left */
function groupQuery({ source, accepted }: DetectorScope, filter: Filter, order: Order): FlowQuery {
  return {
    source,
    filter: and(accepted, filter, REQUESTS),
    groupBy: SERVICE_KEYS,
    measures: SIZE_AND_SPAN,
    orderBy: { measure: order, descending: true },
    limit: MAX_GROUPS,
  }
}

/**
 * Who asks which service how often, most records first.
 * @param least records that a group must have to be of interest: fewer are not missed
 */
export async function allServices(input: DetectorInput, least: number): Promise<readonly ServiceGroup[]> {
  const { scope } = input
  const sources = await askSources(input)
  remarkSources(input, sources, least)
  const floor = Math.min(least, FEWEST_RECORDS)
  const clients = sources.sources.filter(({ accepted }) => accepted >= floor)
  if (clients.length === 0) return []
  const from: Filter = { type: 'address', side: 'src', networks: clients.map(({ address }) => address) }
  return groupsOf(input, await input.once(groupQuery(scope, from, 'records')), 'records', least)
}

/** The same, of internal clients with services outside. */
export async function outboundServices(
  input: DetectorInput,
  least: number,
): Promise<readonly ServiceGroup[]> {
  const { scope, once } = input
  const byBytes = await once(groupQuery(scope, scope.sides.outbound, 'bytes'))
  if (byBytes.groups > byBytes.rows.length) {
    return groupsOf(input, await once(groupQuery(scope, scope.sides.outbound, 'records')), 'records', least)
  }
  const groups = groupsOf(input, byBytes, 'records', least)
  return [...groups].sort((a, b) => b.records - a.records || (pairKey(a) < pairKey(b) ? -1 : 1))
}

/** The same, by the bytes that the internal clients sent. */
export async function outboundVolumes(input: DetectorInput, least: number): Promise<readonly ServiceGroup[]> {
  return groupsOf(
    input,
    await input.once(groupQuery(input.scope, input.scope.sides.outbound, 'bytes')),
    'bytes',
    least,
  )
}

function groupsOf(
  input: DetectorInput,
  answer: FlowAnswer,
  order: Order,
  least: number,
): readonly ServiceGroup[] {
  remarkLimit(input, answer, order, least, 'pairs of client and service', order)
  return answer.rows.map(serviceGroup).filter((group) => group[order] >= least)
}

/** Says so when a limit of an answer kept groups back that may be of interest. */
export function remarkLimit(
  input: DetectorInput,
  answer: FlowAnswer,
  measure: string,
  least: number,
  what: string,
  most: string,
): void {
  const { groups, size, values } = columnsOf(answer)
  if (groups > size && Number(values[measure]?.[size - 1] || 0) >= least) {
    input.remark(lookedAt(groups, what, size, most))
  }
}

/** The first `limit` of what is in the order of the most of something; says so when there are more. */
export function firstOf<T>(
  input: DetectorInput,
  ordered: readonly T[],
  limit: number,
  what: string,
  most: string,
): readonly T[] {
  if (ordered.length > limit) input.remark(lookedAt(ordered.length, what, limit, most))
  return ordered.slice(0, limit)
}

function lookedAt(all: number, what: string, looked: number, most: string): string {
  return `Of ${formatCount(all)} ${what}, the ${formatCount(looked)} with the most ${most} were looked at.`
}

/** Keys in the order of SERVICE_KEYS. */
export function servicePair({ keys }: GroupRow): ServicePair {
  const [client, server, number, protocolNumber] = keys
  return {
    client: String(client),
    server: String(server),
    port: Number(number ?? 0),
    protocol: Number(protocolNumber ?? 0),
  }
}

/** The same of columns: tells the pair of a row. */
export function pairIn(columns: AnswerColumns): (row: number) => ServicePair {
  const client = textsOf(columns, 0)
  const server = textsOf(columns, 1)
  const number = numbersOf(columns, 2)
  const protocolNumber = numbersOf(columns, 3)
  return (row) => ({
    client: client(row),
    server: server(row),
    port: number(row),
    protocol: protocolNumber(row),
  })
}

function serviceGroup(row: GroupRow): ServiceGroup {
  return {
    ...servicePair(row),
    records: countOf(row, 'records'),
    bytes: Number(quantityOf(row, 'bytes')),
    first: timeOf(row, 'first') ?? 0,
    last: timeOf(row, 'last') ?? 0,
  }
}

export function serviceKey(service: Omit<ServicePair, 'client'>): string {
  return `${service.server}|${service.port}|${service.protocol}`
}

export function pairKey(pair: ServicePair): string {
  return `${pair.client}|${serviceKey(pair)}`
}

/** Pairs that have the service in common. */
export function byService<T extends ServicePair>(pairs: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const pair of pairs) {
    const group = groups.get(serviceKey(pair))
    if (group) group.push(pair)
    else groups.set(serviceKey(pair), [pair])
  }
  return groups
}

/** Flows from the client to the service that were let through. */
export function pairFilter(scope: DetectorScope, pair: ServicePair): Filter {
  return pairsFilter(scope, [pair])
}

/** The same of several pairs, at least one, which have the service in common. */
export function pairsFilter({ accepted }: DetectorScope, pairs: readonly ServicePair[]): Filter {
  const [service] = pairs as readonly [ServicePair]
  return and(
    { type: 'address', side: 'src', networks: pairs.map(({ client }) => client) },
    { type: 'address', side: 'dst', networks: [service.server] },
    port(service.port, 'dst'),
    protocol(service.protocol),
    accepted,
  )
}

/** At most so many ports are told one by one: each is compared with every flow. */
const MAX_PORTS = 8

/**
 * Holds for all flows from the clients to the services of these pairs, and for more: an answer is to be
 * matched by its keys. One look at every flow for all pairs instead of one for each.
 */
export function amongPairs(pairs: readonly ServicePair[]): Filter {
  const ports = [...new Set(pairs.map((pair) => pair.port))]
  return and(
    { type: 'address', side: 'src', networks: [...new Set(pairs.map(({ client }) => client))] },
    { type: 'address', side: 'dst', networks: [...new Set(pairs.map(({ server }) => server))] },
    ports.length <= MAX_PORTS ? { type: 'port', side: 'dst', comparison: '=', ports } : and(),
  )
}
