import { and, type Filter, not, text } from '../../../shared/filter/ast'
import type { Biflow, BiflowSide, BiflowSort, InitiatorReason } from '../../../shared/query/biflow'
import type { FlowSelection, Measure, Quantity } from '../../../shared/query/query'
import type { BlockShelf } from '../block-shelf'
import type { Dictionaries } from '../engine-block'
import { GroupedMeasures } from '../grouped-measures'
import { EndpointPairs } from './endpoint-pairs'
import { initiatorOf, type SideFacts } from './initiator'

const SYN: Filter = { type: 'flags', bits: 2 }
const ACK: Filter = { type: 'flags', bits: 16 }
const SYN_ACK: Filter = { type: 'flags', bits: 18 }

const MEASURES = [
  { as: 'flows', op: 'count' },
  { as: 'packets', op: 'sum', field: 'packets' },
  { as: 'bytes', op: 'sum', field: 'bytes' },
  { as: 'start', op: 'min', field: 'start' },
  { as: 'end', op: 'max', field: 'end' },
  { as: 'rejected', op: 'count', where: text('action', 'REJECT') },
  { as: 'opening', op: 'count', where: and(SYN, not(ACK)) },
  { as: 'answering', op: 'count', where: SYN_ACK },
] as const satisfies readonly Measure[]
type MeasureName = (typeof MEASURES)[number]['as']

const POSITIONS: ReadonlyMap<MeasureName, number> = new Map(
  MEASURES.map(({ as }, position) => [as, position]),
)

const REASONS: readonly InitiatorReason[] = [
  'syn',
  'syn-ack',
  'service',
  'earlier',
  'lower-port',
  'only',
  'none',
]

/**
 * The conversations of the flows that match: all flows of a five-tuple, both directions in one row, however
 * far apart they are. They stay in columns; rows are made of those that are looked at.
 */
export class BiflowTable {
  private readonly pairs = new EndpointPairs()
  private readonly measures: GroupedMeasures
  /** Which of the two directions of a pair is the initiator's; inferred of a pair when it is asked for. */
  private initiators = new Uint8Array(0)
  /** Index into REASONS + 1; 0 for a pair of which nobody has asked. */
  private reasons = new Uint8Array(0)

  private constructor(
    private readonly selection: FlowSelection,
    private readonly dictionaries: Dictionaries,
  ) {
    this.measures = new GroupedMeasures({ ...selection, measures: MEASURES }, this.pairs, dictionaries)
  }

  static async of(
    selection: FlowSelection,
    shelf: BlockShelf,
    dictionaries: Dictionaries,
  ): Promise<BiflowTable> {
    const table = new BiflowTable(selection, dictionaries)
    await shelf.visit((block, index) => table.measures.add(block, index))
    table.measures.finish()
    table.pairs.close()
    table.initiators = new Uint8Array(table.length)
    table.reasons = new Uint8Array(table.length)
    return table
  }

  get length(): number {
    return this.pairs.length
  }

  row(pair: number): Biflow {
    const [sent, received] = this.directions(pair)
    const { protocol } = this.pairs.endpointOf(pair, 0)
    return {
      initiator: this.side(pair, sent),
      responder: this.side(pair, received),
      reason: REASONS[(this.reasons[pair] as number) - 1] as InitiatorReason,
      protocol,
      start: this.extreme(pair, 'start', Math.min),
      end: this.extreme(pair, 'end', Math.max),
      rejected: this.number('rejected', sent) + this.number('rejected', received),
    }
  }

  /** What the pairs are sorted by, by pair; -1, below all others, where there is nothing. */
  sortKeys(field: BiflowSort): Float64Array {
    const addressRanks =
      field === 'initiator' || field === 'responder' ? this.dictionaries.addresses.ranks() : null
    const keyOf = this.keyReader(field, addressRanks)
    return Float64Array.from({ length: this.length }, (_, pair) => keyOf(pair))
  }

  private keyReader(field: BiflowSort, addressRanks: Uint32Array | null): (pair: number) => number {
    const both = (name: MeasureName) => {
      const measure = this.measures.measure(POSITIONS.get(name) as number)
      const sentIn = (group: number) => Number(measure?.valueOf(group) ?? 0)
      return (pair: number) => sentIn(2 * pair) + sentIn(2 * pair + 1)
    }
    const endpoint = (pair: number, way: 0 | 1) => {
      const direction = this.directions(pair)[way]
      return this.pairs.endpointOf(pair, (direction & 1) as 0 | 1)
    }
    const addressOf = (way: 0 | 1) => (pair: number) => {
      const { addressId } = endpoint(pair, way)
      return addressId === null ? -1 : (addressRanks?.[addressId] ?? -1)
    }
    switch (field) {
      case 'start':
        return (pair) => this.extreme(pair, 'start', Math.min) ?? -1
      case 'end':
        return (pair) => this.extreme(pair, 'end', Math.max) ?? -1
      case 'initiator':
        return addressOf(0)
      case 'responder':
        return addressOf(1)
      case 'initiator-port':
        return (pair) => endpoint(pair, 0).port
      case 'responder-port':
        return (pair) => endpoint(pair, 1).port
      case 'protocol':
        return (pair) => this.pairs.endpointOf(pair, 0).protocol ?? -1
      case 'sent-bytes':
        return (pair) => this.number('bytes', this.directions(pair)[0])
      case 'received-bytes':
        return (pair) => this.number('bytes', this.directions(pair)[1])
      case 'bytes':
      case 'packets':
      case 'flows':
      case 'rejected':
        return both(field)
    }
  }

  private inferInitiator(pair: number): void {
    if (this.reasons[pair] !== 0) return
    const { protocol } = this.pairs.endpointOf(pair, 0)
    const { first, reason } = initiatorOf(this.facts(pair, 0), this.facts(pair, 1), protocol)
    this.initiators[pair] = first ? 0 : 1
    this.reasons[pair] = REASONS.indexOf(reason) + 1
  }

  private facts(pair: number, side: 0 | 1): SideFacts {
    const group = 2 * pair + side
    const start = this.quantity('start', group)
    return {
      port: this.pairs.endpointOf(pair, side).port,
      flows: this.number('flows', group),
      opening: this.number('opening', group),
      // In NetFlow the initiator of any answered connection has sent both flags too.
      answering: this.selection.source === 'vpc' ? this.number('answering', group) : 0,
      start: start === null ? null : Number(start),
    }
  }

  /** The groups of what the initiator sent, and of what it received. */
  private directions(pair: number): readonly [number, number] {
    this.inferInitiator(pair)
    const first = this.initiators[pair] as number
    return [2 * pair + first, 2 * pair + 1 - first]
  }

  private side(pair: number, group: number): BiflowSide {
    const { addressId, port } = this.pairs.endpointOf(pair, (group & 1) as 0 | 1)
    return {
      address: addressId === null ? null : this.dictionaries.addresses.textOf(addressId),
      port,
      flows: this.number('flows', group),
      packets: this.quantity('packets', group) ?? 0,
      bytes: this.quantity('bytes', group) ?? 0,
    }
  }

  private extreme(pair: number, name: 'start' | 'end', pick: (...values: number[]) => number): number | null {
    const values = [this.quantity(name, 2 * pair), this.quantity(name, 2 * pair + 1)]
    const known = values.filter((value) => value !== null).map(Number)
    return known.length === 0 ? null : pick(...known)
  }

  private quantity(name: MeasureName, group: number): Quantity | null {
    return this.measures.measure(POSITIONS.get(name) as number)?.valueOf(group) ?? null
  }

  private number(name: MeasureName, group: number): number {
    return Number(this.quantity(name, group) ?? 0)
  }
}
