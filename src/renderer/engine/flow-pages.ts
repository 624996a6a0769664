import type { FlowPage, FlowPageQuery, FlowRow } from '../../shared/query/query'
import { type Dictionaries, type EngineBlock, indexAt, numberAt } from './engine-block'
import { compileFilter } from './filter-mask'
import { blockOf, matchingRows, runsInEvidenceOrder, sortRows } from './row-order'

/** An ordered selection costs a pass over all flows; the table asks for many pages of each. */
const ORDERS_KEPT = 4

/** Pages of the flow table of one source. */
export class FlowPages {
  private readonly orders = new Map<string, Uint32Array>()
  private runs: ReturnType<typeof runsInEvidenceOrder> | null = null

  constructor(
    private readonly blocks: readonly EngineBlock[],
    private readonly dictionaries: Dictionaries,
  ) {}

  /** To be called when blocks were added. */
  forget(): void {
    this.orders.clear()
    this.runs = null
  }

  page(query: FlowPageQuery): FlowPage {
    const rows = this.ordered(query)
    const page: FlowRow[] = []
    const end = Math.min(rows.length, query.offset + query.limit)
    for (let i = Math.max(0, query.offset); i < end; i++) page.push(this.row(rows[i] as number))
    return { total: rows.length, rows: page }
  }

  private ordered({ filter, time, sort }: FlowPageQuery): Uint32Array {
    const key = JSON.stringify([filter, time, sort])
    const known = this.orders.get(key)
    if (known) {
      // The last used is the last to go.
      this.orders.delete(key)
      this.orders.set(key, known)
      return known
    }
    this.runs ??= runsInEvidenceOrder(this.blocks)
    const matching = matchingRows(compileFilter(filter, time, this.dictionaries), this.blocks, this.runs)
    const rows =
      sort.field === 'evidence'
        ? sort.descending
          ? matching.reverse()
          : matching
        : sortRows(matching, sort.field, sort.descending, this.blocks, this.dictionaries)
    this.orders.set(key, rows)
    if (this.orders.size > ORDERS_KEPT) this.orders.delete(this.orders.keys().next().value as string)
    return rows
  }

  private row(number: number): FlowRow {
    const block = this.blocks[blockOf(number, this.blocks)] as EngineBlock
    const row = number - block.firstRow
    const { runs, columns, ticksPerSecond } = block.block
    const run = runAt(runs.row, row)
    const values: Record<string, string | number | bigint> = {}
    for (const column of columns) {
      if (column.kind === 'number') {
        const value = numberAt(column, row)
        if (value === null) continue
        const isTime = column.field === 'start' || column.field === 'end'
        values[column.field] = isTime ? Number(value) / ticksPerSecond : value
        continue
      }
      const index = indexAt(column, row)
      if (index === null) continue
      values[column.field] =
        column.kind === 'text'
          ? (column.values[index] as string)
          : this.dictionaries.addresses.textOf(block.addressIds[index] as number)
    }
    return {
      evidence: runs.evidence[run] as number,
      line: (runs.line[run] as number) + row - (runs.row[run] as number),
      values,
    }
  }
}

/** The last run that begins at or before a row. */
function runAt(starts: Uint32Array, row: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((starts[middle] as number) <= row) low = middle
    else high = middle - 1
  }
  return low
}
