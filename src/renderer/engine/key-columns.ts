import { BLOCK_ROWS, type UintArray } from '../../shared/flow/block'
import type { FlowQuery, KeyValue } from '../../shared/query/query'
import { CodeTable } from './code-table'
import type { Rows } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { KeyReader } from './key-reader'
import { LocalCodes } from './local-codes'
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

/** All keys that a query groups by: one local code for a combination of their values, and what it stands for. */
export class KeyColumns {
  private readonly keys: readonly KeyReader[]
  /** Of the block at hand. */
  private readonly parts: Part[] = []
  /** The part of each key. */
  private readonly partOf: number[] = []
  private readonly joined: readonly JoinedCodes[]
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
  }

  get length(): number {
    return this.keys.length
  }

  /** Ids of the first key so far, over all blocks, are below this. */
  get idsOfFirst(): number {
    return this.keys[0]?.ids ?? 0
  }

  /** Nothing is read after this. */
  close(): void {
    for (const part of [...this.keys, ...this.joined]) part.close()
  }

  /** Whether local codes of a block will mean the same as those of the one that was read last. */
  goesOnWith(block: EngineBlock): boolean {
    const [only] = this.keys
    return !only || (this.keys.length === 1 && only.goesOnWith(block))
  }

  /**
   * Writes the local code of each row's combination into codes[0 .. rows.count).
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

  /**
   * Writes the ids, over all blocks, of what some different local codes of the block that was read last stand
   * for to ids[key][0 .. count).
   */
  idsOf(codes: Uint32Array, count: number, ids: readonly Uint32Array[]): void {
    const [only] = this.keys
    if (only && this.keys.length === 1) {
      only.idsOf(codes, count, ids[0] as Uint32Array)
      return
    }
    const locals = this.localsOf(codes, count)
    for (const [position, key] of this.keys.entries()) {
      const own = locals[this.partOf[position] as number] as Uint32Array
      key.idsOfRepeated(own, count, ids[position] as Uint32Array)
    }
    for (const list of locals) giveBackList(list)
    if (this.unordered) lesserFirst(ids[0] as Uint32Array, ids[1] as Uint32Array, count)
  }

  valueOf(key: number, id: number): KeyValue {
    return (this.keys[key] as KeyReader).valueOf(id)
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
