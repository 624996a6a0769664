import { BLOCK_ROWS, type FlowBlock, type FlowColumn } from '../../shared/flow/block'
import { AddressTable } from './address-table'
import { readNumbers, storedValues } from './column-values'
import { KeptRows } from './kept-rows'
import { ValueTable } from './value-table'

/** What the blocks of one source share. */
export class Dictionaries {
  readonly addresses = new AddressTable()
  readonly kept = new KeptRows()
  private readonly byField = new Map<string, ValueTable>()

  values(field: string): ValueTable {
    let table = this.byField.get(field)
    if (!table) {
      table = new ValueTable()
      this.byField.set(field, table)
    }
    return table
  }
}

/** A block in the engine: its columns by field, and its dictionaries' places in those of the case. */
export interface EngineBlock {
  readonly block: FlowBlock
  readonly columns: ReadonlyMap<string, FlowColumn>
  /** Case-wide id of each address of the block's dictionary. */
  readonly addressIds: Uint32Array
  /** Case-wide id of each value of the block's text columns. */
  readonly valueIds: ReadonlyMap<string, Uint32Array>
}

export function prepareBlock(block: FlowBlock, dictionaries: Dictionaries): EngineBlock {
  const columns = new Map<string, FlowColumn>()
  const valueIds = new Map<string, Uint32Array>()
  for (const column of block.columns) {
    columns.set(column.field, column)
    if (column.kind === 'text')
      valueIds.set(column.field, dictionaries.values(column.field).addAll(column.values))
  }
  const addressIds = dictionaries.addresses.addAll(block.addresses)
  return { block, columns, addressIds, valueIds }
}

/** Adds the block's flows to the counts of the addresses on their sides. */
export function countFlowsByAddress(prepared: EngineBlock, addresses: AddressTable): void {
  const { block, columns, addressIds } = prepared
  const flows = new Uint32Array(addressIds.length)
  const source = columns.get('srcaddr')
  const destination = columns.get('dstaddr')
  for (const column of [source, destination]) {
    if (column?.kind !== 'address') continue
    const { data, base } = column
    if (data.length === 0) flows[base] = (flows[base] as number) + block.count
    else countValues(storedValues(data), block.count, flows)
  }
  for (let index = 0; index < flows.length; index++) {
    addresses.countFlows(addressIds[index] as number, flows[index] as number)
  }
}

/** What stands for "absent" is no index of `into`: such writes have no effect. */
function countValues(stored: Uint32Array, count: number, into: Uint32Array): void {
  for (let row = 0; row < count; row++) {
    const value = stored[row] as number
    into[value] = (into[value] as number) + 1
  }
}

/** First start and last end of the block's flows, epoch seconds; ±infinity where none has one. */
export function timeSpan({ block, columns }: EngineBlock): { firstStart: number; lastEnd: number } {
  const start = extremes(columns.get('start'), block.count)
  const end = extremes(columns.get('end'), block.count)
  return { firstStart: start.least / block.ticksPerSecond, lastEnd: end.most / block.ticksPerSecond }
}

const times = new Float64Array(BLOCK_ROWS)

function extremes(column: FlowColumn | undefined, count: number): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  if (column?.kind === 'number') {
    readNumbers(column, { count, list: null }, times, Number.NaN)
    for (let row = 0; row < count; row++) {
      const time = times[row] as number
      if (time < least) least = time
      if (time > most) most = time
    }
  }
  return { least, most }
}

/** The evidence file and line of a row. */
export function originOf({ block }: EngineBlock, row: number): { evidence: number; line: number } {
  const { runs } = block
  let low = 0
  let high = runs.row.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((runs.row[middle] as number) <= row) low = middle
    else high = middle - 1
  }
  return {
    evidence: runs.evidence[low] as number,
    line: (runs.line[low] as number) + row - (runs.row[low] as number),
  }
}
