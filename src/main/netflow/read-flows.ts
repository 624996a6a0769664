import { parseIPv6 } from '../../shared/flow/address'
import type { FlowRows } from '../packets/flow-rows'
import { type FlowLine, parseFlowLine } from './flow-line'

/** Addresses whose bytes are remembered. */
const KNOWN_ADDRESSES = 65_536

/** Reads what nfdump prints of one file into rows. */
export class FlowReader {
  /** Rows without packets: the outer halves of tunnels, and events that some exporters send as flows. */
  emptyRows = 0
  private pending: FlowLine | null = null
  private readonly addresses = new Map<string, Uint8Array>()

  constructor(readonly rows: FlowRows) {}

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
    if (pending)
      this.rows.add(pending, this.addressIndex(pending.source), this.addressIndex(pending.destination))
  }

  private addressIndex(address: number | string): number {
    const { addresses } = this.rows.builder
    if (typeof address === 'number') return addresses.indexOfV4(address)
    let bytes = this.addresses.get(address)
    if (bytes === undefined) {
      bytes = parseAddress(address)
      if (this.addresses.size >= KNOWN_ADDRESSES) this.addresses.clear()
      this.addresses.set(address, bytes)
    }
    return addresses.indexOfV6(bytes)
  }
}

function parseAddress(text: string): Uint8Array {
  const address = parseIPv6(text)
  if (address === null) throw new Error(`nfdump printed ${JSON.stringify(text.slice(0, 100))} for an address`)
  return address
}
