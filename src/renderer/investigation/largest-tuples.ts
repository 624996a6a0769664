import type { Quantity } from '../../shared/query/query'
import type { Difference } from './difference'
import { compare } from './quantity'
import type { TupleState } from './types'

/** A direction of a conversation table: NetFlow's where the state is 'netflow-only', else the flow log's. */
export interface TupleRef {
  readonly state: TupleState
  readonly direction: number
  readonly bytes: Quantity
  readonly difference: Difference | null
}

/**
 * Keeps the tuples with the most bytes, up to a number of each state, out of any number offered;
 * those that nothing explains have that room once more, so that none is crowded out by what is clear.
 */
export class LargestTuples {
  private readonly kept = new Map<string, TupleRef[]>()
  private readonly floor = new Map<string, Quantity>()

  constructor(private readonly limit: number) {}

  offer(tuple: TupleRef): void {
    const group = tuple.difference === 'unexplained' ? `${tuple.state} unexplained` : tuple.state
    if (tuple.bytes < (this.floor.get(group) ?? 0)) return
    const kept = this.kept.get(group) ?? []
    this.kept.set(group, kept)
    kept.push(tuple)
    if (kept.length < 2 * this.limit) return
    this.cut(kept)
    this.floor.set(group, (kept[kept.length - 1] as TupleRef).bytes)
  }

  /** By bytes, descending; equal ones in the order in which they were offered. */
  take(): readonly TupleRef[] {
    const groups = Array.from(this.kept.values())
    for (const kept of groups) this.cut(kept)
    return groups.flat().sort(byBytes)
  }

  private cut(kept: TupleRef[]): void {
    kept.sort(byBytes)
    kept.length = Math.min(kept.length, this.limit)
  }
}

function byBytes(a: TupleRef, b: TupleRef): number {
  return compare(b.bytes, a.bytes)
}
