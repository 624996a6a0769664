import type { Quantity } from '../../shared/query/query'
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
  /** Index into `addresses`. */
  readonly address: number[] = []
  readonly port: number[] = []
  readonly protocol: number[] = []
  private readonly addressIds = new Map<string, number>()
  private readonly ids = new Map<number, number>()

  get size(): number {
    return this.port.length
  }

  at(id: number): Endpoint {
    return {
      address: this.addresses[this.address[id] as number] as string,
      port: this.port[id] as number,
      protocol: this.protocol[id] as number,
    }
  }

  find(address: string, port: number, protocol: number): number | undefined {
    const addressId = this.addressIds.get(address)
    return addressId === undefined ? undefined : this.ids.get(key(addressId, port, protocol))
  }

  intern(address: string, port: number, protocol: number): number {
    let addressId = this.addressIds.get(address)
    if (addressId === undefined) {
      addressId = this.addresses.push(address) - 1
      this.addressIds.set(address, addressId)
    }
    const id = this.ids.get(key(addressId, port, protocol))
    if (id !== undefined) return id
    const next = this.size
    this.ids.set(key(addressId, port, protocol), next)
    this.address.push(addressId)
    this.port.push(port)
    this.protocol.push(protocol)
    return next
  }
}

function key(addressId: number, port: number, protocol: number): number {
  return (addressId * 65_536 + port) * 512 + protocol
}

/** What went one way in a conversation; first and last are epoch seconds, NaN when unknown. */
export interface DirectedFlow {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly records: number
  readonly bytes: Quantity
  readonly packets: Quantity
  readonly accepted: number
  readonly rejected: number
  /** Records with SYN and no SYN-ACK: their sender opened the connection. */
  readonly opening: number
  /** Records with SYN-ACK: their sender was asked to answer. */
  readonly answering: number
  readonly first: number
  readonly last: number
}

/**
 * Conversations (unordered pairs of endpoints) with their two directions, in columns: millions of
 * them fit where an object for each would not. Direction 2c leads from `a[c]` to `b[c]`,
 * direction 2c + 1 back; a direction that was never seen has 0 records.
 */
export class ConversationTable {
  readonly endpoints = new EndpointTable()
  readonly a: number[] = []
  readonly b: number[] = []
  readonly records: number[] = []
  readonly bytes: Quantity[] = []
  readonly packets: Quantity[] = []
  readonly accepted: number[] = []
  readonly rejected: number[] = []
  readonly opening: number[] = []
  readonly answering: number[] = []
  readonly first: number[] = []
  readonly last: number[] = []
  private readonly ids = new Map<number, number>()

  get size(): number {
    return this.a.length
  }

  /** Returns the direction that the flow was added to. */
  add(flow: DirectedFlow): number {
    const { source, destination } = flow
    const from = this.endpoints.intern(source.address, source.port, source.protocol)
    const to = this.endpoints.intern(destination.address, destination.port, destination.protocol)
    const direction = this.directionOf(from, to) ?? this.open(from, to)
    this.records[direction] = (this.records[direction] as number) + flow.records
    this.bytes[direction] = add(this.bytes[direction] as Quantity, flow.bytes)
    this.packets[direction] = add(this.packets[direction] as Quantity, flow.packets)
    this.accepted[direction] = (this.accepted[direction] as number) + flow.accepted
    this.rejected[direction] = (this.rejected[direction] as number) + flow.rejected
    this.opening[direction] = (this.opening[direction] as number) + flow.opening
    this.answering[direction] = (this.answering[direction] as number) + flow.answering
    this.first[direction] = earlier(this.first[direction] as number, flow.first)
    this.last[direction] = later(this.last[direction] as number, flow.last)
    return direction
  }

  /** The direction that leads from one endpoint to another, undefined when its conversation is unknown. */
  directionOf(from: number, to: number): number | undefined {
    const id = this.ids.get(pair(from, to))
    return id === undefined ? undefined : this.a[id] === from ? 2 * id : 2 * id + 1
  }

  /** Endpoint ids of the sender and the receiver of a direction. */
  senderOf(direction: number): number {
    return (direction % 2 === 0 ? this.a : this.b)[direction >> 1] as number
  }

  receiverOf(direction: number): number {
    return (direction % 2 === 0 ? this.b : this.a)[direction >> 1] as number
  }

  private open(from: number, to: number): number {
    const id = this.size
    this.ids.set(pair(from, to), id)
    this.a.push(from)
    this.b.push(to)
    for (const column of [this.records, this.accepted, this.rejected, this.opening, this.answering]) {
      column.push(0, 0)
    }
    this.bytes.push(0, 0)
    this.packets.push(0, 0)
    this.first.push(Number.NaN, Number.NaN)
    this.last.push(Number.NaN, Number.NaN)
    return 2 * id
  }
}

/** Ids are below 2^26, so that a pair of them is exact in a double. */
function pair(a: number, b: number): number {
  return a < b ? a * 67_108_864 + b : b * 67_108_864 + a
}

export function earlier(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b
}

export function later(a: number, b: number): number {
  return a >= b || Number.isNaN(b) ? a : b
}
