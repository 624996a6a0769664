import { formatNetwork, parseNetwork } from '../../../shared/flow/address'
import type { AddressPair } from '../../investigation/entity/address-pairs'
import type { Locality } from '../../investigation/entity/locality'
import type { Graph, GraphColumn, GraphEdge, GraphNode } from './graph'
import { orderColumns } from './order-columns'

/** Nodes of each column that stand for themselves, and for networks. */
export interface MostNodes {
  readonly addresses: number
  readonly networks: number
}

/** More could not be read on a small screen. */
export const ON_SMALL_SCREENS: MostNodes = { addresses: 20, networks: 8 }
export const ON_TALL_SCREENS: MostNodes = { addresses: 40, networks: 16 }
/** Pairs or addresses that are looked at in one step. */
export const STEP = 500

/** Prefix of the networks that smaller addresses are gathered in. */
const GATHERED_BITS = { 4: 24, 6: 48 } as const

/**
 * Gathers pairs of addresses into a graph that can be read, whatever their number: in each column the
 * addresses with most bytes, then the networks of the rest, then all others as one. The same pairs in
 * any order make the same graph. Yields after each step of a bounded size.
 */
export function* buildGraph(
  pairs: readonly AddressPair[],
  placeOf: (address: string) => Locality['place'],
  most: MostNodes = ON_SMALL_SCREENS,
): Generator<void, Graph> {
  const bytes = new Map<string, number>()
  for (const [i, pair] of pairs.entries()) {
    for (const end of new Set([pair.a, pair.b])) bytes.set(end, (bytes.get(end) ?? 0) + Number(pair.bytes))
    if (i % STEP === STEP - 1) yield
  }
  const columns: Record<GraphColumn, Weighted[]> = { inside: [], outside: [] }
  let looked = 0
  for (const [name, weight] of bytes) {
    columns[placeOf(name) === 'internal' ? 'inside' : 'outside'].push({ name, weight })
    if (++looked % STEP === 0) yield
  }
  const nodes: GraphNode[] = []
  const nodeOf = new Map<string, number>()
  for (const column of ['inside', 'outside'] as const) {
    yield* addNodes(columns[column], column, most, nodes, nodeOf)
  }
  const edges = new Map<number, GraphEdge>()
  for (const [i, pair] of pairs.entries()) {
    addPair(edges, pair, nodeOf, nodes.length)
    if (i % STEP === STEP - 1) yield
  }
  return orderColumns(nodes, [...edges.values()], nodeOf)
}

interface Weighted {
  readonly name: string
  readonly weight: number
}

function heaviestFirst(a: Weighted, b: Weighted): number {
  return b.weight - a.weight || (a.name < b.name ? -1 : 1)
}

function* addNodes(
  addresses: Weighted[],
  column: GraphColumn,
  most: MostNodes,
  nodes: GraphNode[],
  nodeOf: Map<string, number>,
): Generator<void> {
  addresses.sort(heaviestFirst)
  yield
  for (const { name, weight } of addresses.slice(0, most.addresses)) {
    nodeOf.set(name, nodes.push({ kind: 'address', label: name, column, addresses: 1, bytes: weight }) - 1)
  }
  const networks = new Map<string, Weighted[]>()
  for (const [i, address] of addresses.slice(most.addresses).entries()) {
    const network = networkAround(address.name)
    const members = networks.get(network)
    if (members) members.push(address)
    else networks.set(network, [address])
    if (i % STEP === STEP - 1) yield
  }
  const sums = Array.from(networks, ([name, members]) => ({ name, weight: total(members) })).sort(
    heaviestFirst,
  )
  const others: Weighted[] = []
  let made = 0
  for (const { name, weight } of sums) {
    const members = networks.get(name) as Weighted[]
    if (members.length === 1 || made === most.networks) {
      others.push(...members)
      continue
    }
    made++
    const node = nodes.push({
      kind: 'network',
      label: name,
      column,
      addresses: members.length,
      bytes: weight,
    })
    for (const member of members) nodeOf.set(member.name, node - 1)
    yield
  }
  if (others.length === 0) return
  const node = nodes.push({
    kind: 'others',
    label: 'others',
    column,
    addresses: others.length,
    bytes: total(others),
  })
  for (const { name } of others) nodeOf.set(name, node - 1)
}

function total(members: readonly Weighted[]): number {
  return members.reduce((sum, { weight }) => sum + weight, 0)
}

function networkAround(address: string): string {
  const own = parseNetwork(address)
  const wider = own && parseNetwork(`${address}/${GATHERED_BITS[own.family]}`)
  return wider ? formatNetwork(wider) : address
}

function addPair(
  edges: Map<number, GraphEdge>,
  pair: AddressPair,
  nodeOf: ReadonlyMap<string, number>,
  size: number,
): void {
  const ends = [nodeOf.get(pair.a) as number, nodeOf.get(pair.b) as number]
  const a = Math.min(...ends)
  const b = Math.max(...ends)
  const before = edges.get(a * size + b)
  edges.set(a * size + b, {
    a,
    b,
    pairs: (before?.pairs ?? 0) + 1,
    bytes: (before?.bytes ?? 0) + Number(pair.bytes),
    records: (before?.records ?? 0) + pair.records,
    rejected: (before?.rejected ?? 0) + pair.rejected,
  })
}
