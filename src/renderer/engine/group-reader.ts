import { BLOCK_ROWS } from '../../shared/flow/block'
import type { GroupKey, KeyValue } from '../../shared/query/query'
import { CodeTable } from './code-table'
import type { Rows } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { KeyReader } from './key-reader'
import { LocalCodes } from './local-codes'

/** Pairs of ids, each below 2^26, as one whole number below 2^52. */
export const PAIR_FACTOR = 2 ** 26

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

  firstOf(code: number): number {
    return Math.floor(this.keyOf(code) / this.seconds)
  }

  secondOf(code: number): number {
    return this.keyOf(code) % this.seconds
  }

  private keyOf(code: number): number {
    return this.renumbered ? (this.local?.keys[code] as number) : code
  }
}

/** Tells for the rows of a block which group of a query they belong to. */
export class GroupReader {
  private readonly keys: readonly KeyReader[]
  private readonly joined: readonly JoinedCodes[]
  /** Keys are joined two by two: (first, second) becomes a pair's id, that with the third another, … */
  private readonly pairs: readonly CodeTable[]

  constructor(groupBy: readonly GroupKey[], dictionaries: Dictionaries) {
    this.keys = groupBy.map((key) => new KeyReader(key, dictionaries))
    this.joined = groupBy.slice(1).map(() => new JoinedCodes())
    this.pairs = groupBy.slice(1).map(() => new CodeTable())
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

  /** The group, over all blocks, of a local code of the block that was read last. */
  groupOf(code: number): number {
    return this.keys.length === 0 ? 0 : this.idOf(code, this.keys.length - 1)
  }

  keysOf(group: number): KeyValue[] {
    const values = new Array<KeyValue>(this.keys.length)
    let id = group
    for (let position = this.keys.length - 1; position >= 1; position--) {
      const code = (this.pairs[position - 1] as CodeTable).codeOf(id)
      values[position] = (this.keys[position] as KeyReader).valueOf(code % PAIR_FACTOR)
      id = Math.floor(code / PAIR_FACTOR)
    }
    if (this.keys[0]) values[0] = this.keys[0].valueOf(id)
    return values
  }

  private idOf(code: number, position: number): number {
    const key = this.keys[position] as KeyReader
    if (position === 0) return key.idOf(code)
    const joined = this.joined[position - 1] as JoinedCodes
    const first = this.idOf(joined.firstOf(code), position - 1)
    const second = key.idOf(joined.secondOf(code))
    if (first >= PAIR_FACTOR || second >= PAIR_FACTOR)
      throw new Error('Too many distinct values to group by: narrow the filter.')
    return (this.pairs[position - 1] as CodeTable).idOf(first * PAIR_FACTOR + second)
  }
}
