import type { FlowColumn, NumberColumn, UintArray } from '../../shared/flow/block'
import type { GroupKey, KeyValue } from '../../shared/query/query'
import { CodeTable } from './code-table'
import { type Dictionaries, type EngineBlock, numberAt } from './engine-block'

const ABSENT = -1
const SMALL_TYPE_VALUES = 0x1_0000

/** Turns one group key of each row into a dense id over the whole query, and ids back into values. */
export class KeyReader {
  private readonly table = new CodeTable()
  /** Numbers above 2^53 get codes below -1. */
  private readonly bigs: bigint[] = []
  private readonly bigCodes = new Map<bigint, number>()
  private kind: FlowColumn['kind'] = 'number'
  /** Id + 1 by stored value, for columns of 8 and 16 bits; cleared for each block. */
  private readonly seen = new Int32Array(SMALL_TYPE_VALUES)

  constructor(
    private readonly key: GroupKey,
    private readonly dictionaries: Dictionaries,
  ) {}

  get distinct(): number {
    return this.table.length
  }

  /** Writes the id of each of the rows into ids[0 .. rows.length). */
  read(block: EngineBlock, rows: Uint32Array, count: number, ids: Int32Array): void {
    const column = block.columns.get(this.key.by === 'field' ? this.key.field : 'start')
    if (!column) {
      ids.fill(this.table.idOf(ABSENT), 0, count)
      return
    }
    this.kind = column.kind
    const codeOf = this.coder(block, column)
    const { data } = column
    if (data.length === 0) {
      ids.fill(this.table.idOf(codeOf(column.kind === 'text' ? 0 : column.base)), 0, count)
    } else if (column.kind === 'number' && data instanceof BigUint64Array) {
      for (let i = 0; i < count; i++) ids[i] = this.table.idOf(this.bigCode(column, rows[i] as number))
    } else if (data instanceof Float64Array) {
      for (let i = 0; i < count; i++) {
        const value = data[rows[i] as number] as number
        ids[i] = this.table.idOf(Number.isNaN(value) ? ABSENT : codeOf(value))
      }
    } else {
      const data = column.data as UintArray
      const { absent } = column
      const base = column.kind === 'number' ? column.base : 0
      if (data.BYTES_PER_ELEMENT === 4) {
        for (let i = 0; i < count; i++) {
          const stored = data[rows[i] as number] as number
          ids[i] = this.table.idOf(stored === absent ? ABSENT : codeOf(base + stored))
        }
        return
      }
      const { seen } = this
      seen.fill(0)
      for (let i = 0; i < count; i++) {
        const stored = data[rows[i] as number] as number
        let id = seen[stored] as number
        if (id === 0) {
          id = this.table.idOf(stored === absent ? ABSENT : codeOf(base + stored)) + 1
          seen[stored] = id
        }
        ids[i] = id - 1
      }
    }
  }

  isAbsent(id: number): boolean {
    return this.table.codeOf(id) === ABSENT
  }

  valueOf(id: number): KeyValue {
    const code = this.table.codeOf(id)
    if (code === ABSENT) return null
    if (code < ABSENT) return this.bigs[-2 - code] as bigint
    if (this.key.by === 'time') return code * this.key.bucketSeconds
    if (this.kind === 'address') return this.dictionaries.addresses.textOf(code)
    if (this.kind === 'text') return this.dictionaries.values(this.key.field).textOf(code)
    return this.key.field === 'start' || this.key.field === 'end' ? code / 1000 : code
  }

  /** What makes a stored value a code that means the same in all blocks. */
  private coder(block: EngineBlock, column: FlowColumn): (value: number) => number {
    const { ticksPerSecond } = block.block
    if (this.key.by === 'time') {
      const ticks = this.key.bucketSeconds * ticksPerSecond
      return (value) => Math.floor(value / ticks)
    }
    if (column.kind === 'address') return (index) => block.addressIds[index] as number
    if (column.kind === 'text') {
      const ids = block.valueIds.get(column.field) as Uint32Array
      return (index) => ids[index] as number
    }
    if (column.field === 'start' || column.field === 'end') {
      const milliseconds = 1000 / ticksPerSecond
      return (value) => value * milliseconds
    }
    return (value) => value
  }

  private bigCode(column: NumberColumn, row: number): number {
    const value = numberAt(column, row)
    if (typeof value !== 'bigint') return value ?? ABSENT
    let code = this.bigCodes.get(value)
    if (code === undefined) {
      code = -2 - this.bigs.length
      this.bigs.push(value)
      this.bigCodes.set(value, code)
    }
    return code
  }
}
