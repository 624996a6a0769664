import type { FlowRows } from '../packets/flow-rows'
import { AddressIndexes } from './address-indexes'
import { type FlowLine, parseFlowLine } from './flow-line'

/** Reads what nfdump prints of one file into rows. */
export class FlowReader {
  /** Rows without packets: the outer halves of tunnels, and events that some exporters send as flows. */
  emptyRows = 0
  private pending: FlowLine | null = null
  private readonly addresses: AddressIndexes

  constructor(readonly rows: FlowRows) {
    this.addresses = new AddressIndexes(rows.builder.addresses)
  }

  /** Takes one line. Adds at most one row: a flow waits until the next line shows that it is not the outer half of a tunnel. */
  line(text: string): void {
    if (text === '' || text === 'No matching flows') return
    const flow = parseFlowLine(text)
    // From version 1.7.5 the outer addresses of a tunnel come as a row of their own with the same count.
    const outer = this.pending !== null && this.pending.count !== null && this.pending.count === flow.count
    if (outer) this.emptyRows++
    else this.endOfFile()
    // Before that the outer row has no packets. All others have.
    if (flow.packets > 0) this.pending = flow
    else this.emptyRows++
  }

  /** Adds the flow that waits, if any; the next line is of another file. */
  endOfFile(): void {
    const { pending } = this
    this.pending = null
    if (!pending) return
    const { addresses } = this
    this.rows.add(pending, addresses.of(pending.source), addresses.of(pending.destination))
  }
}
