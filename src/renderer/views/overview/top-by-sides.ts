import {
  ANY,
  address as addressFilter,
  and,
  type Filter,
  port as portFilter,
  protocol as protocolFilter,
  type Side,
} from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, KeyValue, Measure, Quantity } from '../../../shared/query/query'
import { add, compare, countOf, quantityOf, subtract } from '../../investigation/quantity'
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
  /** Flows that have one of these keys on a side, or on both; perhaps others too, which their groups tell apart. */
  among(keys: readonly Keys[], side: Side): Filter
  /** Flows that have this key on either side. */
  filterOf(keys: Keys): Filter
}

const KINDS: Readonly<Record<'address' | 'port', Kind>> = {
  address: {
    fields: { src: ['srcaddr'], dst: ['dstaddr'] },
    among: (keys, side) => ({ type: 'address', side, networks: keys.map(([address]) => String(address)) }),
    filterOf: ([address]) => addressFilter(String(address)),
  },
  port: {
    fields: { src: ['srcport', 'protocol'], dst: ['dstport', 'protocol'] },
    among: (keys, side) => ({
      type: 'port',
      side,
      comparison: '=',
      ports: [...new Set(keys.map(([port]) => Number(port)))],
    }),
    filterOf: ([port, protocol]) => and(portFilter(Number(port)), protocolFilter(Number(protocol))),
  },
}

const REJECTED: Filter = { type: 'text', field: 'action', values: ['REJECT'] }

/** How many of each side's largest are looked at first, and how many times as many each time after that. */
const FIRST_DEPTH = 256
const DEEPER = 16

/** The addresses or ports with most bytes on both sides together, most first, with what their flows have. */
export async function topBySides(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  n: number,
): Promise<readonly SideTotals[]> {
  const totals = await askTotals(ask, source, kind, await topKeysBySides(ask, source, kind, n))
  return [...totals].sort((a, b) => compare(b.bytes, a.bytes))
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
  for (let depth = FIRST_DEPTH; ; depth *= DEEPER) {
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

const TOTALS: readonly Measure[] = [
  { as: 'bytes', op: 'sum', field: 'bytes' },
  { as: 'records', op: 'count' },
  { as: 'rejected', op: 'count', where: REJECTED },
]

/**
 * What the flows of each key have: those with it as source, and those with it as destination, less those with it
 * as both. One question for each of the three about all keys, whose flows are most of the case.
 */
async function askTotals(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  wanted: readonly Keys[],
): Promise<readonly SideTotals[]> {
  if (wanted.length === 0) return []
  const { fields, among, filterOf } = KINDS[kind]
  const askSide = (side: Side, by: readonly string[]) =>
    ask({
      source,
      filter: among(wanted, side),
      groupBy: by.map((field) => ({ by: 'field', field })),
      measures: TOTALS,
    })
  const both = [...fields.src.slice(0, 1), ...fields.dst]
  const [asSource, asDestination, asBoth, ofPackets] = await Promise.all([
    askSide('src', fields.src),
    askSide('dst', fields.dst),
    askSide('both', both),
    kind === 'address' ? askPacketAddresses(ask, source, wanted) : null,
  ])
  const sources = byName(asSource.rows)
  const destinations = byName(asDestination.rows)
  const sames = new Map(
    asBoth.rows.filter(({ keys }) => keys[0] === keys[1]).map((row) => [nameOf(row.keys.slice(1)), row]),
  )
  return Promise.all(
    wanted.map(async (keys): Promise<SideTotals> => {
      const name = nameOf(keys)
      if (ofPackets?.has(String(keys[0]))) return askSingly(ask, source, filterOf(keys), keys)
      const [to, from, same] = [destinations.get(name), sources.get(name), sames.get(name)]
      const count = (measure: string) =>
        countOf(from, measure) + countOf(to, measure) - countOf(same, measure)
      return {
        keys,
        bytes: subtract(add(quantityOf(from, 'bytes'), quantityOf(to, 'bytes')), quantityOf(same, 'bytes')),
        records: count('records'),
        rejected: count('rejected'),
      }
    }),
  )
}

/**
 * Addresses that packets have at an end whose interface has another address. Filters look at both, groups at the
 * interface's own alone.
 */
async function askPacketAddresses(
  ask: Ask,
  source: FlowSource,
  wanted: readonly Keys[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const field of ['srcaddr', 'dstaddr']) {
    const packets = `pkt-${field}`
    const answer = await ask({
      source,
      filter: { type: 'network', field: packets, networks: wanted.map(([address]) => String(address)) },
      groupBy: [packets, field].map((name) => ({ by: 'field', field: name })),
      measures: [],
    })
    for (const { keys } of answer.rows) if (keys[0] !== keys[1]) found.add(String(keys[0]))
  }
  return found
}

async function askSingly(ask: Ask, source: FlowSource, filter: Filter, keys: Keys): Promise<SideTotals> {
  const answer = await ask({ source, filter, groupBy: [], measures: TOTALS })
  const row = answer.rows[0]
  return {
    keys,
    bytes: quantityOf(row, 'bytes'),
    records: countOf(row, 'records'),
    rejected: countOf(row, 'rejected'),
  }
}

const nameOf = (keys: Keys): string => JSON.stringify(keys)

function byName(rows: readonly GroupRow[]): ReadonlyMap<string, GroupRow> {
  // An absent value is no key.
  return new Map(rows.filter((row) => !row.keys.includes(null)).map((row) => [nameOf(row.keys), row]))
}

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
