import { and } from '../../shared/filter/ast'
import type { FlowQuery, GroupRow } from '../../shared/query/query'
import { ALL_PORTS, halvePorts, type PortRange, portIn } from './port-ranges'
import type { Ask } from './types'

/** Rows of one answer: more are asked for in parts, so that an answer stays below about 100 MB. */
export const MAX_ANSWER_ROWS = 250_000

/**
 * Asks a query whose groups have a source port and a destination port among their keys, and hands
 * over every row. An answer with too many rows is asked for again in halves, by source port and then
 * by destination port. The query must have no order and no limit of its own.
 */
export async function askInParts(
  ask: Ask,
  query: FlowQuery,
  onRow: (row: GroupRow) => void,
  maxRows = MAX_ANSWER_ROWS,
): Promise<void> {
  const parts: (readonly [src: PortRange, dst: PortRange])[] = [[ALL_PORTS, ALL_PORTS]]
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [src, dst] = part
    const splittable = src.from < src.to || dst.from < dst.to
    const answer = await ask({
      ...query,
      filter: and(query.filter, portIn('src', src), portIn('dst', dst)),
      limit: splittable ? maxRows : undefined,
    })
    if (answer.groups <= maxRows || !splittable) for (const row of answer.rows) onRow(row)
    else if (src.from < src.to) parts.push(...halvePorts(src).map((half) => [half, dst] as const))
    else parts.push(...halvePorts(dst).map((half) => [src, half] as const))
  }
}
