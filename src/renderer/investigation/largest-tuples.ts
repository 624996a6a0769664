import type { Quantity } from '../../shared/query/query'
import { compare } from './quantity'
import type { TupleState } from './types'

/** A direction of a conversation table: NetFlow's where the state is 'netflow-only', else the flow log's. */
export interface TupleRef {
  readonly state: TupleState
  readonly direction: number
  readonly bytes: Quantity
}

/** Keeps the tuples with the most bytes of each state, up to a number, out of any number offered. */
export class LargestTuples {
  private readonly kept: Record<TupleState, TupleRef[]> = { matched: [], 'vpc-only': [], 'netflow-only': [] }
  private readonly floor: Record<TupleState, Quantity> = { matched: 0, 'vpc-only': 0, 'netflow-only': 0 }

  constructor(private readonly limit: number) {}

  offer(state: TupleState, direction: number, bytes: Quantity): void {
    if (bytes < this.floor[state]) return
    const kept = this.kept[state]
    kept.push({ state, direction, bytes })
    if (kept.length < 2 * this.limit) return
    this.cut(kept)
    this.floor[state] = (kept[kept.length - 1] as TupleRef).bytes
  }

  /** By bytes, descending; equal ones in the order in which they were offered. */
  take(): readonly TupleRef[] {
    const states = Object.values(this.kept)
    for (const kept of states) this.cut(kept)
    return states.flat().sort(byBytes)
  }

  private cut(kept: TupleRef[]): void {
    kept.sort(byBytes)
    kept.length = Math.min(kept.length, this.limit)
  }
}

function byBytes(a: TupleRef, b: TupleRef): number {
  return compare(b.bytes, a.bytes)
}
