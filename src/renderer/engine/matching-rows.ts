import { BLOCK_ROWS } from '../../shared/flow/block'
import type { BlockShelf } from './block-shelf'
import { allRows, type Rows } from './column-values'
import type { BlockFilter } from './stored-test'

const found = new Uint32Array(BLOCK_ROWS)

/** The rows of each block that match a filter. */
export class MatchingRows {
  total = 0
  /** By block: its rows that match, in ascending order; null when all do. */
  private readonly lists: (Uint16Array | null)[] = []

  constructor(private readonly shelf: BlockShelf) {}

  static async of(filter: BlockFilter, shelf: BlockShelf): Promise<MatchingRows> {
    const matching = new MatchingRows(shelf)
    await shelf.visit((block) => {
      const rows = allRows(block.block)
      const count = filter(block, rows, found)
      matching.total += count
      // 16 bits number the rows of a block.
      matching.lists.push(count === rows.count ? null : Uint16Array.from(found.subarray(0, count)))
    })
    return matching
  }

  count(block: number): number {
    return this.lists[block]?.length ?? this.shelf.rowsOf(block)
  }

  /** Matching rows of a block; `list` is used for them. */
  rows(block: number, list: Uint32Array): Rows {
    const rows = this.lists[block]
    if (!rows) return { count: this.shelf.rowsOf(block), list: null }
    list.set(rows)
    return { count: rows.length, list }
  }

  /** How many matching rows of a block are below a row. */
  below(block: number, row: number): number {
    const rows = this.lists[block]
    if (!rows) return row
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((rows[middle] as number) < row) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The n-th matching row of a block. */
  rowAt(block: number, n: number): number {
    return this.lists[block]?.[n] ?? n
  }
}
