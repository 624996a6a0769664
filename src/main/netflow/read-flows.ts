import { parseIPv4, parseIPv6 } from '../../shared/flow/address'
import type { BlockBuilder, ColumnStage } from '../../shared/flow/block-builder'
import type { AddressColumnStage, AddressStage, NumberStage } from '../../shared/flow/column-stage'
import { type FlowLine, parseFlowLine } from './flow-line'

/** Columns of a NetFlow block, in the order that FlowReader writes them. */
export const NETFLOW_FIELDS = [
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'tcp-flags',
  'start',
  'end',
  'icmp-type',
  'icmp-code',
] as const

/** Addresses whose bytes are remembered. */
const KNOWN_ADDRESSES = 65_536

/** Stages what nfdump prints of one capture into the rows of a block builder, and sums it up. */
export class FlowReader {
  flows = 0
  packets = 0
  bytes = 0
  /** Epoch milliseconds over all flows, null without any. */
  first: number | null = null
  last: number | null = null
  /** Flows of which a time lies outside of 1970 to 2105; that time is absent. */
  impossibleTimes = 0
  /** Flows that ended before they began, as packets out of order make them; their times are swapped. */
  swappedTimes = 0
  private pending: FlowLine | null = null
  private readonly source: AddressColumnStage
  private readonly destination: AddressColumnStage
  private readonly numbers: readonly NumberStage[]
  private readonly addresses = new Map<string, number | Uint8Array>()

  /** @param builder made with NETFLOW_FIELDS and 1000 ticks a second; must not be full when a line is taken */
  constructor(
    private readonly builder: BlockBuilder,
    private readonly evidenceId: number,
  ) {
    const [source, destination, ...numbers] = builder.columns
    this.source = addressStage(source)
    this.destination = addressStage(destination)
    this.numbers = numbers.map(numberStage)
  }

  /** Takes one line. Adds at most one row: a flow waits until the next line shows that it is not the outer half of a tunnel. */
  line(text: string): void {
    if (text === '' || text === 'No matching flows') return
    const flow = parseFlowLine(text)
    // From version 1.7.5 the outer addresses of a tunnel come as a row of their own with the same count.
    const outer = this.pending !== null && this.pending.count !== null && this.pending.count === flow.count
    if (!outer) this.endOfFile()
    // Before that the outer row has no packets. All others have.
    if (flow.packets > 0) this.pending = flow
  }

  /** Adds the flow that waits, if any; the next line is of another file. */
  endOfFile(): void {
    if (this.pending) this.stage(this.pending)
    this.pending = null
  }

  private stage(flow: FlowLine): void {
    const { builder } = this
    const row = builder.count
    let { first, last } = flow
    if (Number.isNaN(first) || Number.isNaN(last)) this.impossibleTimes++
    else if (last < first) {
      this.swappedTimes++
      ;[first, last] = [last, first]
    }
    this.source.indexes[row] = this.addressIndex(flow.source)
    this.destination.indexes[row] = this.addressIndex(flow.destination)
    this.number(0, flow.sourcePort)
    this.number(1, flow.destinationPort)
    this.number(2, flow.protocol)
    this.number(3, flow.packets)
    this.number(4, flow.bytes)
    this.number(5, flow.tcpFlags)
    this.number(6, first)
    this.number(7, last)
    this.number(8, flow.icmpType)
    this.number(9, flow.icmpCode)
    this.flows++
    this.packets += flow.packets
    this.bytes += flow.bytes
    this.span(first)
    this.span(last)
    builder.endRow(this.evidenceId, this.flows)
  }

  private number(column: number, value: number): void {
    ;(this.numbers[column] as NumberStage).values[this.builder.count] = value
  }

  private span(time: number): void {
    if (Number.isNaN(time)) return
    if (this.first === null || time < this.first) this.first = time
    if (this.last === null || time > this.last) this.last = time
  }

  private addressIndex(text: string): number {
    let address = this.addresses.get(text)
    if (address === undefined) {
      address = parseAddress(text)
      if (this.addresses.size >= KNOWN_ADDRESSES) this.addresses.clear()
      this.addresses.set(text, address)
    }
    const stage: AddressStage = this.builder.addresses
    return typeof address === 'number' ? stage.indexOfV4(address) : stage.indexOfV6(address)
  }
}

function parseAddress(text: string): number | Uint8Array {
  const address = parseIPv4(text) ?? parseIPv6(text)
  if (address === null) throw new Error(`nfdump printed ${JSON.stringify(text.slice(0, 100))} for an address`)
  return address
}

function addressStage(stage: ColumnStage | undefined): AddressColumnStage {
  if (stage?.kind !== 'address') throw new Error('The builder was not made with NETFLOW_FIELDS')
  return stage
}

function numberStage(stage: ColumnStage | undefined): NumberStage {
  if (stage?.kind !== 'number') throw new Error('The builder was not made with NETFLOW_FIELDS')
  return stage
}
