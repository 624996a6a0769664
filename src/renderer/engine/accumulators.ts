import { absentOf } from '../../shared/flow/block'
import type { Measure, Quantity } from '../../shared/query/query'
import { CodeTable } from './code-table'
import type { Dictionaries, EngineBlock } from './engine-block'
import { numberAt } from './engine-block'
import { KeyReader } from './key-reader'

/** One measure over all groups, filled block by block. */
export interface Accumulator {
  /** Adds rows[i] to group groups[i] for i in 0 .. count; `size` groups exist so far. */
  add(block: EngineBlock, rows: Uint32Array, groups: Int32Array, count: number, size: number): void
  valueOf(group: number): Quantity | null
}

export function createAccumulator(measure: Measure, dictionaries: Dictionaries): Accumulator {
  switch (measure.op) {
    case 'count':
      return new Count()
    case 'sum':
      return new Sum(measure.field)
    case 'min':
    case 'max':
      return new Extreme(measure.field, measure.op)
    case 'distinct':
      return new Distinct(measure.field, dictionaries)
  }
}

class Count implements Accumulator {
  private counts: Float64Array = new Float64Array(64)

  add(_block: EngineBlock, _rows: Uint32Array, groups: Int32Array, count: number, size: number): void {
    this.counts = grown(this.counts, size, 0)
    const { counts } = this
    for (let i = 0; i < count; i++) {
      const group = groups[i] as number
      counts[group] = (counts[group] as number) + 1
    }
  }

  valueOf(group: number): number {
    return this.counts[group] ?? 0
  }
}

/** Sums are kept in two parts, so that they stay exact beyond 2^53. */
const LIMB = 2 ** 52

class Sum implements Accumulator {
  private low: Float64Array = new Float64Array(64)
  private high: Float64Array = new Float64Array(64)

  constructor(private readonly field: string) {}

  add(block: EngineBlock, rows: Uint32Array, groups: Int32Array, count: number, size: number): void {
    this.low = grown(this.low, size, 0)
    this.high = grown(this.high, size, 0)
    const { low, high } = this
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') return
    const { data, base } = column
    if (data instanceof BigUint64Array) {
      for (let i = 0; i < count; i++) {
        const value = numberAt(column, rows[i] as number)
        if (value === null) continue
        const exact = BigInt(value)
        const group = groups[i] as number
        high[group] = (high[group] as number) + Number(exact / BigInt(LIMB))
        low[group] = (low[group] as number) + Number(exact % BigInt(LIMB))
        this.carry(group)
      }
      return
    }
    if (data.length === 0) {
      for (let i = 0; i < count; i++) {
        const group = groups[i] as number
        low[group] = (low[group] as number) + base
        if ((low[group] as number) >= LIMB) this.carry(group)
      }
      return
    }
    const absent = data instanceof Float64Array ? Number.NaN : absentOf(data)
    for (let i = 0; i < count; i++) {
      const stored = data[rows[i] as number] as number
      if (stored === absent || Number.isNaN(stored)) continue
      const group = groups[i] as number
      const sum = (low[group] as number) + base + stored
      low[group] = sum
      if (sum >= LIMB) this.carry(group)
    }
  }

  valueOf(group: number): Quantity {
    const low = this.low[group] ?? 0
    const high = this.high[group] ?? 0
    if (high === 0) return low
    const exact = BigInt(high) * BigInt(LIMB) + BigInt(low)
    return exact > BigInt(Number.MAX_SAFE_INTEGER) ? exact : Number(exact)
  }

  private carry(group: number): void {
    const { low, high } = this
    while ((low[group] as number) >= LIMB) {
      low[group] = (low[group] as number) - LIMB
      high[group] = (high[group] as number) + 1
    }
  }
}

class Extreme implements Accumulator {
  private values: Float64Array
  private readonly none: number
  /** Extremes above 2^53, exact. */
  private readonly bigs = new Map<number, bigint>()

  constructor(
    private readonly field: string,
    private readonly op: 'min' | 'max',
  ) {
    this.none = op === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    this.values = new Float64Array(64).fill(this.none)
  }

  add(block: EngineBlock, rows: Uint32Array, groups: Int32Array, count: number, size: number): void {
    this.values = grown(this.values, size, this.none)
    const { values } = this
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') return
    const isTime = this.field === 'start' || this.field === 'end'
    const factor = isTime ? 1 / block.block.ticksPerSecond : 1
    const smaller = this.op === 'min'
    for (let i = 0; i < count; i++) {
      const value = numberAt(column, rows[i] as number)
      if (value === null) continue
      const group = groups[i] as number
      if (typeof value === 'bigint') {
        this.addBig(group, value)
        continue
      }
      const scaled = isTime ? divided(value, factor) : value
      if (smaller ? scaled < (values[group] as number) : scaled > (values[group] as number))
        values[group] = scaled
    }
  }

  valueOf(group: number): Quantity | null {
    const value = this.values[group] ?? this.none
    const big = this.bigs.get(group)
    if (big !== undefined && (this.op === 'max' || value === this.none)) return big
    return value === this.none ? null : value
  }

  private addBig(group: number, value: bigint): void {
    const before = this.bigs.get(group)
    if (before === undefined || (this.op === 'min' ? value < before : value > before))
      this.bigs.set(group, value)
  }
}

/** Ticks to seconds: a division by 1000 rounds better than a product with 0.001. */
function divided(ticks: number, factor: number): number {
  return factor === 1 ? ticks : ticks / Math.round(1 / factor)
}

class Distinct implements Accumulator {
  private readonly reader: KeyReader
  private readonly pairs = new CodeTable()
  private counts: Float64Array = new Float64Array(64)
  private ids = new Int32Array(0)

  constructor(
    private readonly field: string,
    dictionaries: Dictionaries,
  ) {
    this.reader = new KeyReader({ by: 'field', field }, dictionaries)
  }

  add(block: EngineBlock, rows: Uint32Array, groups: Int32Array, count: number, size: number): void {
    this.counts = grown(this.counts, size, 0)
    if (!block.columns.has(this.field)) return
    if (this.ids.length < count) this.ids = new Int32Array(count)
    this.reader.read(block, rows, count, this.ids)
    for (let i = 0; i < count; i++) {
      const id = this.ids[i] as number
      if (this.reader.isAbsent(id)) continue
      const group = groups[i] as number
      const before = this.pairs.length
      this.pairs.idOf(group * PAIR_FACTOR + id)
      if (this.pairs.length > before) this.counts[group] = (this.counts[group] as number) + 1
    }
  }

  valueOf(group: number): number {
    return this.counts[group] ?? 0
  }
}

/** Pairs of a group and an id, each below 2^26, as one whole number below 2^52. */
export const PAIR_FACTOR = 2 ** 26

function grown(values: Float64Array, size: number, fill: number): Float64Array {
  if (values.length >= size) return values
  const larger = new Float64Array(Math.max(size, values.length * 2))
  larger.fill(fill, values.length)
  larger.set(values)
  return larger
}
