import type { FlowQuery } from '../../shared/query/query'
import type { BlockShelf } from './block-shelf'
import type { Dictionaries } from './engine-block'
import { GroupIndex, IndexedGroups } from './group-index'

/** Bytes of all indexes for each flow: with its block, and the figures that are kept, a flow stays below 30. */
const BYTES_A_FLOW = 6
/** Combinations of keys, added up over the blocks: numbering them takes up to 40 bytes for each meanwhile. */
const MOST_COMBINATIONS = 2 ** 22
/** With fewer flows a question takes no time anyway. */
const FEW_FLOWS = 2 ** 16

/**
 * Indexes of the sets of keys that were asked for last, as many as there is memory for. A set of which one
 * would take too much is remembered, and not tried again until the flows change.
 */
export class GroupIndexes {
  /** By the keys; the one that was used last is the last one. */
  private readonly kept = new Map<string, GroupIndex | null>()

  constructor(
    private readonly shelf: BlockShelf,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** The flows have changed. */
  forget(): void {
    this.kept.clear()
  }

  /** The groups of a question by an index; null where there is none for it. */
  async for(query: FlowQuery): Promise<IndexedGroups | null> {
    const all = query.filter.type === 'any' && !query.time
    const index = await this.index(query, all)
    return index && new IndexedGroups(index)
  }

  /** @param make whether one is made when there is none: it looks at all flows */
  private async index({ groupBy, unordered = false }: FlowQuery, make: boolean): Promise<GroupIndex | null> {
    if (groupBy.length < 2 || this.shelf.rows < FEW_FLOWS) return null
    const name = JSON.stringify([groupBy, unordered])
    const known = this.kept.get(name)
    if (known !== undefined) {
      this.kept.delete(name)
      this.kept.set(name, known)
      return known
    }
    if (!make) return null
    const room = Math.min(BYTES_A_FLOW * this.shelf.rows, this.shelf.roomInMemory)
    if (room < 4 * this.shelf.rows) return null
    const index = await GroupIndex.of(
      { groupBy, unordered },
      this.shelf,
      this.dictionaries,
      Math.min(MOST_COMBINATIONS, room / 4),
    )
    // Flows that came meanwhile have no group in it.
    if (index && index.length !== this.shelf.length) return null
    const fits = index !== null && index.bytes <= room
    this.kept.set(name, fits ? index : null)
    if (fits) this.makeRoom(room)
    return index
  }

  private makeRoom(room: number): void {
    let used = 0
    for (const [name, index] of Array.from(this.kept).reverse()) {
      used += index?.bytes ?? 0
      if (used > room) this.kept.delete(name)
    }
  }
}
