import {
  ANY,
  address as addressFilter,
  and,
  type Filter,
  port as portFilter,
  protocol as protocolFilter,
} from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, KeyValue, Quantity } from '../../../shared/query/query'
import { add, compare, countOf, quantityOf } from '../../investigation/quantity'
import type { Ask } from '../../investigation/types'

/** An address, or a port of a protocol, with all flows that have it on either side. */
export interface SideTotals {
  readonly keys: readonly KeyValue[]
  readonly records: number
  readonly rejected: number
  readonly bytes: Quantity
}

type Keys = readonly KeyValue[]

interface Kind {
  readonly fields: Readonly<Record<'src' | 'dst', readonly string[]>>
  /** Flows that have this key on either side. */
  filterOf(keys: Keys): Filter
}

const KINDS: Readonly<Record<'address' | 'port', Kind>> = {
  address: {
    fields: { src: ['srcaddr'], dst: ['dstaddr'] },
    filterOf: ([address]) => addressFilter(String(address)),
  },
  port: {
    fields: { src: ['srcport', 'protocol'], dst: ['dstport', 'protocol'] },
    filterOf: ([port, protocol]) => and(portFilter(Number(port)), protocolFilter(Number(protocol))),
  },
}

const REJECTED: Filter = { type: 'text', field: 'action', values: ['REJECT'] }

/** How many of each side's largest are looked at first. */
const FIRST_DEPTH = 256

/** The addresses or ports with most bytes on both sides together, most first, with what their flows have. */
export async function topBySides(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  n: number,
): Promise<readonly SideTotals[]> {
  const totals: SideTotals[] = []
  for (const keys of await topKeysBySides(ask, source, kind, n))
    totals.push(await askTotals(ask, source, kind, keys))
  return totals.sort((a, b) => compare(b.bytes, a.bytes))
}

/**
 * Which addresses or ports have most bytes on both sides together, at less cost than with their totals;
 * their order is that of the bytes that came up on the way. Each side is asked for its largest
 * alone; a key that only one side names has on the other at most what the last named there has
 * (Fagin's algorithm without random access). It looks deeper until no other key can be among the first n.
 */
export async function topKeysBySides(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  n: number,
): Promise<readonly Keys[]> {
  const { fields } = KINDS[kind]
  const largest = (side: 'src' | 'dst', depth: number) =>
    ask({
      source,
      filter: ANY,
      groupBy: fields[side].map((field) => ({ by: 'field', field })),
      measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
      orderBy: { measure: 'bytes', descending: true },
      limit: depth,
    })
  for (let depth = FIRST_DEPTH; ; depth *= 4) {
    const [asSource, asDestination] = await Promise.all([largest('src', depth), largest('dst', depth)])
    const keys = boundedKeys(asSource.rows, asDestination.rows, depth)
    const top = keys.slice(0, n)
    const least = top[n - 1]?.least ?? 0
    const unseen = add(boundOf(asSource.rows, depth), boundOf(asDestination.rows, depth))
    const whole = asSource.groups <= depth && asDestination.groups <= depth
    const settled =
      compare(least, unseen) >= 0 && keys.slice(n).every(({ most }) => compare(least, most) >= 0)
    if (whole || settled) return top.map(({ keys: key }) => key)
  }
}

async function askTotals(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  keys: Keys,
): Promise<SideTotals> {
  const answer = await ask({
    source,
    filter: KINDS[kind].filterOf(keys),
    groupBy: [],
    measures: [
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'records', op: 'count' },
      { as: 'rejected', op: 'count', where: REJECTED },
    ],
  })
  const row = answer.rows[0]
  return {
    keys,
    bytes: quantityOf(row, 'bytes'),
    records: countOf(row, 'records'),
    rejected: countOf(row, 'rejected'),
  }
}

const nameOf = (keys: Keys): string => JSON.stringify(keys)

/** No key beyond the rows has more bytes than this. */
function boundOf(rows: readonly GroupRow[], depth: number): Quantity {
  return rows.length < depth ? 0 : quantityOf(rows[rows.length - 1], 'bytes')
}

interface BoundedKeys {
  readonly keys: Keys
  /** Bytes that are known of, on the sides that name it. */
  readonly least: Quantity
  readonly most: Quantity
}

/** Every key that a side names, those with most known bytes first. */
function boundedKeys(
  asSource: readonly GroupRow[],
  asDestination: readonly GroupRow[],
  depth: number,
): readonly BoundedKeys[] {
  const byName = (rows: readonly GroupRow[]) =>
    // An absent value is no key.
    new Map(rows.filter((row) => !row.keys.includes(null)).map((row) => [nameOf(row.keys), row]))
  const sources = byName(asSource)
  const destinations = byName(asDestination)
  return Array.from(new Map([...sources, ...destinations]), ([name, { keys }]) => {
    const source = sources.get(name)
    const destination = destinations.get(name)
    return {
      keys,
      least: add(quantityOf(source, 'bytes'), quantityOf(destination, 'bytes')),
      most: add(
        source ? quantityOf(source, 'bytes') : boundOf(asSource, depth),
        destination ? quantityOf(destination, 'bytes') : boundOf(asDestination, depth),
      ),
    }
  }).sort((a, b) => compare(b.least, a.least))
}
