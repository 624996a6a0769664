import type { Quantity } from '../../../shared/query/query'
import type { Rows } from '../column-values'
import type { EngineBlock } from '../engine-block'

/** Rows of the block at hand with their groups, in local codes. */
export interface CodedRows {
  readonly block: EngineBlock
  readonly rows: Rows
  /** Local code of each row's group, below `size`. */
  readonly codes: Uint32Array
  /** At most BLOCK_ROWS. */
  readonly size: number
}

/** Local codes of the rows since the last merge, and the groups that they stand for. */
export interface CodedGroups {
  /** The local codes that occur. */
  readonly touched: Uint32Array
  /** Group over all blocks of each touched code. */
  readonly groups: Uint32Array
}

/**
 * One measure over all groups. Rows are added up by local code, which is small enough for the processor's cache;
 * what that comes to is added to the groups when the codes are about to mean something else.
 */
export interface Accumulator {
  /** Whether the rows of one more block can be added before the next merge. */
  hasRoom(block: EngineBlock): boolean
  add(part: CodedRows): void
  /** Adds what there is by the local codes touched[from .. to) to their groups. */
  merge(codes: CodedGroups, from: number, to: number): void
  /** All touched codes have been merged. */
  merged(codes: CodedGroups): void
  /** Nothing is added or merged after this. */
  close(): void
  valueOf(group: number): Quantity | null
}
