import type { Quantity } from '../../shared/query/query'
import { PairIds } from './pair-ids'
import { add } from './quantity'

/** One end of a conversation. */
export interface Endpoint {
  readonly address: string
  readonly port: number
  readonly protocol: number
}

/** Endpoints numbered from 0 in the order in which they come up, in columns. */
export class EndpointTable {
  readonly addresses: string[] = []
  private readonly addressIds = new Map<string, number>()
  /** Index into `addresses`, with port and protocol joined. */
  private readonly ids = new PairIds()

  get size(): number {
    return this.ids.length
  }

  /** Index into `addresses`. */
  addressOf(id: number): number {
    return this.ids.firstOf(id)
  }

  portOf(id: number): number {
    return this.ids.secondOf(id) >>> PROTOCOL_BITS
  }

  protocolOf(id: number): number {
    return this.ids.secondOf(id) & (2 ** PROTOCOL_BITS - 1)
  }

  at(id: number): Endpoint {
    return {
      address: this.addresses[this.addressOf(id)] as string,
      port: this.portOf(id),
      protocol: this.protocolOf(id),
    }
  }

  /** Index into `addresses`; undefined for one that no endpoint has. */
  findAddress(address: string): number | undefined {
    return this.addressIds.get(address)
  }

  internAddress(address: string): number {
    const known = this.addressIds.get(address)
    if (known !== undefined) return known
    const next = this.addresses.push(address) - 1
    this.addressIds.set(address, next)
    return next
  }

  /**
   * The endpoint of this table, -1 for none, that has the port and protocol of one of another table.
   * @param address index of its address in this table
   */
  sameAs(other: EndpointTable, id: number, address: number): number {
    return this.ids.find(address, other.ids.secondOf(id))
  }

  reserve(count: number): void {
    this.ids.reserve(count)
  }

  /** @param address index into `addresses` */
  intern(address: number, port: number, protocol: number): number {
    return this.ids.idOf(address, port * 2 ** PROTOCOL_BITS + protocol)
  }
}

/** Of 0 to 256, which stands for an unknown one. */
const PROTOCOL_BITS = 9

/** What went one way in conversations, row by row; what was not asked for is 0, or NaN for a time. */
export interface TupleFigures {
  readonly records: Float64Array
  readonly bytes: ArrayLike<Quantity | null>
  readonly packets: ArrayLike<Quantity | null>
  readonly accepted: Float64Array
  readonly rejected: Float64Array
  /** Records with SYN and no SYN-ACK: their sender opened the connection. */
  readonly opening: Float64Array
  /** Records with SYN-ACK: their sender was asked to answer. */
  readonly answering: Float64Array
  /** Epoch seconds, NaN when unknown. */
  readonly first: Float64Array
  readonly last: Float64Array
}

/**
 * Conversations (unordered pairs of endpoints) with their two directions, in columns: millions of
 * them fit where an object for each would not. Direction 2c leads from `a` to `b` of conversation c,
 * direction 2c + 1 back; a direction that was never seen has 0 records.
 */
export class ConversationTable {
  readonly endpoints = new EndpointTable()
  readonly records: number[] = []
  readonly bytes: Quantity[] = []
  readonly packets: Quantity[] = []
  readonly accepted: number[] = []
  readonly rejected: number[] = []
  readonly opening: number[] = []
  readonly answering: number[] = []
  /** Epoch seconds, NaN when unknown. */
  readonly first: number[] = []
  readonly last: number[] = []
  /** Pairs of endpoints, the one with the lower id first. */
  private readonly ids = new PairIds()
  /** 1 for a conversation whose `a` is the one with the higher id. */
  private readonly turned: number[] = []

  get size(): number {
    return this.turned.length
  }

  /** Endpoint ids of the one that sent the flow that came up first, and of the other one. */
  a(id: number): number {
    return this.turned[id] === 1 ? this.ids.secondOf(id) : this.ids.firstOf(id)
  }

  b(id: number): number {
    return this.turned[id] === 1 ? this.ids.firstOf(id) : this.ids.secondOf(id)
  }

  /** Makes room for so many conversations at once: to grow on the way takes longer than a frame. */
  reserve(count: number): void {
    this.ids.reserve(count)
    this.endpoints.reserve(count)
  }

  /**
   * Adds what went from one endpoint to another.
   * @returns the direction that it was added to
   */
  add(from: number, to: number, figures: TupleFigures, row: number): number {
    const direction = this.intern(from, to)
    this.records[direction] = (this.records[direction] as number) + (figures.records[row] as number)
    this.bytes[direction] = add(this.bytes[direction] as Quantity, figures.bytes[row] as Quantity)
    this.packets[direction] = add(this.packets[direction] as Quantity, figures.packets[row] as Quantity)
    this.accepted[direction] = (this.accepted[direction] as number) + (figures.accepted[row] as number)
    this.rejected[direction] = (this.rejected[direction] as number) + (figures.rejected[row] as number)
    this.opening[direction] = (this.opening[direction] as number) + (figures.opening[row] as number)
    this.answering[direction] = (this.answering[direction] as number) + (figures.answering[row] as number)
    this.first[direction] = earlier(this.first[direction] as number, figures.first[row] as number)
    this.last[direction] = later(this.last[direction] as number, figures.last[row] as number)
    return direction
  }

  /** The direction that leads from one endpoint to another, undefined when its conversation is unknown. */
  directionOf(from: number, to: number): number | undefined {
    const id = this.ids.find(Math.min(from, to), Math.max(from, to))
    return id < 0 ? undefined : this.a(id) === from ? 2 * id : 2 * id + 1
  }

  /** Endpoint ids of the sender and the receiver of a direction. */
  senderOf(direction: number): number {
    return direction % 2 === 0 ? this.a(direction >> 1) : this.b(direction >> 1)
  }

  receiverOf(direction: number): number {
    return direction % 2 === 0 ? this.b(direction >> 1) : this.a(direction >> 1)
  }

  private intern(from: number, to: number): number {
    const id = this.ids.idOf(Math.min(from, to), Math.max(from, to))
    if (id === this.size) {
      this.turned.push(from > to ? 1 : 0)
      for (const column of [this.records, this.accepted, this.rejected, this.opening, this.answering]) {
        column.push(0, 0)
      }
      this.bytes.push(0, 0)
      this.packets.push(0, 0)
      this.first.push(Number.NaN, Number.NaN)
      this.last.push(Number.NaN, Number.NaN)
    }
    return this.a(id) === from ? 2 * id : 2 * id + 1
  }
}

export function earlier(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b
}

export function later(a: number, b: number): number {
  return a >= b || Number.isNaN(b) ? a : b
}
