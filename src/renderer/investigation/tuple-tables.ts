import type { Filter } from '../../shared/filter/ast'
import type { AnswerColumns, KeyColumn, MeasureColumn } from '../../shared/query/answer-columns'
import type { FlowQuery, Measure, Quantity } from '../../shared/query/query'
import type { AddressAliases } from './address-aliases'
import { askInPages } from './ask-in-pages'
import { Breath } from './breath'
import { mayBeWithin, type TimeSpan } from './capture-time'
import { ConversationTable, earlier } from './conversation-table'
import { add, compare } from './quantity'
import { FIVE_TUPLE, tupleMeasures } from './read-conversations'
import { addTuples, countsOf, quantitiesOf, timesOf } from './tuple-columns'
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
  /** Records by address, an index into those of the endpoints, of each interface. */
  readonly interfaces = new Map<string, Map<number, number>>()

  /** @param direction that the row's flows were added to, and the ids of its ends */
  add(figures: PlaceFigures, row: number, direction: number, from: number, to: number): void {
    const { bytes, packets, records } = figures
    const within = figures.bytesWithin[row] as Quantity
    const known = this.places[direction] ?? 0
    if (known === 0 || compare(bytes[row] as Quantity, this.placeBytes[direction] as Quantity) > 0) {
      this.placeBytes[direction] = bytes[row] as Quantity
      this.placePackets[direction] = packets[row] as Quantity
      this.placeBytesWithin[direction] = within
    }
    this.places[direction] = known + 1
    this.recordsWithin[direction] =
      (this.recordsWithin[direction] ?? 0) + (figures.recordsWithin[row] as number)
    this.bytesWithin[direction] = add(this.bytesWithin[direction] ?? 0, within)
    this.firstWithin[direction] = earlier(
      this.firstWithin[direction] ?? Number.NaN,
      figures.firstWithin[row] as number,
    )
    this.rejectedBytes[direction] = add(
      this.rejectedBytes[direction] ?? 0,
      figures.rejectedBytes[row] as Quantity,
    )
    this.repeats[direction] =
      (this.repeats[direction] ?? 0) + Math.max(0, (records[row] as number) - (figures.starts[row] as number))
    const name = figures.interfaces.values[figures.interfaces.codes[row] as number]
    if (name != null) this.countInterface(String(name), [from, to], records[row] as number)
  }

  private countInterface(name: string, ends: readonly number[], records: number): void {
    let counts = this.interfaces.get(name)
    if (!counts) {
      counts = new Map()
      this.interfaces.set(name, counts)
    }
    const { endpoints } = this.table
    for (const end of ends) {
      const address = endpoints.addressOf(end)
      counts.set(address, (counts.get(address) ?? 0) + records)
    }
  }
}

/** What is asked of the flow logs, row by row. */
interface PlaceFigures {
  readonly records: Float64Array
  readonly bytes: MeasureColumn
  readonly packets: MeasureColumn
  readonly recordsWithin: Float64Array
  readonly bytesWithin: MeasureColumn
  readonly firstWithin: Float64Array
  readonly rejectedBytes: MeasureColumn
  readonly starts: Float64Array
  readonly interfaces: KeyColumn
}

function placeFigures(columns: AnswerColumns): PlaceFigures {
  return {
    records: countsOf(columns, 'records'),
    bytes: quantitiesOf(columns, 'bytes'),
    packets: quantitiesOf(columns, 'packets'),
    recordsWithin: countsOf(columns, 'recordsWithin'),
    bytesWithin: quantitiesOf(columns, 'bytesWithin'),
    firstWithin: timesOf(columns, 'firstWithin'),
    rejectedBytes: quantitiesOf(columns, 'rejectedBytes'),
    starts: countsOf(columns, 'starts'),
    interfaces: columns.keys[INTERFACE_KEY] as KeyColumn,
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
  const breath = new Breath()
  await askInPages(ask, query, async (columns) => {
    const counts = countsOf(columns, 'started')
    await addTuples(table, columns, {
      breath,
      canonical: (address) => aliases.canonical(address),
      added: (row, direction) => {
        started[direction] = (started[direction] ?? 0) + (counts[row] as number)
      },
    })
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
  const breath = new Breath()
  await askInPages(ask, query, async (columns) => {
    const figures = placeFigures(columns)
    await addTuples(tuples.table, columns, {
      breath,
      instead: [INTERFACE_KEY + 1, INTERFACE_KEY + 2],
      canonical: (address) => aliases.canonical(address),
      added: (row, direction, from, to) => tuples.add(figures, row, direction, from, to),
    })
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

function checkSize(table: ConversationTable): void {
  if (table.size <= MAX_TUPLES) return
  throw new Error(
    `More than ${MAX_TUPLES.toLocaleString('en')} conversations match, which is more than can be compared at once. Compare one address, or narrow the filter.`,
  )
}
