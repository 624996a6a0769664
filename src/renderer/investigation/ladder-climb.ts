import { and, type Filter, not, port } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { serviceName } from '../../shared/network/services'
import type { GroupRow, Measure, Quantity } from '../../shared/query/query'
import { add, compare, countOf, quantityOf } from './quantity'
import { FIVE_TUPLE } from './read-conversations'
import type { Ask } from './types'
import { fieldKey } from './volumes'

/** What is left of one source. */
export interface Remainder {
  readonly source: FlowSource
  readonly records: number
  readonly bytes: Quantity
  /** Distinct directed five-tuples. */
  readonly tuples: number
}

/** A rung that the examiner chose; the first has no port: nothing is taken away yet. */
export interface ClimbStep {
  readonly port: number | null
  readonly filter: Filter
  /** In the order of the sources. */
  readonly remaining: readonly Remainder[]
}

/** A port that could be taken away next. */
export interface NextService {
  readonly port: number
  readonly protocol: number
  readonly name: string | null
  /** What taking it away takes, by source: flows with the port on either side. */
  readonly volumes: Readonly<
    Partial<Record<FlowSource, { readonly records: number; readonly bytes: Quantity }>>
  >
}

/** Pairs of ports among which services are looked for, those with the most bytes. */
const MAX_PAIRS = 5_000
/** Services that are offered, and whose volumes are asked for. */
export const MAX_SERVICES = 24

/** What is left after each port is taken away from the flows of a filter, in turn. */
export async function askClimb(
  ask: Ask,
  sources: readonly FlowSource[],
  start: Filter,
  ports: readonly number[],
): Promise<readonly ClimbStep[]> {
  const steps: ClimbStep[] = []
  let filter = start
  for (const taken of [null, ...ports]) {
    if (taken !== null) filter = and(filter, not(port(taken)))
    const remaining: Remainder[] = []
    for (const source of sources) remaining.push(await askRemainder(ask, source, filter))
    steps.push({ port: taken, filter, remaining })
  }
  return steps
}

async function askRemainder(ask: Ask, source: FlowSource, filter: Filter): Promise<Remainder> {
  const total = await ask({
    source,
    filter,
    groupBy: [],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
    ],
  })
  const tuples = await ask({
    source,
    filter,
    groupBy: FIVE_TUPLE.map(fieldKey),
    measures: [{ as: 'records', op: 'count' }],
    orderBy: { measure: 'records', descending: true },
    limit: 1,
  })
  return {
    source,
    records: countOf(total.rows[0], 'records'),
    bytes: quantityOf(total.rows[0], 'bytes'),
    tuples: tuples.groups,
  }
}

/**
 * Services among the flows of a filter, by bytes descending, at most MAX_SERVICES: of each pair of ports
 * the one with a listed name, else the lower one. Which ports are offered is a guess from the largest
 * pairs; what is said of each is counted over all flows.
 */
export async function askNextServices(
  ask: Ask,
  sources: readonly FlowSource[],
  filter: Filter,
): Promise<readonly NextService[]> {
  const protocols = await askServingPorts(ask, sources, filter)
  const ports = Array.from(protocols.keys()).slice(0, MAX_SERVICES)
  const volumes = new Map<FlowSource, GroupRow | undefined>()
  for (const source of sources) {
    const measures = ports.flatMap((number): Measure[] => [
      { as: `${number}.records`, op: 'count', where: port(number) },
      { as: `${number}.bytes`, op: 'sum', field: 'bytes', where: port(number) },
    ])
    if (measures.length === 0) break
    volumes.set(source, (await ask({ source, filter, groupBy: [], measures })).rows[0])
  }
  const services = ports.map((number): NextService => {
    const protocol = protocols.get(number) as number
    const own = Array.from(volumes, ([source, row]) => [
      source,
      { records: countOf(row, `${number}.records`), bytes: quantityOf(row, `${number}.bytes`) },
    ])
    return { port: number, protocol, name: serviceName(number, protocol), volumes: Object.fromEntries(own) }
  })
  const bytesOf = ({ volumes: { vpc, netflow } }: NextService) => vpc?.bytes ?? netflow?.bytes ?? 0
  return services.sort((a, b) => compare(bytesOf(b), bytesOf(a)) || a.port - b.port)
}

/** Ports that seem to serve, with a protocol that they do it over, those of the largest pairs first. */
async function askServingPorts(
  ask: Ask,
  sources: readonly FlowSource[],
  filter: Filter,
): Promise<ReadonlyMap<number, number>> {
  const bytes = new Map<number, { protocol: number; bytes: Quantity }>()
  for (const source of sources) {
    const answer = await ask({
      source,
      filter,
      groupBy: ['srcport', 'dstport', 'protocol'].map(fieldKey),
      measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
      orderBy: { measure: 'bytes', descending: true },
      limit: MAX_PAIRS,
    })
    for (const row of answer.rows) {
      const [srcport, dstport, protocol] = row.keys.map((key) => Number(key ?? 0)) as [number, number, number]
      // Without ports there is nothing to take away.
      if (srcport === 0 && dstport === 0) continue
      const number = serving(srcport, dstport, protocol)
      const known = bytes.get(number)
      bytes.set(number, {
        protocol: known?.protocol ?? protocol,
        bytes: add(known?.bytes ?? 0, quantityOf(row, 'bytes')),
      })
    }
  }
  const largest = Array.from(bytes).sort(([a, x], [b, y]) => compare(y.bytes, x.bytes) || a - b)
  return new Map(largest.map(([number, { protocol }]) => [number, protocol]))
}

function serving(a: number, b: number, protocol: number): number {
  if (a === 0 || b === 0) return Math.max(a, b)
  const listedA = serviceName(a, protocol) !== null
  const listedB = serviceName(b, protocol) !== null
  return listedA === listedB ? Math.min(a, b) : listedA ? a : b
}
