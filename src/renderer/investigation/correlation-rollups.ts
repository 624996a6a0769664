import { serviceName } from '../../shared/network/services'
import type { Quantity } from '../../shared/query/query'
import type { ConversationTable } from './conversation-table'
import type { Difference } from './difference'
import { add, compare } from './quantity'
import type { Roles } from './roles'
import { chooseBucket } from './timeline'
import type { DifferenceCount, ServiceComparison, TimeComparison, TupleCounts, TupleState } from './types'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** One tuple as it is rolled up. Times are epoch seconds, NaN when unknown. */
export interface RolledTuple {
  readonly state: TupleState
  readonly difference: Difference | null
  /** Of the serving side, from serviceOf. */
  readonly port: number | null
  readonly protocol: number
  readonly bytesVpc: Quantity
  readonly bytesNetflow: Quantity
  readonly first: number
}

export const NO_TUPLES: TupleCounts = { matched: 0, vpcOnly: 0, netflowOnly: 0, unexplained: 0 }

/** Port of the side that serves in a direction's conversation; null where nobody does. */
export function servicePort(table: ConversationTable, direction: number, roles: Roles): number | null {
  const server = roles.server[direction >> 1] as number
  return server < 0 ? null : table.endpoints.portOf(server)
}

/** Sums up tuples that come one by one, so that no more than the sums is held. */
export class Rollups {
  /** By protocol and port joined. */
  private readonly services = new Map<number, Mutable<ServiceComparison>>()
  private readonly differences = new Map<string, Mutable<DifferenceCount>>()
  private readonly minutes = new Map<number, Mutable<TupleCounts>>()

  add(tuple: RolledTuple): void {
    const { port, protocol, state, difference } = tuple
    const key = protocol * 65_537 + (port ?? 65_536)
    let service = this.services.get(key)
    if (!service) {
      const name = port === null ? null : serviceName(port, protocol)
      service = { port, protocol, name, bytesVpc: 0, bytesNetflow: 0, ...NO_TUPLES }
      this.services.set(key, service)
    }
    count(service, tuple)
    service.bytesVpc = add(service.bytesVpc, tuple.bytesVpc)
    service.bytesNetflow = add(service.bytesNetflow, tuple.bytesNetflow)
    if (difference) {
      const reason = `${difference} ${state}`
      const known = this.differences.get(reason)
      if (known) known.tuples++
      else this.differences.set(reason, { difference, state, tuples: 1 })
    }
    if (Number.isNaN(tuple.first)) return
    const minute = Math.floor(tuple.first / 60) * 60
    const counts = this.minutes.get(minute) ?? { ...NO_TUPLES }
    this.minutes.set(minute, counts)
    count(counts, tuple)
  }

  byService(): readonly ServiceComparison[] {
    const larger = ({ bytesVpc, bytesNetflow }: ServiceComparison) =>
      compare(bytesVpc, bytesNetflow) > 0 ? bytesVpc : bytesNetflow
    return Array.from(this.services.values()).sort(
      (a, b) => compare(larger(b), larger(a)) || (a.port ?? -1) - (b.port ?? -1) || a.protocol - b.protocol,
    )
  }

  byDifference(): readonly DifferenceCount[] {
    return Array.from(this.differences.values()).sort(
      (a, b) => b.tuples - a.tuples || (a.difference < b.difference ? -1 : 1),
    )
  }

  byTime(): { readonly bucketSeconds: number; readonly times: readonly TimeComparison[] } {
    const minutes = Array.from(this.minutes).sort(([a], [b]) => a - b)
    const bucketSeconds = chooseBucket(minutes[0]?.[0] ?? 0, minutes.at(-1)?.[0] ?? 0)
    const times: Mutable<TimeComparison>[] = []
    for (const [minute, counts] of minutes) {
      const at = Math.floor(minute / bucketSeconds) * bucketSeconds
      const last = times.at(-1)
      if (last?.at === at) addCounts(last, counts)
      else times.push({ at, ...counts })
    }
    return { bucketSeconds, times }
  }
}

function count(counts: Mutable<TupleCounts>, { state, difference }: RolledTuple): void {
  if (state === 'matched') counts.matched++
  else if (state === 'vpc-only') counts.vpcOnly++
  else counts.netflowOnly++
  if (difference === 'unexplained') counts.unexplained++
}

function addCounts(sum: Mutable<TupleCounts>, counts: TupleCounts): void {
  sum.matched += counts.matched
  sum.vpcOnly += counts.vpcOnly
  sum.netflowOnly += counts.netflowOnly
  sum.unexplained += counts.unexplained
}
