import { and, type Filter } from '../../shared/filter/ast'
import type { Quantity } from '../../shared/query/query'
import { Breath } from './breath'
import { mayBeWithin, type TimeSpan } from './capture-time'
import { estimateClockOffset, type MatchedStart } from './clock-offset'
import {
  endsOf,
  matchedDifference,
  netflowOnlyDifference,
  spanOf,
  type UnloggedAt,
  vpcOnlyDifference,
} from './compare-tuples'
import type { ConversationTable } from './conversation-table'
import { Rollups, servicePort } from './correlation-rollups'
import type { CorrelationScope } from './correlation-scope'
import { LargestTuples, type TupleRef } from './largest-tuples'
import { add, compare } from './quantity'
import { inferRoles, type Roles } from './roles'
import { UNKNOWN_ADDRESS } from './tuple-columns'
import { type NetflowTuples, readNetflowTuples, readVpcTuples, type VpcTuples } from './tuple-tables'
import type { Ask, Correlation, TupleComparison, TupleSide } from './types'
import { unloggedWindows } from './unlogged-windows'

/** Tuples that are kept for display in each state, those with the most bytes; counts are over all. */
export const MAX_TUPLES_PER_STATE = 5_000

/**
 * Compares both sources by directed five-tuple, over the flows that match the filter; two questions,
 * whose answers come in pages. The verdict is
 *   'no netflow'        the captures have no such flow;
 *   'no common tuples'  no five-tuple is in both sources;
 *   'agree'             there are common ones, and every difference has a reason (see DIFFERENCES)
 *                       other than that a five-tuple is in both at other times;
 *   'differ'            otherwise.
 */
export async function correlate(ask: Ask, filter: Filter, scope: CorrelationScope): Promise<Correlation> {
  const netflow = await readNetflowTuples(ask, filter, scope.aliases)
  const vpc = await readVpcTuples(ask, filter, scope.aliases, scope.captures)
  return compareTuples(filter, vpc, netflow, scope)
}

/**
 * Compares all that the captures hold with what the flow logs have of their hosts in that time: of
 * millions of records no others are looked at.
 */
export async function correlateCaptures(
  ask: Ask,
  filter: Filter,
  scope: CorrelationScope,
): Promise<Correlation> {
  const netflow = await readNetflowTuples(ask, filter, scope.aliases)
  const hosts = scope.hosts ? scope.aliases.filter(Array.from(scope.hosts)) : and()
  const relevant = and(filter, hosts, mayBeWithin(scope.captures))
  const vpc = await readVpcTuples(ask, relevant, scope.aliases, scope.captures)
  return compareTuples(filter, vpc, netflow, scope)
}

async function compareTuples(
  filter: Filter,
  vpc: VpcTuples,
  netflow: NetflowTuples,
  scope: CorrelationScope,
): Promise<Correlation> {
  const breath = new Breath()
  const roles = {
    vpc: await inferRoles(vpc.table, '', breath),
    netflow: await inferRoles(netflow.table, '', breath),
  }
  const comparison = new TupleWalk(vpc, netflow, roles, scope, breath)
  await comparison.walkVpc()
  await comparison.walkNetflow()
  return { filter, aliases: scope.aliases.pairs, ...(await comparison.result()) }
}

class TupleWalk {
  private readonly tuples = new LargestTuples(MAX_TUPLES_PER_STATE)
  private readonly rollups = new Rollups()
  private readonly unloggedAt: UnloggedAt
  private readonly captured: SameTuples
  private readonly starts: MatchedStart[] = []
  private readonly counts = {
    matched: 0,
    vpcOnly: 0,
    outside: 0,
    netflowOnly: 0,
    equal: 0,
    unexplained: 0,
    apart: 0,
  }
  private bytesVpc: Quantity = 0
  private bytesNetflow: Quantity = 0

  constructor(
    private readonly vpc: VpcTuples,
    private readonly netflow: NetflowTuples,
    private readonly roles: { readonly vpc: Roles; readonly netflow: Roles },
    private readonly scope: CorrelationScope,
    private readonly breath: Breath,
  ) {
    this.unloggedAt = unloggedWindows(scope.unlogged, vpc)
    this.captured = new SameTuples(vpc.table, netflow.table)
  }

  async walkVpc(): Promise<void> {
    const { vpc, netflow, counts, breath } = this
    const { table } = vpc
    const told = toldAddresses(table)
    for (let at = 0; at < 2 * table.size; at++) {
      if (breath.isDue) await breath.take()
      if (!isTuple(table, at, told)) continue
      const bytes = table.bytes[at] as Quantity
      this.bytesVpc = add(this.bytesVpc, bytes)
      const port = servicePort(table, at, this.roles.vpc)
      const other = this.captured.of(at)
      if (other === undefined) {
        const difference = vpcOnlyDifference(vpc, at, this.scope)
        counts.vpcOnly++
        if (difference === 'outside-captures') counts.outside++
        this.keep({ state: 'vpc-only', direction: at, bytes, difference }, port, table, bytes, 0)
        continue
      }
      const captured = netflow.table.bytes[other] as Quantity
      counts.matched++
      if (compare(bytes, captured) === 0) counts.equal++
      const sides = { vpc, at, netflow: netflow.table, other, span: this.onAwsClock(other) }
      const difference = matchedDifference(sides, this.scope, this.unloggedAt)
      if (difference === 'other-time') counts.apart++
      this.keep({ state: 'matched', direction: at, bytes, difference }, port, table, bytes, captured)
      const within = vpc.firstWithin[at] as number
      this.starts.push({
        netflow: netflow.table.first[other] as number,
        vpc: Number.isNaN(within) ? (table.first[at] as number) : within,
        started: (netflow.started[other] ?? 0) > 0,
      })
    }
  }

  async walkNetflow(): Promise<void> {
    const { breath } = this
    const { table } = this.netflow
    const logged = new SameTuples(table, this.vpc.table)
    const told = toldAddresses(table)
    for (let at = 0; at < 2 * table.size; at++) {
      if (breath.isDue) await breath.take()
      if (!isTuple(table, at, told)) continue
      const bytes = table.bytes[at] as Quantity
      this.bytesNetflow = add(this.bytesNetflow, bytes)
      if (logged.of(at) !== undefined) continue
      this.counts.netflowOnly++
      const difference = netflowOnlyDifference(table, at, this.onAwsClock(at), this.scope, this.unloggedAt)
      const port = servicePort(table, at, this.roles.netflow)
      this.keep({ state: 'netflow-only', direction: at, bytes, difference }, port, table, 0, bytes)
    }
  }

  async result(): Promise<Omit<Correlation, 'filter' | 'aliases'>> {
    const { counts, netflow, scope, breath } = this
    const tuples: TupleComparison[] = []
    for (const tuple of this.tuples.take()) {
      tuples.push(this.compared(tuple))
      if (breath.isDue) await breath.take()
    }
    return {
      matched: counts.matched,
      vpcOnly: counts.vpcOnly,
      vpcOnlyOutsideCapture: counts.outside,
      netflowOnly: counts.netflowOnly,
      equalBytes: counts.equal,
      unexplained: counts.unexplained,
      clock: estimateClockOffset(this.starts, scope.recordedCaptures),
      appliedOffset: scope.appliedOffset,
      bytesVpc: this.bytesVpc,
      bytesNetflow: this.bytesNetflow,
      differences: this.rollups.byDifference(),
      services: this.rollups.byService(),
      ...this.rollups.byTime(),
      tuples,
      verdict:
        netflow.table.size === 0
          ? 'no netflow'
          : counts.matched === 0
            ? 'no common tuples'
            : counts.unexplained + counts.apart === 0
              ? 'agree'
              : 'differ',
    }
  }

  private keep(
    tuple: TupleRef,
    port: number | null,
    table: ConversationTable,
    bytesVpc: Quantity,
    bytesNetflow: Quantity,
  ): void {
    const { state, direction, difference } = tuple
    if (difference === 'unexplained') this.counts.unexplained++
    const protocol = table.endpoints.protocolOf(table.senderOf(direction))
    const first = table.first[direction] as number
    this.rollups.add({ state, difference, port, protocol, bytesVpc, bytesNetflow, first })
    this.tuples.offer(tuple)
  }

  /** When the captures have a tuple, by the clock of AWS as far as the examiner applies an offset. */
  private onAwsClock(direction: number): TimeSpan {
    const { first, last } = spanOf(this.netflow.table, direction)
    const offset = this.scope.appliedOffset ?? 0
    return { first: first - offset, last: last - offset }
  }

  private compared({ state, direction, difference }: TupleRef): TupleComparison {
    const vpc = this.vpc.table
    const netflow = this.netflow.table
    const other = state === 'matched' ? this.captured.of(direction) : undefined
    const sides =
      state === 'netflow-only'
        ? { vpc: null, netflow: sideOf(netflow, direction) }
        : { vpc: sideOf(vpc, direction), netflow: other === undefined ? null : sideOf(netflow, other) }
    return {
      ...endsOf(state === 'netflow-only' ? netflow : vpc, direction),
      state,
      ...sides,
      ratio:
        sides.vpc && sides.netflow && sides.vpc.bytes > 0
          ? Number(sides.netflow.bytes) / Number(sides.vpc.bytes)
          : null,
      difference,
    }
  }
}

/** Whether flows went in this direction and told both addresses. */
function isTuple(table: ConversationTable, direction: number, told: (end: number) => boolean): boolean {
  return (
    table.records[direction] !== 0 && told(table.senderOf(direction)) && told(table.receiverOf(direction))
  )
}

function toldAddresses({ endpoints }: ConversationTable): (end: number) => boolean {
  const unknown = endpoints.findAddress(UNKNOWN_ADDRESS)
  return (end) => endpoints.addressOf(end) !== unknown
}

/** The directions of another table that have the same five-tuple and any flows. */
class SameTuples {
  /** By address of the one table, its index in the other; -1 where it has none. */
  private readonly addresses: Int32Array

  constructor(
    private readonly table: ConversationTable,
    private readonly other: ConversationTable,
  ) {
    this.addresses = Int32Array.from(
      table.endpoints.addresses,
      (address) => other.endpoints.findAddress(address) ?? -1,
    )
  }

  of(direction: number): number | undefined {
    const { table, other } = this
    const from = this.sameEnd(table.senderOf(direction))
    const to = from < 0 ? -1 : this.sameEnd(table.receiverOf(direction))
    if (to < 0) return undefined
    const found = other.directionOf(from, to)
    return found === undefined || other.records[found] === 0 ? undefined : found
  }

  /** -1 where the other table has no such end. */
  private sameEnd(end: number): number {
    const { endpoints } = this.table
    const address = this.addresses[endpoints.addressOf(end)] as number
    return address < 0 ? -1 : this.other.endpoints.sameAs(endpoints, end, address)
  }
}

function sideOf(table: ConversationTable, direction: number): TupleSide {
  return {
    records: table.records[direction] as number,
    bytes: table.bytes[direction] as Quantity,
    packets: table.packets[direction] as Quantity,
    first: table.first[direction] as number,
    last: table.last[direction] as number,
  }
}
