import type { FlowBlock, FlowColumn } from '../../shared/flow/block'

/**
 * The block without the rows of files that were not read whole: null when none are left, the same
 * block when all may stay. A reader finishes its files in order, so such rows are always the last.
 */
export function withoutIncomplete(
  block: FlowBlock,
  isComplete: (evidence: number) => boolean,
): FlowBlock | null {
  const { evidence, row, line } = block.runs
  const run = evidence.findIndex((id) => !isComplete(id))
  if (run < 0) return block
  if (run === 0) return null
  const count = row[run] as number
  // Copied, as a view would keep the dropped rows alive in memory and in the database; columns that share
  // an array still do.
  const copies = new Map<FlowColumn['data'], FlowColumn['data']>()
  const cut = (data: FlowColumn['data']) => {
    const copy = copies.get(data) ?? data.slice(0, count)
    copies.set(data, copy)
    return copy
  }
  return {
    ...block,
    count,
    columns: block.columns.map((column) => ({ ...column, data: cut(column.data) }) as FlowColumn),
    runs: { evidence: evidence.slice(0, run), row: row.slice(0, run), line: line.slice(0, run) },
  }
}
