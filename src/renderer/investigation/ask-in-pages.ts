import { type AnswerColumns, columnsOf } from '../../shared/query/answer-columns'
import type { FlowQuery } from '../../shared/query/query'
import type { Ask } from './types'

/** Rows of one page: so many are handed over within a frame. */
const PAGE_ROWS = 40_000

/**
 * Asks a query without a limit of its own, and hands over every row of its answer, page by page: the engine looks at
 * the flows once, and finds the next page while this one is taken.
 */
export async function askInPages(
  ask: Ask,
  query: FlowQuery,
  onPage: (columns: AnswerColumns) => Promise<void>,
  pageRows = PAGE_ROWS,
): Promise<void> {
  const page = (offset: number) => ask({ ...query, offset, limit: pageRows })
  let offset = 0
  let answer = await page(offset)
  for (;;) {
    offset += pageRows
    const next = offset < answer.groups ? page(offset) : null
    // Should this page fail, nobody waits for the next one any more.
    next?.catch(() => {})
    await onPage(columnsOf(answer))
    if (!next) return
    answer = await next
  }
}
