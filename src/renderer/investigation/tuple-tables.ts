import type { Filter } from '../../shared/filter/ast'
import type { FlowQuery, GroupRow, Measure, Quantity } from '../../shared/query/query'
import type { AddressAliases } from './address-aliases'
import { askInParts } from './ask-in-parts'
import { mayBeWithin, type TimeSpan } from './capture-time'
import { ConversationTable, type DirectedFlow, earlier } from './conversation-table'
import { add, compare, countOf, quantityOf, timeOf } from './quantity'
import { directedFlow, FIVE_TUPLE, tupleMeasures } from './read-conversations'
import type { Ask } from './types'
import { fieldKey, REJECTED } from './volumes'

/**
 * Five-tuples of the captures, every interface under its private address. `started` counts the
 * flows with a SYN by direction: the capture has seen the beginning of their connection.
 */
export interface NetflowTuples {
  readonly table: ConversationTable
  readonly started: readonly number[]
}

/** What the flow logs tell of a five-tuple beside its totals; indexes are directions of the table. */
export class VpcTuples {
  readonly table = new ConversationTable()
  /** Places that logged the tuple: interfaces, each once for every pair of packet-level addresses. */
  readonly places: number[] = []
  /** At the place that logged most bytes. */
  readonly placeBytes: Quantity[] = []
  readonly placePackets: Quantity[] = []
  readonly placeBytesWithin: Quantity[] = []
  /** Of records that may be of packets within the time of the captures. */
  readonly recordsWithin: number[] = []
  readonly bytesWithin: Quantity[] = []
  /** Epoch seconds, NaN without any. */
  readonly firstWithin: number[] = []
  readonly rejectedBytes: Quantity[] = []
  /** Records that begin in the same second as another one at the same place. */
  readonly repeats: number[] = []
  /** Records by address, of each interface. */
  readonly interfaces = new Map<string, Map<string, number>>()

  add(flow: DirectedFlow, row: GroupRow): void {
    const at = this.table.add(flow)
    const within = quantityOf(row, 'bytesWithin')
    const known = this.places[at] ?? 0
    if (known === 0 || compare(flow.bytes, this.placeBytes[at] as Quantity) > 0) {
      this.placeBytes[at] = flow.bytes
      this.placePackets[at] = flow.packets
      this.placeBytesWithin[at] = within
    }
    this.places[at] = known + 1
    this.recordsWithin[at] = (this.recordsWithin[at] ?? 0) + countOf(row, 'recordsWithin')
    this.bytesWithin[at] = add(this.bytesWithin[at] ?? 0, within)
    this.firstWithin[at] = earlier(
      this.firstWithin[at] ?? Number.NaN,
      timeOf(row, 'firstWithin') ?? Number.NaN,
    )
    this.rejectedBytes[at] = add(this.rejectedBytes[at] ?? 0, quantityOf(row, 'rejectedBytes'))
    this.repeats[at] = (this.repeats[at] ?? 0) + Math.max(0, flow.records - countOf(row, 'starts'))
    const name = row.keys[INTERFACE_KEY]
    if (name != null) this.countInterface(String(name), flow)
  }

  private countInterface(name: string, { source, destination, records }: DirectedFlow): void {
    let counts = this.interfaces.get(name)
    if (!counts) {
      counts = new Map()
      this.interfaces.set(name, counts)
    }
    for (const { address } of [source, destination]) counts.set(address, (counts.get(address) ?? 0) + records)
  }
}

const INTERFACE_KEY = FIVE_TUPLE.length
const PACKET_KEYS = ['pkt-srcaddr', 'pkt-dstaddr'] as const

/** Most tuples of one source that are compared at once. */
export const MAX_TUPLES = 1_000_000

export async function readNetflowTuples(
  ask: Ask,
  filter: Filter,
  aliases: AddressAliases,
): Promise<NetflowTuples> {
  const table = new ConversationTable()
  const started: number[] = []
  const query: FlowQuery = {
    source: 'netflow',
    filter,
    groupBy: FIVE_TUPLE.map(fieldKey),
    measures: [
      ...tupleMeasures('netflow'),
      { as: 'started', op: 'count', where: { type: 'flags', bits: 2 } },
    ],
  }
  await askInParts(ask, query, (row) => {
    const at = table.add(canonical(directedFlow(row), aliases))
    started[at] = (started[at] ?? 0) + countOf(row, 'started')
    checkSize(table)
  })
  return { table, started }
}

/**
 * Five-tuples of the flow logs under packet-level addresses where a log has them: of a packet that
 * passes a NAT gateway, a load balancer or a transit gateway, and of one to a secondary address,
 * srcaddr and dstaddr name an interface, pkt-srcaddr and pkt-dstaddr what stood in the packet.
 */
export async function readVpcTuples(
  ask: Ask,
  filter: Filter,
  aliases: AddressAliases,
  spans: readonly TimeSpan[],
): Promise<VpcTuples> {
  const tuples = new VpcTuples()
  const query: FlowQuery = {
    source: 'vpc',
    filter,
    groupBy: [...FIVE_TUPLE, 'interface-id', ...PACKET_KEYS].map(fieldKey),
    measures: [...tupleMeasures('vpc'), ...placeMeasures(mayBeWithin(spans))],
  }
  await askInParts(ask, query, (row) => {
    const [source, destination] = row.keys.slice(INTERFACE_KEY + 1)
    const flow = directedFlow(row)
    tuples.add(
      canonical(
        {
          ...flow,
          source: { ...flow.source, address: source == null ? flow.source.address : String(source) },
          destination: {
            ...flow.destination,
            address: destination == null ? flow.destination.address : String(destination),
          },
        },
        aliases,
      ),
      row,
    )
    checkSize(tuples.table)
  })
  return tuples
}

function placeMeasures(within: Filter): readonly Measure[] {
  return [
    { as: 'recordsWithin', op: 'count', where: within },
    { as: 'bytesWithin', op: 'sum', field: 'bytes', where: within },
    { as: 'firstWithin', op: 'min', field: 'start', where: within },
    { as: 'rejectedBytes', op: 'sum', field: 'bytes', where: REJECTED },
    { as: 'starts', op: 'distinct', field: 'start' },
  ]
}

function canonical(flow: DirectedFlow, aliases: AddressAliases): DirectedFlow {
  return {
    ...flow,
    source: { ...flow.source, address: aliases.canonical(flow.source.address) },
    destination: { ...flow.destination, address: aliases.canonical(flow.destination.address) },
  }
}

function checkSize(table: ConversationTable): void {
  if (table.size <= MAX_TUPLES) return
  throw new Error(
    `More than ${MAX_TUPLES.toLocaleString('en')} conversations match, which is more than can be compared at once. Compare one address, or narrow the filter.`,
  )
}
