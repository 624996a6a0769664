// biome-ignore-all lint/a11y/useKeyWithClickEvents: the table beside the drawing has the same for the keyboard
// biome-ignore-all lint/a11y/noStaticElementInteractions: the drawing is an image to screen readers, the table has its content
import { useEffect, useRef, useState } from 'react'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import type { Graph, GraphEdge, GraphNode } from './graph'

interface GraphDrawingProps {
  readonly graph: Graph
  /** An edge that stands out, by its two nodes. */
  readonly marked: readonly [number, number] | null
  onNode(node: GraphNode): void
  onEdge(a: GraphNode, b: GraphNode): void
}

/** Room for the names beside each column, in pixels. */
const NAMES = 148
const TOP = 24
const ROW = { least: 14, most: 44 }
const WIDEST = 9

/** Nodes of the inside on the left, of the outside on the right; edges are as wide as the root of their bytes. */
export function GraphDrawing({ graph, marked, onNode, onEdge }: GraphDrawingProps) {
  const host = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 560, height: 480 })
  useEffect(() => {
    const element = host.current
    if (!element) return
    const resized = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  const inside = graph.nodes.filter(({ column }) => column === 'inside').length
  const rows = Math.max(inside, graph.nodes.length - inside, 1)
  const row = Math.min(ROW.most, Math.max(ROW.least, (size.height - TOP - 8) / rows))
  const height = Math.max(size.height - 4, TOP + rows * row + 8)
  const left = NAMES
  const right = Math.max(left + 120, size.width - NAMES)
  const spot = (node: number) => {
    const isInside = node < inside
    const of = isInside ? inside : graph.nodes.length - inside
    const at = isInside ? node : node - inside
    // The shorter column stands in the middle of the longer one.
    return { x: isInside ? left : right, y: TOP + (at + 0.5 + (rows - of) / 2) * row }
  }
  const most = graph.edges[graph.edges.length - 1]?.bytes ?? 0
  const isMarked = ({ a, b }: GraphEdge) =>
    marked !== null && a === Math.min(...marked) && b === Math.max(...marked)
  return (
    <div ref={host} className="graph-drawing">
      <svg
        width={size.width}
        height={height}
        role="img"
        aria-label={`${formatCount(graph.nodeOf.size)} addresses and the bytes between them; the table of pairs has the same`}
      >
        <text className="graph-head" x={left} y={14} textAnchor="end">
          Inside
        </text>
        <text className="graph-head" x={right} y={14}>
          Outside
        </text>
        {graph.edges.map((edge) => (
          <path
            key={`${edge.a} ${edge.b}`}
            className={`graph-edge${edge.records === edge.rejected ? ' rejected' : ''}${isMarked(edge) ? ' marked' : ''}`}
            d={curve(spot(edge.a), spot(edge.b), (left + right) / 2)}
            strokeWidth={1 + WIDEST * Math.sqrt(edge.bytes / Math.max(1, most))}
            onClick={() => onEdge(graph.nodes[edge.a] as GraphNode, graph.nodes[edge.b] as GraphNode)}
          >
            <title>{edgeTitle(graph, edge)}</title>
          </path>
        ))}
        {graph.nodes.map((node, i) => {
          const { x, y } = spot(i)
          const onLeft = node.column === 'inside'
          return (
            <g
              key={`${node.column} ${node.label}`}
              className={`graph-node ${node.kind}`}
              onClick={() => onNode(node)}
            >
              <title>{nodeTitle(node)}</title>
              <rect x={onLeft ? 0 : x - 4} y={y - row / 2} width={NAMES + 4} height={row} />
              <circle cx={x} cy={y} r={node.kind === 'address' ? 4 : 5} />
              <text x={onLeft ? x - 9 : x + 9} y={y + 4} textAnchor={onLeft ? 'end' : 'start'}>
                {nodeName(node)}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}

interface Spot {
  readonly x: number
  readonly y: number
}

/** From column to column, or in a bow when both are in one. */
function curve(a: Spot, b: Spot, middle: number): string {
  if (a.x !== b.x) return `M${a.x} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`
  const bow = a.x + Math.sign(middle - a.x) * Math.min(140, 24 + Math.abs(a.y - b.y) / 2)
  if (a.y === b.y) return `M${a.x} ${a.y - 3}C${bow} ${a.y - 12} ${bow} ${a.y + 12} ${a.x} ${a.y + 3}`
  return `M${a.x} ${a.y}C${bow} ${a.y} ${bow} ${b.y} ${b.x} ${b.y}`
}

/** As much of a name as fits beside its column. */
const LONGEST = 20

function nodeName({ kind, label, addresses }: GraphNode): string {
  if (kind === 'others') return `${formatCount(addresses)} others`
  return label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label
}

function nodeTitle({ kind, label, addresses, bytes }: GraphNode): string {
  const what =
    kind === 'address'
      ? label
      : kind === 'network'
        ? `${formatCount(addresses)} smaller addresses of ${label}`
        : `${formatCount(addresses)} other addresses`
  return `${what}: ${formatBytes(bytes)}`
}

function edgeTitle({ nodes }: Graph, edge: GraphEdge): string {
  const [a, b] = [edge.a, edge.b].map((node) => nodeName(nodes[node] as GraphNode))
  const records = `${formatCount(edge.records)} records${edge.rejected > 0 ? `, ${formatCount(edge.rejected)} rejected` : ''}`
  return `${a} ↔ ${b}: ${formatBytes(edge.bytes)} in ${records}${edge.pairs > 1 ? ` of ${formatCount(edge.pairs)} pairs` : ''}`
}
