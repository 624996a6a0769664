import { and, type Filter, port as portFilter, protocol as protocolFilter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, Measure, Quantity } from '../../../shared/query/query'
import { add, compare, countOf, quantityOf } from '../quantity'
import type { Ask, Volume } from '../types'
import { addVolumes, fieldKey, NO_VOLUME, volumeMeasures, volumeOf } from '../volumes'
import type { SidedFlows } from './sided-summary'

/** Flows with a port of a protocol; what has it as source port is sent by the side that serves, if it does. */
export function serviceFlows(protocol: number, port: number): SidedFlows {
  const on = (side: 'any' | 'src' | 'dst') => and(portFilter(port, side), protocolFilter(protocol))
  return { all: on('any'), sent: on('src'), received: on('dst') }
}

/** An address at one end of a service. */
export interface ServiceEnd extends Volume {
  readonly address: string
  readonly sentBytes: Quantity
  readonly receivedBytes: Quantity
  /** Records with SYN-ACK that it sent: it answered. Flow logs alone tell. */
  readonly answered: number
}

export interface ServiceEnds {
  /** By the bytes of both directions. */
  readonly ends: readonly ServiceEnd[]
  /** How many there are; null when there are more than were looked at. */
  readonly all: number | null
  /** No end that is left out has more bytes. */
  readonly unseenBytes: Quantity
}

/** Ends of each side that are looked at. */
const DEPTH = 5000

const ANSWERED: Measure = { as: 'answered', op: 'count', where: { type: 'flags', bits: 18 } }

/**
 * The addresses that have the service's port on their own side ("servers"), or meet it at others
 * ("clients"). What is told of an address is exact.
 */
export async function askServiceEnds(
  ask: Ask,
  source: FlowSource,
  { sent, received }: SidedFlows,
  which: 'servers' | 'clients',
  depth = DEPTH,
): Promise<ServiceEnds> {
  const [asSource, asDestination] = which === 'servers' ? [sent, received] : [received, sent]
  const sources = await askSide(ask, source, asSource, 'src', depth)
  const destinations = await askSide(ask, source, asDestination, 'dst', depth)
  await complete(ask, source, asSource, 'src', sources, destinations.rows)
  await complete(ask, source, asDestination, 'dst', destinations, sources.rows)
  const unseenBytes = add(sources.unseen, destinations.unseen)
  const whole = sources.whole && destinations.whole
  const ends = [...new Set([...sources.rows.keys(), ...destinations.rows.keys()])]
    .map((address) => endOf(address, sources.rows.get(address), destinations.rows.get(address)))
    .filter((end) => whole || compare(end.bytes, unseenBytes) >= 0)
    .sort((a, b) => compare(b.bytes, a.bytes) || b.records - a.records || (a.address < b.address ? -1 : 1))
  return { ends, all: whole ? ends.length : null, unseenBytes: whole ? 0 : unseenBytes }
}

interface Side {
  readonly rows: Map<string, GroupRow>
  readonly whole: boolean
  /** Most bytes of an address that is not among the rows. */
  readonly unseen: Quantity
}

async function askSide(
  ask: Ask,
  source: FlowSource,
  filter: Filter,
  side: 'src' | 'dst',
  depth: number,
): Promise<Side> {
  const answer = await ask({
    source,
    filter,
    groupBy: [fieldKey(`${side}addr`)],
    measures: [...volumeMeasures(source), ...(source === 'vpc' ? [ANSWERED] : [])],
    orderBy: { measure: 'bytes', descending: true },
    limit: depth,
  })
  const whole = answer.groups <= depth
  return {
    rows: new Map(
      answer.rows.filter(({ keys }) => keys[0] !== null).map((row) => [String(row.keys[0]), row]),
    ),
    whole,
    unseen: whole ? 0 : quantityOf(answer.rows[answer.rows.length - 1], 'bytes'),
  }
}

/** Asks for the addresses that the other side alone has named. */
async function complete(
  ask: Ask,
  source: FlowSource,
  filter: Filter,
  side: 'src' | 'dst',
  { rows, whole }: Side,
  others: ReadonlyMap<string, GroupRow>,
): Promise<void> {
  const missing = [...others.keys()].filter((address) => !rows.has(address))
  if (whole || missing.length === 0) return
  const named = and(filter, { type: 'address', side, networks: missing })
  const found = await askSide(ask, source, named, side, Number.MAX_SAFE_INTEGER)
  for (const address of missing) {
    const row = found.rows.get(address)
    if (row) rows.set(address, row)
  }
}

function endOf(address: string, sent: GroupRow | undefined, received: GroupRow | undefined): ServiceEnd {
  const both = [sent, received].map((row) => (row ? volumeOf(row) : NO_VOLUME))
  return {
    ...both.reduce(addVolumes),
    address,
    sentBytes: quantityOf(sent, 'bytes'),
    receivedBytes: quantityOf(received, 'bytes'),
    answered: countOf(sent, 'answered'),
  }
}
