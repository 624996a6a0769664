import { BLOCK_ROWS, type UintArray } from '../../../shared/flow/block'
import { CodeTable } from '../code-table'
import { type Rows, readNumbers, readStored } from '../column-values'
import type { EngineBlock } from '../engine-block'
import type { Grouping } from '../grouping'
import { LocalCodes } from '../local-codes'
import { PairTable } from '../pair-table'
import { borrowList, giveBackList } from '../row-lists'

/** One more than the ports, and the protocols, that there are: what is beyond them counts as one. */
const PORTS = 65_537
const PROTOCOLS = 258
const NO_PROTOCOL = 257

/** Of the block at hand; reused by all. */
const sourcePorts = new Float64Array(BLOCK_ROWS)
const destinationPorts = new Float64Array(BLOCK_ROWS)
const protocols = new Float64Array(BLOCK_ROWS)

export interface EndpointOf {
  /** Case-wide id; null where the records have no address. */
  readonly addressId: number | null
  readonly port: number
  readonly protocol: number | null
}

/**
 * Groups flows by five-tuple whichever way they went: group 2p is what the first endpoint of pair p sent to
 * the second one, group 2p + 1 the way back.
 */
export class EndpointPairs implements Grouping {
  private readonly endpoints = new CodeTable()
  private readonly pairs = new PairTable()
  private readonly local = LocalCodes.borrow()

  get size(): number {
    return this.pairs.length * 2
  }

  get length(): number {
    return this.pairs.length
  }

  goesOnWith(): boolean {
    return false
  }

  read(block: EngineBlock, rows: Rows, codes: Uint32Array): number {
    const { count } = rows
    const firsts = borrowList()
    const seconds = borrowList()
    const ids = borrowList()
    readAddresses(block, 'srcaddr', rows, firsts)
    readAddresses(block, 'dstaddr', rows, seconds)
    readField(block, 'srcport', rows, sourcePorts, 0)
    readField(block, 'dstport', rows, destinationPorts, 0)
    readField(block, 'protocol', rows, protocols, NO_PROTOCOL)
    for (let i = 0; i < count; i++) {
      const protocol = Math.min(protocols[i] as number, NO_PROTOCOL)
      const from = this.endpoint(firsts[i] as number, sourcePorts[i] as number, protocol)
      const to = this.endpoint(seconds[i] as number, destinationPorts[i] as number, protocol)
      codes[i] = from <= to ? 0 : 1
      firsts[i] = Math.min(from, to)
      seconds[i] = Math.max(from, to)
    }
    this.pairs.idsOf(firsts, seconds, count, ids)
    for (let i = 0; i < count; i++) codes[i] = (ids[i] as number) * 2 + (codes[i] as number)
    for (const list of [firsts, seconds, ids]) giveBackList(list)
    this.local.renumber(codes, count)
    return this.local.size
  }

  groupsOf(codes: Uint32Array, count: number, groups: Uint32Array): void {
    for (let i = 0; i < count; i++) {
      const code = codes[i] as number
      groups[code] = this.local.keys[code] as number
    }
  }

  /** The endpoint that group 2p + side comes from. */
  endpointOf(pair: number, side: 0 | 1): EndpointOf {
    const code = this.endpoints.codeOf(side === 0 ? this.pairs.firstOf(pair) : this.pairs.secondOf(pair))
    const ported = Math.floor(code / PROTOCOLS)
    const address = Math.floor(ported / PORTS)
    const protocol = code - ported * PROTOCOLS
    return {
      addressId: address === 0 ? null : address - 1,
      port: ported - address * PORTS,
      protocol: protocol === NO_PROTOCOL ? null : protocol,
    }
  }

  close(): void {
    LocalCodes.giveBack(this.local)
  }

  private endpoint(address: number, port: number, protocol: number): number {
    return this.endpoints.idOf((address * PORTS + Math.min(port, PORTS - 1)) * PROTOCOLS + protocol)
  }
}

function readField(block: EngineBlock, field: string, rows: Rows, out: Float64Array, none: number): void {
  const column = block.columns.get(field)
  if (column?.kind === 'number') readNumbers(column, rows, out, none)
  else out.fill(none, 0, rows.count)
}

/** Case-wide ids of the addresses of a field, plus 1; 0 where absent. */
function readAddresses(block: EngineBlock, field: string, rows: Rows, out: Uint32Array): void {
  const { count } = rows
  const column = block.columns.get(field)
  const { addressIds } = block
  if (column?.kind !== 'address') out.fill(0, 0, count)
  else if (column.data.length === 0) out.fill((addressIds[column.base] as number) + 1, 0, count)
  else {
    readStored(column.data as UintArray, rows, out)
    for (let i = 0; i < count; i++) {
      const index = out[i] as number
      out[i] = index === column.absent ? 0 : (addressIds[column.base + index] as number) + 1
    }
  }
}
