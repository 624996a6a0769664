import type { FlowColumn, FlowRuns, NumberColumn } from '../../shared/flow/block'
import type { AddressTable } from './address-table'
import { type Dictionaries, type EngineBlock, numberAt } from './engine-block'
import type { BlockFilter } from './filter-mask'

/** Consecutive lines of one evidence file, as they lie in one block. */
export interface Run {
  readonly block: number
  readonly evidence: number
  readonly line: number
  readonly fromRow: number
  readonly toRow: number
}

/** The runs of all blocks in the order of evidence file and line: the order that every other one breaks ties with. */
export function runsInEvidenceOrder(blocks: readonly EngineBlock[]): readonly Run[] {
  const runs: Run[] = []
  blocks.forEach(({ block }, index) => {
    const { evidence, row, line }: FlowRuns = block.runs
    for (let i = 0; i < row.length; i++) {
      runs.push({
        block: index,
        evidence: evidence[i] as number,
        line: line[i] as number,
        fromRow: row[i] as number,
        toRow: i + 1 < row.length ? (row[i + 1] as number) : block.count,
      })
    }
  })
  return runs.sort((a, b) => a.evidence - b.evidence || a.line - b.line)
}

/** Case-wide numbers of the rows that match, in the order of evidence file and line. */
export function matchingRows(
  filter: BlockFilter,
  blocks: readonly EngineBlock[],
  runs: readonly Run[],
): Uint32Array {
  let total = 0
  const masks = blocks.map((block) => {
    const { count } = block.block
    const mask = new Uint8Array(count)
    const match = filter(block, mask)
    if (match === 'all') total += count
    if (match === 'some') for (let row = 0; row < count; row++) total += mask[row] as number
    return match === 'some' ? mask : match
  })
  // One more, since a row is written before it is known whether it matches.
  const rows = new Uint32Array(total + 1)
  let count = 0
  for (const run of runs) {
    const mask = masks[run.block]
    if (mask === 'none' || mask === undefined) continue
    const first = (blocks[run.block] as EngineBlock).firstRow
    if (mask === 'all') for (let row = run.fromRow; row < run.toRow; row++) rows[count++] = first + row
    else {
      for (let row = run.fromRow; row < run.toRow; row++) {
        rows[count] = first + row
        count += mask[row] as number
      }
    }
  }
  return rows.subarray(0, total)
}

/**
 * What each of the rows is sorted by, as doubles: numbers by value, addresses IPv4 first, text by
 * code unit; NaN where absent.
 */
export function sortKeys(
  rows: Uint32Array,
  field: string,
  blocks: readonly EngineBlock[],
  dictionaries: Dictionaries,
): Float64Array {
  const keys = new Float64Array(rows.length)
  const tables = new KeyTables(field, dictionaries)
  for (let from = 0; from < rows.length; ) {
    const block = blocks[blockOf(rows[from] as number, blocks)] as EngineBlock
    const { firstRow } = block
    const behind = firstRow + block.block.count
    let to = from
    while (to < rows.length && (rows[to] as number) >= firstRow && (rows[to] as number) < behind) to++
    fillKeys(keys, rows, from, to, block, tables)
    from = to
  }
  return keys
}

/** Keys of rows[from .. to), which all lie in one block. */
function fillKeys(
  keys: Float64Array,
  rows: Uint32Array,
  from: number,
  to: number,
  block: EngineBlock,
  tables: KeyTables,
): void {
  const column = block.columns.get(tables.field)
  const { firstRow } = block
  if (!column) {
    keys.fill(Number.NaN, from, to)
  } else if (column.kind === 'number') {
    fillNumbers(keys, rows, from, to, firstRow, column, block.block.ticksPerSecond)
  } else {
    const table = tables.of(block, column)
    const { data, absent } = column
    if (data.length === 0) {
      keys.fill(table[column.kind === 'text' ? 0 : column.base] as number, from, to)
      return
    }
    for (let i = from; i < to; i++) {
      const index = data[(rows[i] as number) - firstRow] as number
      keys[i] = index === absent ? Number.NaN : (table[index] as number)
    }
  }
}

function fillNumbers(
  keys: Float64Array,
  rows: Uint32Array,
  from: number,
  to: number,
  firstRow: number,
  column: NumberColumn,
  ticksPerSecond: number,
): void {
  const { data, base, absent } = column
  const factor = column.field === 'start' || column.field === 'end' ? 1000 / ticksPerSecond : 1
  if (data.length === 0) keys.fill(base * factor, from, to)
  else if (data instanceof BigUint64Array) {
    for (let i = from; i < to; i++)
      keys[i] = Number(numberAt(column, (rows[i] as number) - firstRow) ?? Number.NaN)
  } else {
    for (let i = from; i < to; i++) {
      const stored = data[(rows[i] as number) - firstRow] as number
      keys[i] = stored === absent ? Number.NaN : (base + stored) * factor
    }
  }
}

/** Sort keys of dictionary values, made once for each block that is met. */
class KeyTables {
  private readonly known = new Map<EngineBlock, Float64Array>()
  private readonly ranks: Uint32Array

  constructor(
    readonly field: string,
    private readonly dictionaries: Dictionaries,
  ) {
    this.ranks = dictionaries.values(field).ranks()
  }

  of(block: EngineBlock, column: FlowColumn): Float64Array {
    let table = this.known.get(block)
    if (!table) {
      table =
        column.kind === 'text'
          ? Float64Array.from(block.valueIds.get(this.field) as Uint32Array, (id) => this.ranks[id] as number)
          : this.ofAddresses(block.addressIds, this.dictionaries.addresses)
      this.known.set(block, table)
    }
    return table
  }

  private ofAddresses(ids: Uint32Array, addresses: AddressTable): Float64Array {
    const table = new Float64Array(ids.length)
    for (let i = 0; i < ids.length; i++) table[i] = addresses.sortKey(ids[i] as number)
    return table
  }
}

/** The block that a case-wide row lies in. */
export function blockOf(row: number, blocks: readonly EngineBlock[]): number {
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((blocks[middle] as EngineBlock).firstRow <= row) low = middle
    else high = middle - 1
  }
  return low
}
