import { BLOCK_ROWS, type UintArray } from '../../shared/flow/block'
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

/** Local codes of one key of the block at hand, or of several whose columns share them. */
interface Part {
  /** What several keys may share; null where a key has local codes of its own. */
  readonly stored: UintArray | null
  readonly size: number
}

/** Tells for the rows of a block which group of a query they belong to. */
export class GroupReader implements Grouping {
  private readonly keys: readonly KeyReader[]
  /** Of the block at hand. */
  private readonly parts: Part[] = []
  /** The part of each key. */
  private readonly partOf: number[] = []
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
    this.parts.length = 0
    let size = 1
    let wide = 0
    for (const [position, key] of this.keys.entries()) {
      const stored = key.storedIn(block)
      const same = stored ? this.parts.findIndex((part) => part.stored === stored) : -1
      if (same >= 0) {
        key.takeStored(block)
        this.partOf[position] = same
        continue
      }
      const seconds = key.read(block, rows, wide > 0 ? others : codes)
      this.partOf[position] = this.parts.push({ stored, size: seconds }) - 1
      if (seconds === 1) continue
      if (wide === 0) size = seconds
      else size = (this.joined[wide - 1] as JoinedCodes).join(codes, size, others, seconds, rows.count)
      wide++
    }
    if (wide === 0) codes.fill(0, 0, rows.count)
    return size
  }

  /** Writes the group, over all blocks, of each of some local codes of the block that was read last to groups[code]. */
  groupsOf(codes: Uint32Array, count: number, groups: Uint32Array): void {
    const ids = borrowList()
    const [only] = this.keys
    if (!only) ids.fill(0, 0, count)
    else if (this.keys.length === 1) only.idsOf(codes, count, ids)
    else this.idsOf(codes, count, ids)
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

  /** Writes the ids of local codes of several keys into ids[0 .. count). */
  private idsOf(codes: Uint32Array, count: number, ids: Uint32Array): void {
    const locals = this.localsOf(codes, count)
    const seconds = borrowList()
    for (const [position, key] of this.keys.entries()) {
      const own = locals[this.partOf[position] as number] as Uint32Array
      key.idsOfRepeated(own, count, position === 0 ? ids : seconds)
      if (position === 0) continue
      if (this.unordered && position === 1) lesserFirst(ids, seconds, count)
      ;(this.pairs[position - 1] as PairTable).idsOf(ids, seconds, count, ids)
    }
    for (const list of [...locals, seconds]) giveBackList(list)
  }

  /** Local codes of each part of the block at hand, which codes[0 .. count) were joined from; lists to be given back. */
  private localsOf(codes: Uint32Array, count: number): readonly Uint32Array[] {
    const lists = this.parts.map(() => borrowList())
    const wide = lists.filter((_, part) => (this.parts[part] as Part).size > 1)
    for (const list of lists) if (!wide.includes(list)) list.fill(0, 0, count)
    let from = codes
    for (let at = wide.length - 1; at > 0; at--) {
      const rest = wide[0] as Uint32Array
      ;(this.joined[at - 1] as JoinedCodes).split(from, count, rest, wide[at] as Uint32Array)
      from = rest
    }
    if (wide.length === 1) wide[0]?.set(codes.subarray(0, count))
    return lists
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
