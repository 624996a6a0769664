import { type Filter, not, text } from '../../../shared/filter/ast'
import type { GroupRow } from '../../../shared/query/query'
import { countOf } from '../quantity'
import type { Ask } from '../types'
import { fieldKey } from '../volumes'
import { isReservedInside } from './reserved-networks'

/** An address that a network interface (ENI) has, as its flow logs show. */
export interface InterfaceAddress {
  readonly interfaceId: string
  readonly address: string
  /** Records of the interface that have it on the interface's own side. */
  readonly records: number
  /**
   * 'flow-direction': of an ingress record the destination, of an egress record the source is the
   * interface's own address ("srcaddr" and "dstaddr" in the Amazon VPC user guide).
   * 'every record': the logs have no direction, and this address alone is in all records of the interface.
   */
  readonly by: 'flow-direction' | 'every record'
}

export interface InterfaceAddresses {
  readonly addresses: readonly InterfaceAddress[]
  /** Whether all were looked at; else those with the most records alone. */
  readonly whole: boolean
}

/** Interface and address pairs that are looked at, those with the most records. */
const MOST = 20_000

const INGRESS = text('flow-direction', 'ingress')
const EGRESS = text('flow-direction', 'egress')
const UNDIRECTED = not(text('flow-direction', 'ingress', 'egress'))

/** Which addresses the interfaces of the flow logs have; most records first. */
export async function askInterfaceAddresses(ask: Ask): Promise<InterfaceAddresses> {
  const [ingress, egress, undirected] = [
    await askSide(ask, INGRESS, 'dstaddr'),
    await askSide(ask, EGRESS, 'srcaddr'),
    await askTotals(ask),
  ]
  const directed = addUp([...ingress.rows, ...egress.rows])
  const found: InterfaceAddress[] = directed.map((pair) => ({ ...pair, by: 'flow-direction' }))
  let whole = ingress.whole && egress.whole
  if (undirected.size > 0) {
    const sources = await askSide(ask, UNDIRECTED, 'srcaddr')
    const destinations = await askSide(ask, UNDIRECTED, 'dstaddr')
    whole &&= sources.whole && destinations.whole
    const known = new Set(directed.map(({ interfaceId }) => interfaceId))
    for (const pair of inEveryRecord(addUp([...sources.rows, ...destinations.rows]), undirected)) {
      if (!known.has(pair.interfaceId)) found.push(pair)
    }
  }
  found.sort((a, b) => b.records - a.records || (a.address < b.address ? -1 : 1))
  return { addresses: found, whole }
}

async function askSide(ask: Ask, filter: Filter, field: 'srcaddr' | 'dstaddr') {
  const answer = await ask({
    source: 'vpc',
    filter,
    groupBy: [fieldKey('interface-id'), fieldKey(field)],
    measures: [{ as: 'records', op: 'count' }],
    orderBy: { measure: 'records', descending: true },
    limit: MOST,
  })
  return { rows: answer.rows, whole: answer.groups <= MOST }
}

/** Records without a direction, by interface. */
async function askTotals(ask: Ask): Promise<ReadonlyMap<string, number>> {
  const answer = await ask({
    source: 'vpc',
    filter: UNDIRECTED,
    groupBy: [fieldKey('interface-id')],
    measures: [{ as: 'records', op: 'count' }],
  })
  return new Map(
    answer.rows
      .filter(({ keys }) => isName(keys[0]))
      .map((row) => [String(row.keys[0]), countOf(row, 'records')]),
  )
}

type Pair = Omit<InterfaceAddress, 'by'>

function addUp(rows: readonly GroupRow[]): readonly Pair[] {
  const pairs = new Map<string, Pair>()
  for (const row of rows) {
    const [interfaceId, address] = row.keys
    if (!isName(interfaceId) || address == null) continue
    const name = `${interfaceId} ${address}`
    const records = (pairs.get(name)?.records ?? 0) + countOf(row, 'records')
    pairs.set(name, { interfaceId: String(interfaceId), address: String(address), records })
  }
  return [...pairs.values()]
}

/** Where two addresses are in every record (one peer alone), that of a network of one's own; else none. */
function inEveryRecord(
  pairs: readonly Pair[],
  totals: ReadonlyMap<string, number>,
): readonly InterfaceAddress[] {
  const candidates = new Map<string, Pair[]>()
  for (const pair of pairs) {
    if (pair.records < (totals.get(pair.interfaceId) ?? Number.POSITIVE_INFINITY)) continue
    candidates.set(pair.interfaceId, [...(candidates.get(pair.interfaceId) ?? []), pair])
  }
  return [...candidates.values()].flatMap((all): InterfaceAddress[] => {
    const own = all.length === 1 ? all : all.filter(({ address }) => isReservedInside(address))
    return own.length === 1 ? [{ ...(own[0] as Pair), by: 'every record' }] : []
  })
}

function isName(key: unknown): key is string {
  return typeof key === 'string' && key !== '-' && key !== ''
}

/** An interface of the records of an address, and whether it is the address's own. */
export interface InterfaceRecords {
  readonly interfaceId: string
  /** null where the logs name none. */
  readonly instanceId: string | null
  readonly vpcId: string | null
  readonly subnetId: string | null
  readonly records: number
}

/** Interfaces whose flow logs have flows that match, most records first; at most `limit`. */
export async function askInterfaces(
  ask: Ask,
  filter: Filter,
  limit: number,
): Promise<{ readonly interfaces: readonly InterfaceRecords[]; readonly all: number }> {
  const answer = await ask({
    source: 'vpc',
    filter,
    groupBy: ['interface-id', 'instance-id', 'vpc-id', 'subnet-id'].map(fieldKey),
    measures: [{ as: 'records', op: 'count' }],
    orderBy: { measure: 'records', descending: true },
    limit,
  })
  const nameOf = (key: unknown) => (isName(key) ? key : null)
  return {
    all: answer.groups,
    interfaces: answer.rows.map((row) => ({
      interfaceId: nameOf(row.keys[0]) ?? 'not logged',
      instanceId: nameOf(row.keys[1]),
      vpcId: nameOf(row.keys[2]),
      subnetId: nameOf(row.keys[3]),
      records: countOf(row, 'records'),
    })),
  }
}
