import { type AnswerColumns, type KeyColumn, measureColumn } from '../../shared/query/answer-columns'
import { compareValues } from '../../shared/query/compare-values'
import type { FlowQuery } from '../../shared/query/query'
import type { Accumulator } from './accumulators'
import type { QueryGrouping } from './grouping'
import { keyColumnsOf, partOf, rowsByKeys } from './key-column'
import { allGroups, leadingGroups } from './leading-groups'

/** What a query measures, by the position of the measure in it. */
interface Measured {
  measure(position: number): Pick<Accumulator, 'valueOf'> | undefined
}

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
    private readonly measured: Measured,
    limit = Number.POSITIVE_INFINITY,
  ) {
    const { orderBy } = query
    this.all = grouping.size
    const position = query.measures.findIndex((measure) => measure.as === orderBy?.measure)
    const by = measured.measure(position)
    if (orderBy && !by)
      throw new Error(`The query is ordered by "${orderBy.measure}", which is none of its measures.`)
    const sign = orderBy?.descending ? -1 : 1
    this.groups = by ? leadingGroups(by, this.all, limit, sign) : allGroups(this.all)
    this.keys = keyColumnsOf(grouping, this.groups, query)
    const order = rowsByKeys(this.keys, this.groups.length)
    if (by) this.sortBy(by, order, sign)
    this.order = limit < order.length ? order.slice(0, limit) : order
  }

  get size(): number {
    return this.order.length
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
          const measure = this.measured.measure(position)
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
