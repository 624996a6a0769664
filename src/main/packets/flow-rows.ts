import type { BlockBuilder, ColumnStage } from '../../shared/flow/block-builder'
import type { AddressColumnStage, NumberStage } from '../../shared/flow/column-stage'

/** Columns of a NetFlow block, in the order that FlowRows writes them. */
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

/** A flow without its addresses. Times are epoch milliseconds, NaN when there is none that can be. */
export interface FlowRow {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly protocol: number
  readonly packets: number
  /** On the IP layer; NaN when they are not known. */
  readonly bytes: number
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, over all packets; NaN when not known. */
  readonly tcpFlags: number
  readonly first: number
  readonly last: number
  /** NaN for anything but ICMP. */
  readonly icmpType: number
  readonly icmpCode: number
}

/** Writes the flows of one file into the rows of a block builder and sums them up. */
export class FlowRows {
  flows = 0
  packets = 0
  bytes = 0
  /** Epoch milliseconds over all flows, null without any. */
  first: number | null = null
  last: number | null = null
  /** Flows of which a time is not known; it is absent in the row. */
  impossibleTimes = 0
  /** Flows that ended before they began; their times are swapped. */
  swappedTimes = 0
  private readonly source: AddressColumnStage
  private readonly destination: AddressColumnStage
  private readonly numbers: readonly NumberStage[]

  /** @param builder made with NETFLOW_FIELDS and 1000 ticks a second */
  constructor(
    readonly builder: BlockBuilder,
    private readonly evidenceId: number,
  ) {
    const [source, destination, ...numbers] = builder.columns
    this.source = addressStage(source)
    this.destination = addressStage(destination)
    this.numbers = numbers.map(numberStage)
  }

  /**
   * Adds a row; the builder must not be full. The addresses are indexes that builder.addresses gave,
   * or ABSENT_INDEX.
   * @param line where the flow stands in its file; the number of the flow, from 1, when not given
   */
  add(flow: FlowRow, source: number, destination: number, line = this.flows + 1): void {
    const { builder } = this
    const row = builder.count
    let { first, last } = flow
    if (Number.isNaN(first) || Number.isNaN(last)) this.impossibleTimes++
    else if (last < first) {
      this.swappedTimes++
      ;[first, last] = [last, first]
    }
    this.source.indexes[row] = source
    this.destination.indexes[row] = destination
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
    if (!Number.isNaN(flow.bytes)) this.bytes += flow.bytes
    this.span(first)
    this.span(last)
    builder.endRow(this.evidenceId, line)
  }

  private number(column: number, value: number): void {
    ;(this.numbers[column] as NumberStage).values[this.builder.count] = value
  }

  private span(time: number): void {
    if (Number.isNaN(time)) return
    if (this.first === null || time < this.first) this.first = time
    if (this.last === null || time > this.last) this.last = time
  }
}

function addressStage(stage: ColumnStage | undefined): AddressColumnStage {
  if (stage?.kind !== 'address') throw new Error('The builder was not made with NETFLOW_FIELDS')
  return stage
}

function numberStage(stage: ColumnStage | undefined): NumberStage {
  if (stage?.kind !== 'number') throw new Error('The builder was not made with NETFLOW_FIELDS')
  return stage
}
