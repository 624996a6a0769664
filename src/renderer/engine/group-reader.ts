import { BLOCK_ROWS } from '../../shared/flow/block'
import type { FlowQuery, KeyValue } from '../../shared/query/query'
import { CodeTable } from './code-table'
import type { Rows } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import type { Grouping } from './grouping'
import { KeyReader } from './key-reader'
import { LocalCodes } from './local-codes'
import { PairTable } from './pair-table'
import { borrowList, giveBackList } from './row-lists'

/** Local codes of the key at hand; reused by all. */
const others = new Uint32Array(BLOCK_ROWS)

/** Two columns of local codes made one, in the block at hand. */
class JoinedCodes {
  private local: LocalCodes | null = null
  private seconds = 0
  private renumbered = false

  /** Replaces codes[i] by the code of the pair (codes[i], second[i]); returns how many there may be. */
  join(codes: Uint32Array, firsts: number, second: Uint32Array, seconds: number, count: number): number {
    this.seconds = seconds
    for (let i = 0; i < count; i++) codes[i] = (codes[i] as number) * seconds + (second[i] as number)
    this.renumbered = firsts * seconds > BLOCK_ROWS
    if (!this.renumbered) return firsts * seconds
    this.local ??= LocalCodes.borrow()
    this.local.renumber(codes, count)
    return this.local.size
  }

  close(): void {
    LocalCodes.giveBack(this.local)
  }

  /** The reverse of join: writes the codes that codes[0 .. count) were made of. */
  split(codes: Uint32Array, count: number, firsts: Uint32Array, second: Uint32Array): void {
    const { seconds } = this
    const keys = this.renumbered ? this.local?.keys : undefined
    for (let i = 0; i < count; i++) {
      const code = codes[i] as number
      const key = keys ? (keys[code] as number) : code
      const first = Math.floor(key / seconds)
      firsts[i] = first
      second[i] = key - first * seconds
    }
  }
}

/** Tells for the rows of a block which group of a query they belong to. */
export class GroupReader implements Grouping {
  private readonly keys: readonly KeyReader[]
  private readonly joined: readonly JoinedCodes[]
  /** Keys are joined two by two: (first, second) becomes a pair's id, that with the third another, … */
  private readonly pairs: readonly PairTable[]

  private readonly unordered: boolean

  constructor(
    { groupBy, unordered = false }: Pick<FlowQuery, 'groupBy' | 'unordered'>,
    dictionaries: Dictionaries,
  ) {
    this.unordered = unordered && groupBy.length > 1
    // With one numbering for both, the same value has the same id on either side.
    const shared = new CodeTable()
    this.keys = groupBy.map((key, position) =>
      this.unordered && position < 2
        ? new KeyReader(key, dictionaries, shared)
        : new KeyReader(key, dictionaries),
    )
    this.joined = groupBy.slice(1).map(() => new JoinedCodes())
    this.pairs = groupBy.slice(1).map(() => new PairTable())
  }

  /** Nothing is read after this. */
  close(): void {
    for (const part of [...this.keys, ...this.joined]) part.close()
  }

  /** Groups so far, over all blocks. */
  get size(): number {
    if (this.keys.length === 0) return 1
    return this.pairs.at(-1)?.length ?? (this.keys[0] as KeyReader).distinct
  }

  /**
   * Writes the local code of each row's group into codes[0 .. rows.count).
   * @returns how many local codes there may be, at most BLOCK_ROWS
   */
  read(block: EngineBlock, rows: Rows, codes: Uint32Array): number {
    const [first, ...more] = this.keys
    if (!first) {
      codes.fill(0, 0, rows.count)
      return 1
    }
    let size = first.read(block, rows, codes)
    for (const [position, key] of more.entries()) {
      const seconds = key.read(block, rows, others)
      size = (this.joined[position] as JoinedCodes).join(codes, size, others, seconds, rows.count)
    }
    return size
  }

  /** Writes the group, over all blocks, of each of some local codes of the block that was read last to groups[code]. */
  groupsOf(codes: Uint32Array, count: number, groups: Uint32Array): void {
    const last = this.keys.length - 1
    if (last < 0) {
      for (let i = 0; i < count; i++) groups[codes[i] as number] = 0
      return
    }
    const ids = borrowList()
    this.idsOf(codes, count, last, ids)
    for (let i = 0; i < count; i++) groups[codes[i] as number] = ids[i] as number
    giveBackList(ids)
  }

  keysOf(group: number): KeyValue[] {
    const values = new Array<KeyValue>(this.keys.length)
    let id = group
    for (let position = this.keys.length - 1; position >= 1; position--) {
      const pairs = this.pairs[position - 1] as PairTable
      values[position] = (this.keys[position] as KeyReader).valueOf(pairs.secondOf(id))
      id = pairs.firstOf(id)
    }
    if (this.keys[0]) values[0] = this.keys[0].valueOf(id)
    if (this.unordered && compareValues(values[0] as KeyValue, values[1] as KeyValue) > 0) {
      values.splice(0, 2, values[1] as KeyValue, values[0] as KeyValue)
    }
    return values
  }

  /** Writes the ids of local codes, each joined from the keys up to a position, into ids[0 .. count). */
  private idsOf(codes: Uint32Array, count: number, position: number, ids: Uint32Array): void {
    const key = this.keys[position] as KeyReader
    if (position === 0) {
      for (let i = 0; i < count; i++) ids[i] = key.idOf(codes[i] as number)
      return
    }
    const firsts = borrowList()
    const seconds = borrowList()
    ;(this.joined[position - 1] as JoinedCodes).split(codes, count, firsts, seconds)
    for (let i = 0; i < count; i++) seconds[i] = key.idOf(seconds[i] as number)
    this.idsOf(firsts, count, position - 1, firsts)
    if (this.unordered && position === 1) lesserFirst(firsts, seconds, count)
    ;(this.pairs[position - 1] as PairTable).idsOf(firsts, seconds, count, ids)
    giveBackList(firsts)
    giveBackList(seconds)
  }
}

function lesserFirst(firsts: Uint32Array, seconds: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const first = firsts[i] as number
    const second = seconds[i] as number
    if (first <= second) continue
    firsts[i] = second
    seconds[i] = first
  }
}

/** null, an absent value, comes first. */
export function compareValues(a: KeyValue, b: KeyValue): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}
