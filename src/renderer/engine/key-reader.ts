import type { FlowColumn, NumberColumn } from '../../shared/flow/block'
import { BLOCK_ROWS } from '../../shared/flow/block'
import type { GroupKey, KeyValue } from '../../shared/query/query'
import { CodeTable } from './code-table'
import { numberAt, type Rows, readNumbers, readStored, storedRange } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { LocalCodes } from './local-codes'
import { borrowList, giveBackList } from './row-lists'

const ABSENT = -1

const numbers = new Float64Array(BLOCK_ROWS)

/**
 * Turns one group key of the rows of a block into local codes, small numbers that mean something in
 * that block alone; these into ids that mean the same in all blocks; and ids back into values.
 */
export class KeyReader {
  /** Numbers above 2^53 get codes below -1. */
  private readonly bigs: bigint[] = []
  private readonly bigCodes = new Map<bigint, number>()
  private kind: FlowColumn['kind'] = 'number'
  private readonly values: (KeyValue | undefined)[] = []
  /** What a local code of the block that was read last stands for: a code that means the same in all blocks. */
  private codeOf: (local: number) => number = () => ABSENT
  private local: LocalCodes | null = null
  /** Id + 1 of each local code of that block, 0 while it is not known. */
  private readonly ids = borrowList()

  constructor(
    private readonly key: GroupKey,
    private readonly dictionaries: Dictionaries,
    /** Numbers the values; of two readers of fields of the same kind when they share one. */
    private readonly table = new CodeTable(),
  ) {}

  /** Nothing is read after this. */
  close(): void {
    giveBackList(this.ids)
    LocalCodes.giveBack(this.local)
  }

  get distinct(): number {
    return this.table.length
  }

  /**
   * Writes the local code of each of the rows into codes[0 .. rows.count).
   * @returns how many local codes there may be, at most BLOCK_ROWS
   */
  read(block: EngineBlock, rows: Rows, codes: Uint32Array): number {
    const size = this.readCodes(block, rows, codes)
    this.ids.fill(0, 0, size)
    return size
  }

  private readCodes(block: EngineBlock, rows: Rows, codes: Uint32Array): number {
    const column = block.columns.get(this.key.by === 'field' ? this.key.field : 'start')
    if (!column) {
      this.codeOf = () => ABSENT
      codes.fill(0, 0, rows.count)
      return 1
    }
    this.kind = column.kind
    if (this.key.by === 'time') {
      return this.readTimes(
        column as NumberColumn,
        rows,
        codes,
        this.key.bucketSeconds * block.block.ticksPerSecond,
      )
    }
    const { data } = column
    if (data.length === 0) {
      const code = this.coder(block, column)(column.kind === 'text' ? 0 : column.base)
      this.codeOf = () => code
      codes.fill(0, 0, rows.count)
      return 1
    }
    const range = storedRange(column)
    if (range !== null && !(data instanceof Float64Array || data instanceof BigUint64Array)) {
      readStored(data, rows, codes)
      this.codeOf = this.storedCoder(block, column)
      return range
    }
    return this.readWide(block, column, rows, codes)
  }

  /** The id, over all blocks, of a local code of the block that was read last. */
  idOf(local: number): number {
    const known = this.ids[local] as number
    if (known !== 0) return known - 1
    const id = this.table.idOf(this.codeOf(local))
    this.ids[local] = id + 1
    return id
  }

  /** The same, asked once for each local code; -1 where the value is absent. */
  presentIdOf(local: number): number {
    const code = this.codeOf(local)
    return code === ABSENT ? -1 : this.table.idOf(code)
  }

  valueOf(id: number): KeyValue {
    // An address is made text once, not for each of the groups that it is a part of.
    this.values[id] ??= this.makeValue(id)
    return this.values[id] as KeyValue
  }

  private makeValue(id: number): KeyValue {
    const code = this.table.codeOf(id)
    if (code === ABSENT) return null
    if (code < ABSENT) return this.bigs[-2 - code] as bigint
    if (this.key.by === 'time') return code * this.key.bucketSeconds
    if (this.kind === 'address') return this.dictionaries.addresses.textOf(code)
    if (this.kind === 'text') return this.dictionaries.values(this.key.field).textOf(code)
    return this.key.field === 'start' || this.key.field === 'end' ? code / 1000 : code
  }

  /** Values of 32 bits and more: numbered anew for each block. */
  private readWide(block: EngineBlock, column: FlowColumn, rows: Rows, codes: Uint32Array): number {
    const { data } = column
    this.local ??= LocalCodes.borrow()
    const { local } = this
    if (column.kind === 'number' && (data instanceof Float64Array || data instanceof BigUint64Array)) {
      const { list, count } = rows
      const coder = this.coder(block, column)
      for (let i = 0; i < count; i++) {
        const row = list ? (list[i] as number) : i
        const value = numberAt(column, row)
        codes[i] = this.table.idOf(
          value === null ? ABSENT : typeof value === 'bigint' ? this.bigCode(value) : coder(value),
        )
      }
      local.renumber(codes, rows.count)
      this.codeOf = (id) => this.table.codeOf(local.keys[id] as number)
    } else {
      readStored(data as Uint32Array, rows, codes)
      local.renumber(codes, rows.count)
      const codeOf = this.storedCoder(block, column)
      this.codeOf = (id) => codeOf(local.keys[id] as number)
    }
    return local.size
  }

  private readTimes(column: NumberColumn, rows: Rows, codes: Uint32Array, ticks: number): number {
    readNumbers(column, rows, numbers, Number.NaN)
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    for (let i = 0; i < rows.count; i++) {
      const bucket = Math.floor((numbers[i] as number) / ticks)
      numbers[i] = bucket
      if (bucket < first) first = bucket
      if (bucket > last) last = bucket
    }
    const range = last - first + 1
    // The last code is for flows without a start.
    if (range < BLOCK_ROWS) {
      for (let i = 0; i < rows.count; i++) {
        const bucket = (numbers[i] as number) - first
        codes[i] = bucket >= 0 ? bucket : range
      }
      this.codeOf = (code) => (code === range ? ABSENT : first + code)
      return range + 1
    }
    for (let i = 0; i < rows.count; i++) {
      const bucket = numbers[i] as number
      codes[i] = this.table.idOf(bucket >= 0 ? bucket : ABSENT)
    }
    this.local ??= LocalCodes.borrow()
    const { local } = this
    local.renumber(codes, rows.count)
    this.codeOf = (id) => this.table.codeOf(local.keys[id] as number)
    return local.size
  }

  /** Codes of the values as a column stores them. */
  private storedCoder(block: EngineBlock, column: FlowColumn): (stored: number) => number {
    const coder = this.coder(block, column)
    const { absent } = column
    if (column.kind !== 'number') return (index) => (index === absent ? ABSENT : coder(index))
    const { base, values } = column
    if (values) {
      return (index) => {
        const value = values[index] as number
        return Number.isNaN(value) ? ABSENT : coder(value)
      }
    }
    return (stored) => (stored === absent ? ABSENT : coder(base + stored))
  }

  /** What makes a value, or an index of the block's dictionaries, a code that means the same in all blocks. */
  private coder(block: EngineBlock, column: FlowColumn): (value: number) => number {
    if (column.kind === 'address') return (index) => block.addressIds[index] as number
    if (column.kind === 'text') {
      const ids = block.valueIds.get(column.field) as Uint32Array
      return (index) => ids[index] as number
    }
    if (column.field === 'start' || column.field === 'end') {
      const milliseconds = 1000 / block.block.ticksPerSecond
      return (value) => value * milliseconds
    }
    return (value) => value
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
