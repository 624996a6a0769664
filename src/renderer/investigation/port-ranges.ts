import { and, type Filter, not } from '../../shared/filter/ast'

/** Ports from one up to and including another. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

export const ALL_PORTS: PortRange = { from: 0, to: 65_535 }

/** The lower half and the upper half of a range of at least two ports. */
export function halvePorts({ from, to }: PortRange): readonly [PortRange, PortRange] {
  const middle = Math.floor((from + to) / 2)
  return [
    { from, to: middle },
    { from: middle + 1, to },
  ]
}

/** Flows whose port lies in a range; an absent port counts as 0. */
export function portIn(side: 'src' | 'dst', { from, to }: PortRange): Filter {
  const lower: Filter = { type: 'port', side, comparison: '>=', ports: [from] }
  const upper: Filter = { type: 'port', side, comparison: '>', ports: [to] }
  return and(from > 0 ? lower : and(), to < ALL_PORTS.to ? not(upper) : and())
}
