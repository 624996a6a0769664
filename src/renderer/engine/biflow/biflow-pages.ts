import type { BiflowPage, BiflowPageQuery } from '../../../shared/query/biflow'
import type { BlockShelf } from '../block-shelf'
import type { Dictionaries } from '../engine-block'
import { placesInOrder } from '../number-sort'
import { BiflowTable } from './biflow-table'

/** Pages of the conversations of one source. */
export class BiflowPages {
  /** Many pages are asked for of one selection in one order: only the last is kept. */
  private table: { readonly key: string; readonly value: BiflowTable } | null = null
  private order: { readonly key: string; readonly of: BiflowTable; readonly value: Uint32Array } | null = null

  constructor(
    private readonly shelf: BlockShelf,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** To be called when blocks were added. */
  forget(): void {
    this.table = null
    this.order = null
  }

  async page(query: BiflowPageQuery): Promise<BiflowPage> {
    const table = await this.select(query)
    const order = this.arrange(query.sort, table)
    const from = Math.min(Math.max(0, query.offset), table.length)
    const shown = order.subarray(from, Math.min(from + query.limit, table.length))
    return { total: table.length, rows: Array.from(shown, (pair) => table.row(pair)) }
  }

  private async select({ source, filter, time }: BiflowPageQuery): Promise<BiflowTable> {
    const key = JSON.stringify([filter, time])
    if (this.table?.key === key) return this.table.value
    const { length } = this.shelf
    const value = await BiflowTable.of({ source, filter, time }, this.shelf, this.dictionaries)
    // Blocks that came meanwhile are missing from it: it serves this page alone.
    if (this.shelf.length === length) this.table = { key, value }
    return value
  }

  private arrange(sort: BiflowPageQuery['sort'], table: BiflowTable): Uint32Array {
    const key = JSON.stringify(sort)
    if (this.order?.key === key && this.order.of === table) return this.order.value
    // What has nothing to be sorted by comes last, whichever the direction.
    const value = placesInOrder(table.sortKeys(sort.field), sort.descending)
    this.order = { key, of: table, value }
    return value
  }
}
