import {
  address as addressFilter,
  and,
  type Filter,
  port as portFilter,
  protocol as protocolFilter,
  type Side,
} from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, KeyValue, Measure, Quantity } from '../../../shared/query/query'
import { add, countOf, quantityOf, subtract } from '../../investigation/quantity'
import type { Ask } from '../../investigation/types'

/** An address, or a port of a protocol, with all flows that have it on either side. */
export interface SideTotals {
  readonly keys: Keys
  readonly records: number
  readonly rejected: number
  readonly bytes: Quantity
}

export type Keys = readonly KeyValue[]

interface Kind {
  readonly fields: Readonly<Record<'src' | 'dst', readonly string[]>>
  /** Flows that have one of these values on a side, or on both; perhaps others too, which their groups tell apart. */
  among(values: readonly KeyValue[], side: Side): Filter
  /** Flows that have this key on either side. */
  filterOf(keys: Keys): Filter
}

const KINDS: Readonly<Record<'address' | 'port', Kind>> = {
  address: {
    fields: { src: ['srcaddr'], dst: ['dstaddr'] },
    among: (values, side) => ({ type: 'address', side, networks: values.map(String) }),
    filterOf: ([address]) => addressFilter(String(address)),
  },
  port: {
    fields: { src: ['srcport', 'protocol'], dst: ['dstport', 'protocol'] },
    among: (values, side) => ({ type: 'port', side, comparison: '=', ports: values.map(Number) }),
    filterOf: ([port, protocol]) => and(portFilter(Number(port)), protocolFilter(Number(protocol))),
  },
}

const TOTALS: readonly Measure[] = [
  { as: 'bytes', op: 'sum', field: 'bytes' },
  { as: 'records', op: 'count' },
  { as: 'rejected', op: 'count', where: { type: 'text', field: 'action', values: ['REJECT'] } },
]

/**
 * What the flows of some addresses, or of some ports by protocol, have: those with it as source, and those with it
 * as destination, less those with it as both. One question for each of the three about all of them, whose
 * flows are most of the case.
 */
export async function askSideTotals(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  values: readonly KeyValue[],
): Promise<readonly SideTotals[]> {
  if (values.length === 0) return []
  const { fields, among, filterOf } = KINDS[kind]
  const askSide = (side: Side, by: readonly string[]) =>
    ask({
      source,
      filter: among(values, side),
      groupBy: by.map((field) => ({ by: 'field', field })),
      measures: TOTALS,
    })
  const [asSource, asDestination, asBoth, ofPackets] = await Promise.all([
    askSide('src', fields.src),
    askSide('dst', fields.dst),
    askSide('both', [...fields.src.slice(0, 1), ...fields.dst]),
    kind === 'address' ? askPacketAddresses(ask, source, values) : null,
  ])
  const wanted = new Set(values)
  const byName = (rows: readonly GroupRow[]) =>
    new Map(
      // An absent value is no key.
      rows
        .filter(({ keys }) => wanted.has(keys[0] ?? null) && !keys.includes(null))
        .map((row) => [nameOf(row.keys), row]),
    )
  const sources = byName(asSource.rows)
  const destinations = byName(asDestination.rows)
  const sames = byName(
    asBoth.rows
      .filter(({ keys }) => keys[0] === keys[1])
      .map(({ keys, values: measured }) => ({ keys: keys.slice(1), values: measured })),
  )
  return Promise.all(
    Array.from(new Map([...sources, ...destinations]), async ([name, { keys }]): Promise<SideTotals> => {
      if (ofPackets?.has(String(keys[0]))) return askSingly(ask, source, filterOf(keys), keys)
      const [from, to, same] = [sources.get(name), destinations.get(name), sames.get(name)]
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
  addresses: readonly KeyValue[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const field of ['srcaddr', 'dstaddr']) {
    const packets = `pkt-${field}`
    const answer = await ask({
      source,
      filter: { type: 'network', field: packets, networks: addresses.map(String) },
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

function nameOf(keys: Keys): string {
  return JSON.stringify(keys)
}
