export type GraphColumn = 'inside' | 'outside'

/** An address, all smaller ones of a network, or all that are in no node of their own. */
export interface GraphNode {
  readonly kind: 'address' | 'network' | 'others'
  /** The address, the network's CIDR text, or a name for the rest. */
  readonly label: string
  readonly column: GraphColumn
  readonly addresses: number
  /** Of all pairs that have it at either end; as a double, for drawing alone. */
  readonly bytes: number
}

/** All pairs between two nodes; `a` and `b` are places in the list of nodes. */
export interface GraphEdge {
  readonly a: number
  readonly b: number
  readonly pairs: number
  readonly bytes: number
  readonly records: number
  readonly rejected: number
}

export interface Graph {
  /** In the order in which they stand in their columns. */
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** Which node an address is in. */
  readonly nodeOf: ReadonlyMap<string, number>
}
