import type { FlowPage, FlowPageQuery, FlowRow } from '../../shared/query/query'
import { type Dictionaries, type EngineBlock, indexAt, numberAt } from './engine-block'
import { compileFilter } from './filter-mask'
import { positionsAtRanks } from './order-statistics'
import { blockOf, matchingRows, type Run, runsInEvidenceOrder, sortKeys } from './row-order'

/** Rows that match a filter, in evidence order, and what they are sorted by; null for evidence order itself. */
interface Selection {
  readonly key: string
  readonly rows: Uint32Array
  readonly sortKeys: Float64Array | null
}

/** Pages of the flow table of one source. */
export class FlowPages {
  /** The table asks for many pages of one selection; it is the only one kept, as it takes up to 12 bytes a flow. */
  private selection: Selection | null = null
  private runs: readonly Run[] | null = null

  constructor(
    private readonly blocks: readonly EngineBlock[],
    private readonly dictionaries: Dictionaries,
  ) {}

  /** To be called when blocks were added. */
  forget(): void {
    this.selection = null
    this.runs = null
  }

  page(query: FlowPageQuery): FlowPage {
    const { rows, sortKeys: keys } = this.select(query)
    const { descending } = query.sort
    const total = rows.length
    const from = Math.min(Math.max(0, query.offset), total)
    const to = Math.min(from + query.limit, total)
    const positions = keys
      ? positionsAtRanks(keys, descending, from, to)
      : Uint32Array.from({ length: to - from }, (_, i) => (descending ? total - 1 - from - i : from + i))
    return { total, rows: Array.from(positions, (position) => this.row(rows[position] as number)) }
  }

  private select({ filter, time, sort }: FlowPageQuery): Selection {
    const key = JSON.stringify([filter, time, sort.field])
    if (this.selection?.key === key) return this.selection
    this.runs ??= runsInEvidenceOrder(this.blocks)
    const rows = matchingRows(compileFilter(filter, time, this.dictionaries), this.blocks, this.runs)
    const keys = sort.field === 'evidence' ? null : sortKeys(rows, sort.field, this.blocks, this.dictionaries)
    this.selection = { key, rows, sortKeys: keys }
    return this.selection
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
