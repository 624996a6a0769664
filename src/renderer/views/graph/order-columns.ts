import type { Graph, GraphColumn, GraphEdge, GraphNode } from './graph'

/** Each sweep orders one column by the other; more change hardly anything. */
const SWEEPS = 4

/**
 * Puts each node near those that it has most bytes with, so that edges cross less: each column is
 * ordered by the mean place of its nodes' peers in the other one, weighed by the root of their bytes.
 * "others" stay last. Edges are of two nodes at most 2 × 29, so this is a small, bounded step.
 */
export function orderColumns(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  nodeOf: ReadonlyMap<string, number>,
): Graph {
  const columns: Record<GraphColumn, number[]> = { inside: [], outside: [] }
  for (const [i, { column }] of nodes.entries()) columns[column].push(i)
  const place = new Map<number, number>()
  const number = (column: readonly number[]) => {
    for (const [at, node] of column.entries()) place.set(node, at / Math.max(1, column.length - 1))
  }
  number(columns.inside)
  number(columns.outside)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const column = columns[sweep % 2 === 0 ? 'outside' : 'inside']
    const means = new Map(column.map((node) => [node, meanPlace(node, nodes, edges, place)]))
    column.sort(
      (x, y) => rank(nodes[x]) - rank(nodes[y]) || (means.get(x) ?? 0) - (means.get(y) ?? 0) || x - y,
    )
    number(column)
  }
  const order = [...columns.inside, ...columns.outside]
  const moved = new Map(order.map((node, at) => [node, at]))
  const at = (node: number) => moved.get(node) as number
  return {
    nodes: order.map((node) => nodes[node] as GraphNode),
    edges: edges
      .map((edge) => ({ ...edge, a: Math.min(at(edge.a), at(edge.b)), b: Math.max(at(edge.a), at(edge.b)) }))
      .sort((x, y) => x.bytes - y.bytes || x.a - y.a || x.b - y.b),
    nodeOf: new Map(Array.from(nodeOf, ([address, node]) => [address, at(node)])),
  }
}

function rank(node: GraphNode | undefined): number {
  return node?.kind === 'others' ? 1 : 0
}

function meanPlace(
  node: number,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  place: ReadonlyMap<number, number>,
): number {
  let weights = 0
  let sum = 0
  for (const edge of edges) {
    if (edge.a !== node && edge.b !== node) continue
    const other = edge.a === node ? edge.b : edge.a
    if (nodes[other]?.column === nodes[node]?.column) continue
    const weight = Math.sqrt(edge.bytes) + 1
    weights += weight
    sum += weight * (place.get(other) ?? 0)
  }
  return weights === 0 ? (place.get(node) ?? 0) : sum / weights
}
