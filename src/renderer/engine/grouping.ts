import type { KeyValue } from '../../shared/query/query'
import type { Rows } from './column-values'
import type { EngineBlock } from './engine-block'

/** Tells for the rows of a block which group they belong to. */
export interface Grouping {
  /** Groups so far, over all blocks, are below this; not all of them need have a flow. */
  readonly size: number
  /** Whether local codes of a block will mean the same as those of the one that was read last. */
  goesOnWith(block: EngineBlock): boolean
  /**
   * Writes the local code of each row's group into codes[0 .. rows.count).
   * @param index position of the block among all of its source
   * @returns how many local codes there may be, at most BLOCK_ROWS
   */
  read(block: EngineBlock, rows: Rows, codes: Uint32Array, index: number): number
  /** Writes the group, over all blocks, of each of some local codes of the block that was read last to groups[code]. */
  groupsOf(codes: Uint32Array, count: number, groups: Uint32Array): void
}

/** Groups by the keys of a query. */
export interface QueryGrouping extends Grouping {
  /** Writes the ids of a group's keys, one of each, to `ids`. */
  idsOf(group: number, ids: Uint32Array): void
  /** The value of a key that has an id; two keys that make an unordered pair have the same ids. */
  valueOf(key: number, id: number): KeyValue
  /** Nothing is read after this. */
  close(): void
}
