import type { FlowBlock } from '../../../shared/flow/block'
import { BlockBuilder } from '../../../shared/flow/block-builder'
import { ABSENT_INDEX } from '../../../shared/flow/column-plan'
import { FlowRows, NETFLOW_FIELDS } from '../../packets/flow-rows'
import { AddressIndexes } from '../address-indexes'
import type { FoundFlow } from './output-reader'
import type { PrintedFlow, Volume } from './printed-flow'

/** Puts flows that nfdump has printed into blocks, and notes what an examiner should know of them. */
export class PrintedRows {
  readonly rows: FlowRows
  /** Rows with rounded or unknown packets or bytes, and those of them whose bytes are not known. */
  inexact = 0
  withoutBytes = 0
  shortened = 0
  bothDirections = 0
  aggregated = 0
  /** Flows that the lines stand for. */
  flows = 0
  private readonly builder = new BlockBuilder('netflow', 1000, NETFLOW_FIELDS)
  private readonly addresses = new AddressIndexes(this.builder.addresses)

  constructor(
    evidenceId: number,
    private readonly onBlock: (block: FlowBlock) => Promise<void>,
  ) {
    this.rows = new FlowRows(this.builder, evidenceId)
  }

  async add(found: readonly FoundFlow[]): Promise<void> {
    for (const { flow, line } of found) {
      const { forward, backward } = flow
      this.flows += flow.flows
      if (flow.flows > (backward ? 2 : 1)) this.aggregated++
      if (backward) this.bothDirections++
      if (forward.packets > 0) await this.row(flow, forward, line)
      if (backward && backward.packets > 0) await this.row(reversed(flow), backward, line)
    }
  }

  /** Hands the rows so far over as a block. */
  async handOver(): Promise<void> {
    const block = this.builder.take()
    if (block) await this.onBlock(block)
  }

  private async row(flow: PrintedFlow, volume: Volume, line: number): Promise<void> {
    const { packets, bytes, rounded } = volume
    if (Number.isNaN(bytes)) this.withoutBytes++
    if (rounded || Number.isNaN(bytes)) this.inexact++
    const source = this.addressIndex(flow.source)
    const destination = this.addressIndex(flow.destination)
    this.rows.add({ ...flow, packets, bytes }, source, destination, line)
    if (this.builder.full) await this.handOver()
  }

  private addressIndex(address: number | string | null): number {
    if (address !== null) return this.addresses.of(address)
    this.shortened++
    return ABSENT_INDEX
  }
}

function reversed(flow: PrintedFlow): PrintedFlow {
  return {
    ...flow,
    source: flow.destination,
    destination: flow.source,
    sourcePort: flow.destinationPort,
    destinationPort: flow.sourcePort,
  }
}
