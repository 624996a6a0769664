import type { AddressColumn, FlowBlock, FlowColumn, NumberColumn, TextColumn } from '../../shared/flow/block'
import { AddressTable } from './address-table'
import { ValueTable } from './value-table'

/** What the blocks of one source share. */
export class Dictionaries {
  readonly addresses = new AddressTable()
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
  /** Number of the block's first row in its source. */
  readonly firstRow: number
  readonly columns: ReadonlyMap<string, FlowColumn>
  /** Case-wide id of each address of the block's dictionary. */
  readonly addressIds: Uint32Array
  /** Case-wide id of each value of the block's text columns. */
  readonly valueIds: ReadonlyMap<string, Uint32Array>
}

export function prepareBlock(block: FlowBlock, firstRow: number, dictionaries: Dictionaries): EngineBlock {
  const columns = new Map<string, FlowColumn>()
  const valueIds = new Map<string, Uint32Array>()
  for (const column of block.columns) {
    columns.set(column.field, column)
    if (column.kind === 'text')
      valueIds.set(column.field, dictionaries.values(column.field).addAll(column.values))
  }
  const addressIds = dictionaries.addresses.addAll(block.addresses)
  const prepared = { block, firstRow, columns, addressIds, valueIds }
  countFlowsByAddress(prepared, dictionaries.addresses)
  return prepared
}

function countFlowsByAddress(prepared: EngineBlock, addresses: AddressTable): void {
  const { block, columns, addressIds } = prepared
  const flows = new Uint32Array(addressIds.length)
  const source = columns.get('srcaddr')
  const destination = columns.get('dstaddr')
  for (const column of [source, destination]) {
    if (column?.kind !== 'address') continue
    const { data, base, absent } = column
    if (data.length === 0) flows[base] = (flows[base] as number) + block.count
    else {
      for (let row = 0; row < block.count; row++) {
        const index = data[row] as number
        if (index !== absent) flows[index] = (flows[index] as number) + 1
      }
    }
  }
  for (let index = 0; index < flows.length; index++) {
    addresses.countFlows(addressIds[index] as number, flows[index] as number)
  }
}

/** The value of a number column at a row; null where it is absent. */
export function numberAt(column: NumberColumn, row: number): number | bigint | null {
  const { base, data, absent } = column
  if (data.length === 0) return base
  if (data instanceof BigUint64Array) {
    const value = data[row] as bigint
    if (value === 0xffff_ffff_ffff_ffffn) return null
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? value : Number(value)
  }
  const value = data[row] as number
  if (data instanceof Float64Array) return Number.isNaN(value) ? null : base + value
  return value === absent ? null : base + value
}

/** The index in a dictionary that an address or text column has at a row; null where it is absent. */
export function indexAt(column: AddressColumn | TextColumn, row: number): number | null {
  const { data, absent } = column
  if (data.length === 0) return column.kind === 'address' ? column.base : 0
  const index = data[row] as number
  return index === absent ? null : index
}
