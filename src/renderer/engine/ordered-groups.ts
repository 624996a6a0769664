import { type AnswerColumns, type KeyColumn, measureColumn } from '../../shared/query/answer-columns'
import { compareValues } from '../../shared/query/compare-values'
import type { FlowQuery } from '../../shared/query/query'
import { groupComparison } from './compare-groups'
import type { GroupedMeasures } from './grouped-measures'
import type { QueryGrouping } from './grouping'
import { keyColumnsOf, partOf, rowsByKeys } from './key-column'
import { leadingGroups } from './leading-groups'
import type { Accumulator } from './measures/accumulator'

/** The groups of a question in the order that it asks for, without those beyond its limit. */
export class OrderedGroups {
  private readonly groups: Uint32Array
  /** Rows are positions in `groups`. */
  private readonly keys: readonly KeyColumn[]
  private readonly order: Uint32Array
  private readonly all: number

  /**
   * Throws an Error when the query names an order that is none of its measures.
   * @param limit groups that are wanted of all
   */
  constructor(
    private readonly query: Pick<FlowQuery, 'groupBy' | 'unordered' | 'measures' | 'orderBy'>,
    grouping: QueryGrouping,
    private readonly measures: GroupedMeasures,
    limit = Number.POSITIVE_INFINITY,
  ) {
    const { orderBy } = query
    const position = query.measures.findIndex((measure) => measure.as === orderBy?.measure)
    const by = measures.measure(position)
    if (orderBy && !by)
      throw new Error(`The query is ordered by "${orderBy.measure}", which is none of its measures.`)
    // Without group keys there is one group, also of no flow.
    const groups = query.groupBy.length === 0 ? Uint32Array.of(0) : measures.groups()
    this.all = groups.length
    this.groups = by
      ? leadingGroups(groups, limit, {
          valueOf: (group) => by.valueOf(group),
          descending: orderBy?.descending ?? false,
          compare: groupComparison(query, grouping, by),
        })
      : groups
    this.keys = keyColumnsOf(grouping, this.groups, query)
    const order = rowsByKeys(this.keys, this.groups.length)
    if (by) this.sortBy(by, order, orderBy?.descending ? -1 : 1)
    this.order = limit < order.length ? order.slice(0, limit) : order
  }

  get size(): number {
    return this.order.length
  }

  /** No columns are asked for after this. */
  close(): void {
    this.measures.close()
  }

  /** The rows from one (included) to another (not included). */
  columns(from: number, to: number): AnswerColumns {
    const rows = this.order.subarray(from, to)
    return {
      groups: this.all,
      size: rows.length,
      keys: this.keys.map((column) => partOf(column, rows)),
      values: Object.fromEntries(
        this.query.measures.map(({ as }, position) => {
          const measure = this.measures.measure(position)
          return [
            as,
            measureColumn(
              rows.length,
              (row) => measure?.valueOf(this.groups[rows[row] as number] as number) ?? null,
            ),
          ]
        }),
      ),
    }
  }

  /** Rows that have the same keep their order. */
  private sortBy(measure: Pick<Accumulator, 'valueOf'>, order: Uint32Array, sign: 1 | -1): void {
    const values = Array.from(this.groups, (group) => measure.valueOf(group))
    order.sort((a, b) => sign * compareValues(values[a] ?? null, values[b] ?? null))
  }
}
