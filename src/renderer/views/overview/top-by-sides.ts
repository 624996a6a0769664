import { ANY } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { columnsOf } from '../../../shared/query/answer-columns'
import type { GroupRow, KeyValue, Quantity } from '../../../shared/query/query'
import { Breath } from '../../investigation/breath'
import { add, compare, quantityOf } from '../../investigation/quantity'
import { sortInSlices } from '../../investigation/sort-in-slices'
import { quantitiesOf } from '../../investigation/tuple-columns'
import type { Ask } from '../../investigation/types'
import { askSideTotals, type Keys, type SideTotals } from './side-totals'

/** The addresses or ports with most bytes on both sides together, most first, with what their flows have. */
export async function topBySides(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  n: number,
): Promise<readonly SideTotals[]> {
  if (kind === 'port') return topPorts(ask, source, n)
  return mostFirst(await askSideTotals(ask, source, kind, await topAddresses(ask, source, n)))
}

/** Which they are. */
export async function topKeysBySides(
  ask: Ask,
  source: FlowSource,
  kind: 'address' | 'port',
  n: number,
): Promise<readonly Keys[]> {
  return (await topBySides(ask, source, kind, n)).map(({ keys }) => keys)
}

function mostFirst(totals: readonly SideTotals[]): readonly SideTotals[] {
  return [...totals].sort((a, b) => compare(b.bytes, a.bytes))
}

/** Ports that are looked at first for each that is wanted, at least 64, and how many times as many after that. */
const FIRST_PORTS = 4
const MORE = 8

/**
 * A port of one protocol has no more bytes than the port of all protocols has on both sides, which is soon told of
 * all of them. It looks at more ports until no other one can be among the first n.
 */
async function topPorts(ask: Ask, source: FlowSource, n: number): Promise<readonly SideTotals[]> {
  const bounds = new Map<KeyValue, Quantity>()
  for (const field of ['srcport', 'dstport']) {
    const columns = columnsOf(
      await ask({
        source,
        filter: ANY,
        groupBy: [{ by: 'field', field }],
        measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
      }),
    )
    const bytes = quantitiesOf(columns, 'bytes')
    const [ports] = columns.keys
    for (let row = 0; ports && row < columns.size; row++) {
      const port = ports.values[ports.codes[row] as number] as KeyValue
      if (port !== null) bounds.set(port, add(bounds.get(port) ?? 0, bytes[row] as Quantity))
    }
  }
  const ports = await sortInSlices(Array.from(bounds), ([, a], [, b]) => compare(b, a), new Breath())
  for (let looked = Math.max(64, FIRST_PORTS * n); ; looked *= MORE) {
    const asked = ports.slice(0, looked).map(([port]) => port)
    const top = mostFirst(await askSideTotals(ask, source, 'port', asked)).slice(0, n)
    const [, unseen] = ports[looked] ?? []
    if (unseen === undefined || compare(top[n - 1]?.bytes ?? 0, unseen) >= 0) return top
  }
}

/** How many of each side's largest are looked at first, and how many times as many each time after that. */
const FIRST_DEPTH = 256
const DEEPER = 16

/**
 * Which addresses have most bytes on both sides together. Each side is asked for its largest
 * alone; an address that only one side names has on the other at most what the last named there has
 * (Fagin's algorithm without random access). It looks deeper until no other one can be among the first n.
 */
async function topAddresses(ask: Ask, source: FlowSource, n: number): Promise<readonly KeyValue[]> {
  const largest = (field: string, depth: number) =>
    ask({
      source,
      filter: ANY,
      groupBy: [{ by: 'field', field }],
      measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
      orderBy: { measure: 'bytes', descending: true },
      limit: depth,
    })
  for (let depth = FIRST_DEPTH; ; depth *= DEEPER) {
    const [asSource, asDestination] = await Promise.all([
      largest('srcaddr', depth),
      largest('dstaddr', depth),
    ])
    const addresses = bounded(asSource.rows, asDestination.rows, depth)
    const top = addresses.slice(0, n)
    const least = top[n - 1]?.least ?? 0
    const unseen = add(boundOf(asSource.rows, depth), boundOf(asDestination.rows, depth))
    const whole = asSource.groups <= depth && asDestination.groups <= depth
    const settled =
      compare(least, unseen) >= 0 && addresses.slice(n).every(({ most }) => compare(least, most) >= 0)
    if (whole || settled) return top.map(({ address }) => address)
  }
}

/** No address beyond the rows has more bytes than this. */
function boundOf(rows: readonly GroupRow[], depth: number): Quantity {
  return rows.length < depth ? 0 : quantityOf(rows[rows.length - 1], 'bytes')
}

interface BoundedAddress {
  readonly address: KeyValue
  /** Bytes that are known of, on the sides that name it. */
  readonly least: Quantity
  readonly most: Quantity
}

/** Every address that a side names, those with most known bytes first. */
function bounded(
  asSource: readonly GroupRow[],
  asDestination: readonly GroupRow[],
  depth: number,
): readonly BoundedAddress[] {
  const sources = byAddress(asSource)
  const destinations = byAddress(asDestination)
  return Array.from(new Set([...sources.keys(), ...destinations.keys()]), (address) => {
    const source = sources.get(address)
    const destination = destinations.get(address)
    return {
      address,
      least: add(quantityOf(source, 'bytes'), quantityOf(destination, 'bytes')),
      most: add(
        source ? quantityOf(source, 'bytes') : boundOf(asSource, depth),
        destination ? quantityOf(destination, 'bytes') : boundOf(asDestination, depth),
      ),
    }
  }).sort((a, b) => compare(b.least, a.least))
}

function byAddress(rows: readonly GroupRow[]): ReadonlyMap<KeyValue, GroupRow> {
  // An absent value is no address.
  return new Map(
    rows.flatMap((row) => (row.keys[0] === null ? [] : [[row.keys[0] as KeyValue, row] as const])),
  )
}
