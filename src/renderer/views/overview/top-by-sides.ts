import {
  ANY,
  address as addressFilter,
  and,
  type Filter,
  port as portFilter,
  protocol as protocolFilter,
} from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, KeyValue, Measure, Quantity } from '../../../shared/query/query'
import { add, compare, countOf, quantityOf } from '../../investigation/quantity'
import type { Ask } from '../../investigation/types'

/** An address, or a port of a protocol, with all flows that have it on either side. */
export interface SideTotals {
  readonly keys: readonly KeyValue[]
  readonly records: number
  readonly rejected: number
  readonly bytes: Quantity
  readonly bytesAsSource: Quantity
  readonly bytesAsDestination: Quantity
}

type Keys = readonly KeyValue[]

interface Kind {
  readonly fields: Readonly<Record<'src' | 'dst', readonly string[]>>
  /** Takes in all flows that have one of these keys on that side, and perhaps others. */
  among(side: 'src' | 'dst', keys: readonly Keys[]): Filter
  /** Flows that have exactly this key on either side. */
  exactly(keys: Keys): Filter
}

const KINDS: Readonly<Record<'address' | 'port', Kind>> = {
  address: {
    fields: { src: ['srcaddr'], dst: ['dstaddr'] },
    among: (side, keys) => ({ type: 'address', side, networks: keys.map(([address]) => String(address)) }),
    exactly: ([address]) => addressFilter(String(address)),
  },
  port: {
    fields: { src: ['srcport', 'protocol'], dst: ['dstport', 'protocol'] },
    among: (side, keys) => ({
      type: 'port',
      side,
      comparison: '=',
      ports: Array.from(new Set(keys.map(([port]) => Number(port)))),
    }),
    exactly: ([port, protocol]) => and(portFilter(Number(port)), protocolFilter(Number(protocol))),
  },
}

const REJECTED: Filter = { type: 'text', field: 'action', values: ['REJECT'] }

/** How many of each side's largest are looked at first. */
const FIRST_DEPTH = 256

/**
 * The addresses or ports with most bytes on both sides together. Each side is asked for its largest
 * alone; the sums of those are completed, and the search goes deeper until none that was not looked
 * at can be among the first n (Fagin's threshold).
 */
export async function topBySides(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  n: number,
): Promise<readonly SideTotals[]> {
  const { fields, among } = KINDS[kind]
  const largest = (side: 'src' | 'dst', filter: Filter, limit?: number) =>
    ask({
      source,
      filter,
      groupBy: fields[side].map((field) => ({ by: 'field', field })),
      measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
      orderBy: { measure: 'bytes', descending: true },
      limit,
    })
  for (let depth = FIRST_DEPTH; ; depth *= 4) {
    const [asSource, asDestination] = await Promise.all([
      largest('src', ANY, depth),
      largest('dst', ANY, depth),
    ])
    const candidates = keysOf([...asSource.rows, ...asDestination.rows])
    if (candidates.length === 0) return []
    const whole = asSource.groups <= depth && asDestination.groups <= depth
    const [sources, destinations] = whole
      ? [asSource, asDestination]
      : await Promise.all([
          largest('src', among('src', candidates)),
          largest('dst', among('dst', candidates)),
        ])
    const top = joined(sources.rows, destinations.rows, candidates).slice(0, n)
    const unseen = add(boundOf(asSource.rows, depth), boundOf(asDestination.rows, depth))
    if (whole || (top.length === n && compare(sumOf(top[n - 1] as Sums), unseen) >= 0)) {
      return completed(ask, source, kind, top)
    }
  }
}

interface Sums {
  readonly keys: Keys
  readonly bytesAsSource: Quantity
  readonly bytesAsDestination: Quantity
}

const sumOf = (sums: Sums): Quantity => add(sums.bytesAsSource, sums.bytesAsDestination)

/** No key beyond the rows has more bytes than this. */
function boundOf(rows: readonly GroupRow[], depth: number): Quantity {
  return rows.length < depth ? 0 : quantityOf(rows[rows.length - 1], 'bytes')
}

const nameOf = (keys: Keys): string => JSON.stringify(keys)

/** Distinct keys; an absent value is no key. */
function keysOf(rows: readonly GroupRow[]): readonly Keys[] {
  return Array.from(
    new Map(
      rows.filter((row) => !row.keys.includes(null)).map((row) => [nameOf(row.keys), row.keys]),
    ).values(),
  )
}

function joined(
  sources: readonly GroupRow[],
  destinations: readonly GroupRow[],
  candidates: readonly Keys[],
): readonly Sums[] {
  const bySource = new Map(sources.map((row) => [nameOf(row.keys), row]))
  const byDestination = new Map(destinations.map((row) => [nameOf(row.keys), row]))
  return candidates
    .map((keys) => ({
      keys,
      bytesAsSource: quantityOf(bySource.get(nameOf(keys)), 'bytes'),
      bytesAsDestination: quantityOf(byDestination.get(nameOf(keys)), 'bytes'),
    }))
    .sort((a, b) => compare(sumOf(b), sumOf(a)))
}

/** Asks for flows with a key on either side: one with the same on both sides counts once. */
async function completed(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  top: readonly Sums[],
): Promise<readonly SideTotals[]> {
  const answer = await ask({
    source,
    filter: ANY,
    groupBy: [],
    measures: top.flatMap(({ keys }, i): readonly Measure[] => {
      const where = KINDS[kind].exactly(keys)
      return [
        { as: `${i}.bytes`, op: 'sum', field: 'bytes', where },
        { as: `${i}.records`, op: 'count', where },
        { as: `${i}.rejected`, op: 'count', where: and(where, REJECTED) },
      ]
    }),
  })
  const row = answer.rows[0]
  return top
    .map((sums, i) => ({
      ...sums,
      bytes: quantityOf(row, `${i}.bytes`),
      records: countOf(row, `${i}.records`),
      rejected: countOf(row, `${i}.rejected`),
    }))
    .sort((a, b) => compare(b.bytes, a.bytes))
}
