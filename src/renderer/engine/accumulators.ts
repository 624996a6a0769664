import type { NumberColumn } from '../../shared/flow/block'
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
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') return
    if (column.data instanceof BigUint64Array) {
      this.addBig(column, rows, groups, count)
      return
    }
    const { low } = this
    const { data, base, absent } = column
    // Before a sum could pass 2^53 it is split; one block adds less than 2^53 to it as long as its
    // values are below 2^36, which all but the absurd are.
    const careful =
      !(data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) ||
      base > 2 ** 35
    if (data.length === 0) {
      for (let i = 0; i < count; i++) {
        const group = groups[i] as number
        low[group] = (low[group] as number) + base
        if (careful) this.carry(group)
      }
    } else if (careful) {
      for (let i = 0; i < count; i++) {
        const stored = data[rows[i] as number] as number
        if (stored === absent || Number.isNaN(stored)) continue
        const group = groups[i] as number
        low[group] = (low[group] as number) + base + stored
        this.carry(group)
      }
      return
    } else {
      for (let i = 0; i < count; i++) {
        const stored = data[rows[i] as number] as number
        if (stored === absent) continue
        const group = groups[i] as number
        low[group] = (low[group] as number) + base + stored
      }
    }
    for (let group = 0; group < size; group++) if ((low[group] as number) >= LIMB) this.carry(group)
  }

  private addBig(column: NumberColumn, rows: Uint32Array, groups: Int32Array, count: number): void {
    const { low, high } = this
    for (let i = 0; i < count; i++) {
      const value = numberAt(column, rows[i] as number)
      if (value === null) continue
      const exact = BigInt(value)
      const group = groups[i] as number
      high[group] = (high[group] as number) + Number(exact / BigInt(LIMB))
      low[group] = (low[group] as number) + Number(exact % BigInt(LIMB))
      this.carry(group)
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
    // Ticks are made seconds by a division, which rounds better than a product with 0.001.
    const divisor = isTime ? block.block.ticksPerSecond : 1
    const { data, base, absent } = column
    if (data instanceof BigUint64Array) {
      for (let i = 0; i < count; i++) {
        const value = numberAt(column, rows[i] as number)
        const group = groups[i] as number
        if (typeof value === 'bigint') this.addBig(group, value)
        else if (value !== null) this.extend(values, group, value / divisor)
      }
    } else if (data.length === 0) {
      const value = base / divisor
      for (let i = 0; i < count; i++) this.extend(values, groups[i] as number, value)
    } else {
      for (let i = 0; i < count; i++) {
        const stored = data[rows[i] as number] as number
        if (stored !== absent) this.extend(values, groups[i] as number, (base + stored) / divisor)
      }
    }
  }

  /** A NaN, absent in a Float64Array, is never smaller or larger. */
  private extend(values: Float64Array, group: number, value: number): void {
    const before = values[group] as number
    if (this.op === 'min' ? value < before : value > before) values[group] = value
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
