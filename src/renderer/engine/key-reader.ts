import type { FlowColumn, NumberColumn, UintArray } from '../../shared/flow/block'
import { BLOCK_ROWS } from '../../shared/flow/block'
import { fieldSpec } from '../../shared/flow/fields'
import type { GroupKey, KeyValue } from '../../shared/query/query'
import { CodeTable } from './code-table'
import { numberAt, type Rows, readNumbers, readStored, storedAt, storedRange } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { LocalCodes } from './local-codes'
import {
  ABSENT,
  constantMeaning,
  type LocalMeaning,
  meansTheSame,
  millisecondsOf,
  storedMeaning,
  writeCodes,
  writeNext,
} from './local-meaning'
import { borrowList, giveBackList } from './row-lists'

/** Of the block at hand; reused by all. */
const numbers = new Float64Array(BLOCK_ROWS)
const unknown = new Uint32Array(BLOCK_ROWS)
const unknownIds = new Uint32Array(BLOCK_ROWS)

/**
 * Turns one group key of the rows of a block into local codes, small numbers that mean something in
 * that block alone; these into ids that mean the same in all blocks; and ids back into values.
 */
export class KeyReader {
  /** Numbers above 2^53 get codes below -1. */
  private readonly bigs: bigint[] = []
  private readonly bigCodes = new Map<bigint, number>()
  private kind: FlowColumn['kind'] = 'number'
  /** Addresses are numbered already: their id is that of the case, plus 1; 0 where absent. */
  private readonly isAddress: boolean
  private readonly values = new Map<number, KeyValue>()
  /** Of the local codes of the block that was read last. */
  private meaning: LocalMeaning = constantMeaning(ABSENT)
  private local: LocalCodes | null = null
  /** Id + 1 of each local code of that block, 0 while it is not known; not used before it is asked for. */
  private known: Uint32Array | null = null
  private idsKnown = false
  private size = 0

  constructor(
    private readonly key: GroupKey,
    private readonly dictionaries: Dictionaries,
    /** Numbers the values; of two readers of fields of the same kind when they share one. */
    private readonly table = new CodeTable(),
  ) {
    this.isAddress = key.by === 'field' && fieldSpec(key.field).kind === 'address'
  }

  /** Nothing is read after this. */
  close(): void {
    if (this.known) giveBackList(this.known)
    LocalCodes.giveBack(this.local)
  }

  /** Ids so far are below this. */
  get ids(): number {
    return this.isAddress ? this.dictionaries.addresses.length + 1 : this.table.length
  }

  /** The key's stored values in a block, where they are local codes as they are; null where they need a change. */
  storedIn(block: EngineBlock): UintArray | null {
    const column = this.columnIn(block)
    if (!column || this.key.by === 'time' || storedRange(column) === null) return null
    return column.data as UintArray
  }

  /** Takes local codes that were read from what storedIn told, by another key. */
  takeStored(block: EngineBlock): void {
    const column = this.columnIn(block) as FlowColumn
    this.kind = column.kind
    this.begin(storedMeaning(block, column), codesOf(block, column))
  }

  /** Whether local codes of a block will mean the same as those of the one that was read last: the numbers of a field. */
  goesOnWith(block: EngineBlock): boolean {
    const column = this.columnIn(block)
    if (column?.kind !== 'number' || !this.storedIn(block)) return false
    return this.size === codesOf(block, column) && meansTheSame(this.meaning, storedMeaning(block, column))
  }

  /**
   * Writes the local code of each of the rows into codes[0 .. rows.count).
   * @returns how many local codes there may be, at most BLOCK_ROWS
   */
  read(block: EngineBlock, rows: Rows, codes: Uint32Array): number {
    const column = this.columnIn(block)
    if (!column) {
      codes.fill(0, 0, rows.count)
      return this.begin(constantMeaning(ABSENT), 1)
    }
    this.kind = column.kind
    if (this.key.by === 'time') {
      const ticks = this.key.bucketSeconds * block.block.ticksPerSecond
      return this.readTimes(column as NumberColumn, rows, codes, ticks)
    }
    const { data } = column
    if (data.length === 0) {
      codes.fill(0, 0, rows.count)
      return this.begin(constantMeaning(constantCode(block, column)), 1)
    }
    const stored = this.storedIn(block)
    if (stored) {
      readStored(stored, rows, codes)
      return this.begin(storedMeaning(block, column), codesOf(block, column))
    }
    return this.readWide(block, column, rows, codes)
  }

  /** Writes the id, over all blocks, of each of some different local codes of the block that was read last. */
  idsOf(locals: Uint32Array, count: number, ids: Uint32Array): void {
    if (this.isAddress) {
      writeNext(this.meaning, locals, count, ids)
      return
    }
    writeCodes(this.meaning, locals, count, numbers)
    this.table.idsOf(numbers, count, ids)
  }

  /** The same of local codes that occur several times: what each stands for is looked up once. */
  idsOfRepeated(locals: Uint32Array, count: number, out: Uint32Array): void {
    if (this.isAddress) {
      this.idsOf(locals, count, out)
      return
    }
    this.known ??= borrowList()
    const ids = this.known
    if (!this.idsKnown) ids.fill(0, 0, this.size)
    this.idsKnown = true
    let found = 0
    for (let i = 0; i < count; i++) {
      const local = locals[i] as number
      if ((ids[local] as number) !== 0) continue
      ids[local] = 1
      unknown[found++] = local
    }
    this.idsOf(unknown, found, unknownIds)
    for (let i = 0; i < found; i++) ids[unknown[i] as number] = (unknownIds[i] as number) + 1
    for (let i = 0; i < count; i++) out[i] = (ids[locals[i] as number] as number) - 1
  }

  /** The id of an absent value. */
  get absentId(): number {
    return this.isAddress ? 0 : this.table.idOf(ABSENT)
  }

  valueOf(id: number): KeyValue {
    // An address is made text once, not for each of the groups that it is a part of.
    const known = this.values.get(id)
    if (known !== undefined) return known
    const value = this.makeValue(id)
    this.values.set(id, value)
    return value
  }

  private columnIn(block: EngineBlock): FlowColumn | undefined {
    return block.columns.get(this.key.by === 'field' ? this.key.field : 'start')
  }

  private makeValue(id: number): KeyValue {
    const code = this.isAddress ? id - 1 : this.table.codeOf(id)
    if (code === ABSENT) return null
    if (code < ABSENT) return this.bigs[-2 - code] as bigint
    if (this.key.by === 'time') return code * this.key.bucketSeconds
    if (this.isAddress) return this.dictionaries.addresses.textOf(code)
    if (this.kind === 'text') return this.dictionaries.values(this.key.field).textOf(code)
    return this.key.field === 'start' || this.key.field === 'end' ? code / 1000 : code
  }

  private begin(meaning: LocalMeaning, size: number): number {
    this.meaning = meaning
    this.size = size
    this.idsKnown = false
    return size
  }

  /** Values of 32 bits and more: numbered anew for each block. */
  private readWide(block: EngineBlock, column: FlowColumn, rows: Rows, codes: Uint32Array): number {
    const { data } = column
    this.local ??= LocalCodes.borrow()
    const { local } = this
    if (column.kind === 'number' && (data instanceof Float64Array || data instanceof BigUint64Array)) {
      const { list, count } = rows
      const factor = millisecondsOf(column, block)
      for (let i = 0; i < count; i++) {
        const value = numberAt(column, list ? (list[i] as number) : i)
        codes[i] = this.table.idOf(
          value === null ? ABSENT : typeof value === 'bigint' ? this.bigCode(value) : value * factor,
        )
      }
      return this.renumber(local, codes, count)
    }
    readStored(data as Uint32Array, rows, codes)
    local.renumber(codes, rows.count)
    return this.begin(storedMeaning(block, column, local.keys), local.size)
  }

  private readTimes(column: NumberColumn, rows: Rows, codes: Uint32Array, ticks: number): number {
    const buckets = readBuckets(column, rows, codes, ticks)
    if (buckets !== null) {
      const first = Math.floor(column.base / ticks)
      return this.begin({ keys: null, absent: -1, table: null, base: first, factor: 1 }, buckets)
    }
    readNumbers(column, rows, numbers, Number.NaN)
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    for (let i = 0; i < rows.count; i++) {
      const bucket = Math.floor((numbers[i] as number) / ticks)
      numbers[i] = bucket
      if (bucket < first) first = bucket
      if (bucket > last) last = bucket
    }
    if (first > last) {
      codes.fill(0, 0, rows.count)
      return this.begin(constantMeaning(ABSENT), 1)
    }
    const range = last - first + 1
    // The last code is for flows without a start.
    if (range < BLOCK_ROWS) {
      for (let i = 0; i < rows.count; i++) {
        const bucket = (numbers[i] as number) - first
        codes[i] = bucket >= 0 ? bucket : range
      }
      return this.begin({ keys: null, absent: range, table: null, base: first, factor: 1 }, range + 1)
    }
    for (let i = 0; i < rows.count; i++) {
      const bucket = numbers[i] as number
      codes[i] = this.table.idOf(bucket >= 0 ? bucket : ABSENT)
    }
    this.local ??= LocalCodes.borrow()
    return this.renumber(this.local, codes, rows.count)
  }

  /** Makes the ids of rows local codes. */
  private renumber(local: LocalCodes, ids: Uint32Array, count: number): number {
    local.renumber(ids, count)
    const table = Float64Array.from(local.keys.subarray(0, local.size), (id) => this.table.codeOf(id))
    return this.begin({ keys: null, absent: -1, table, base: 0, factor: 1 }, local.size)
  }

  private bigCode(value: bigint): number {
    let code = this.bigCodes.get(value)
    if (code === undefined) {
      code = -2 - this.bigs.length
      this.bigs.push(value)
      this.bigCodes.set(value, code)
    }
    return code
  }
}

/** What a column stands for that has the same value in all rows. */
function constantCode(block: EngineBlock, column: FlowColumn): number {
  switch (column.kind) {
    case 'address':
      return block.addressIds[column.base] as number
    case 'text':
      return (block.valueIds.get(column.field) as Uint32Array)[0] as number
    case 'number':
      return column.base * millisecondsOf(column, block)
  }
}

/** How many stored values of few bits there may be: no more than what they are looked up in has, if none is absent. */
function codesOf({ addressIds }: EngineBlock, column: FlowColumn): number {
  const range = storedRange(column) as number
  if (column.absent >= 0) return range
  if (column.kind === 'address') return Math.min(range, addressIds.length)
  return Math.min(range, column.values?.length ?? range)
}

/**
 * Writes the bucket of each row's time, counted from that of the column's base, where whole numbers are stored.
 * @returns how many buckets there may be; null where it takes another way
 */
function readBuckets(
  { base, data, absent, values }: NumberColumn,
  rows: Rows,
  codes: Uint32Array,
  ticks: number,
): number | null {
  if (data instanceof Float64Array || data instanceof BigUint64Array) return null
  if (values || absent >= 0 || data.length === 0 || !Number.isInteger(ticks)) return null
  const stored = storedAt(data, rows)
  // In the middle of a tick, where a product is as good as a division that is many times slower.
  const offset = (base % ticks) + 0.5
  const each = 1 / ticks
  let last = 0
  for (let i = 0; i < rows.count; i++) {
    const bucket = ((stored[i] as number) + offset) * each
    codes[i] = bucket
    if (bucket > last) last = bucket
  }
  return last < BLOCK_ROWS - 1 ? Math.floor(last) + 1 : null
}
