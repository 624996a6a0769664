import { and, type Filter, not, port } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { serviceName } from '../../shared/network/services'
import type { Quantity } from '../../shared/query/query'
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
  /** Over the sources. */
  readonly records: number
  readonly bytes: Quantity
}

/** Pairs of ports that are looked at for services, those with the most bytes. */
const MAX_PAIRS = 5_000

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
 * Services among the flows of a filter, by bytes descending: of each pair of ports the one with a
 * listed name, else the lower one. An examiner's guide; what a port takes with it is told by askClimb.
 */
export async function askNextServices(
  ask: Ask,
  sources: readonly FlowSource[],
  filter: Filter,
): Promise<readonly NextService[]> {
  const services = new Map<number, NextService>()
  for (const source of sources) {
    const answer = await ask({
      source,
      filter,
      groupBy: ['srcport', 'dstport', 'protocol'].map(fieldKey),
      measures: [
        { as: 'records', op: 'count' },
        { as: 'bytes', op: 'sum', field: 'bytes' },
      ],
      orderBy: { measure: 'bytes', descending: true },
      limit: MAX_PAIRS,
    })
    for (const row of answer.rows) {
      const [srcport, dstport, protocol] = row.keys.map((key) => Number(key ?? 0)) as [number, number, number]
      // Without ports there is nothing to take away.
      if (srcport === 0 && dstport === 0) continue
      const number = serving(srcport, dstport, protocol)
      const known = services.get(number)
      services.set(number, {
        port: number,
        protocol: known?.protocol ?? protocol,
        name: known?.name ?? serviceName(number, protocol),
        records: (known?.records ?? 0) + countOf(row, 'records'),
        bytes: add(known?.bytes ?? 0, quantityOf(row, 'bytes')),
      })
    }
  }
  return Array.from(services.values()).sort((a, b) => compare(b.bytes, a.bytes) || a.port - b.port)
}

function serving(a: number, b: number, protocol: number): number {
  if (a === 0 || b === 0) return Math.max(a, b)
  const listedA = serviceName(a, protocol) !== null
  const listedB = serviceName(b, protocol) !== null
  return listedA === listedB ? Math.min(a, b) : listedA ? a : b
}
