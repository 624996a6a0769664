import { BLOCK_ROWS, type NumberArray, type NumberColumn, type UintArray } from '../../../shared/flow/block'
import type { Quantity } from '../../../shared/query/query'
import { numberAt, readNumbers, storedAt } from '../column-values'
import type { EngineBlock } from '../engine-block'
import { borrowNumbers, giveBackNumbers } from '../row-lists'
import type { Accumulator, CodedGroups, CodedRows } from './accumulator'
import type { GroupFigures } from './group-figures'

/** Values of the rows at hand; reused by all. */
const numbers = new Float64Array(BLOCK_ROWS)

/** The least or the largest value of a field of each group, exact; times in seconds. */
export class Extreme implements Accumulator {
  private readonly slot: number
  private readonly none: number
  /** By group: extremes above 2^53, exact. */
  private readonly bigs = new Map<number, bigint>()
  /** By local code, in ticks where it is a time. */
  private readonly local: Float64Array
  private readonly localBigs = new Map<number, bigint>()
  /** What `local` is to be divided by; 0 when there is nothing in it. */
  private divisor = 0

  constructor(
    private readonly field: string,
    private readonly op: 'min' | 'max',
    private readonly figures: GroupFigures,
  ) {
    this.none = op === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    this.slot = figures.addSlot(this.none)
    this.local = borrowNumbers().fill(this.none)
  }

  hasRoom(block: EngineBlock): boolean {
    return this.divisor === 0 || this.divisor === this.divisorOf(block)
  }

  add(part: CodedRows): void {
    const column = part.block.columns.get(this.field)
    if (column?.kind !== 'number') return
    this.divisor = this.divisorOf(part.block)
    if (column.data instanceof BigUint64Array) this.addBigs(column, part)
    else this.addNumbers(column, part)
  }

  merge({ touched, groups }: CodedGroups, from: number, to: number): void {
    const { local, none, slot } = this
    const { values, stride } = this.figures
    // Ticks are made seconds by a division, which rounds better than a product with 0.001.
    const divisor = this.divisor || 1
    const sign = this.op === 'min' ? 1 : -1
    for (let i = from; i < to; i++) {
      const code = touched[i] as number
      const at = (groups[code] as number) * stride + slot
      const value = (local[code] as number) / divisor
      if (sign * value < sign * (values[at] as number)) values[at] = value
      local[code] = none
    }
    if (this.localBigs.size === 0) return
    for (let i = from; i < to; i++) {
      const code = touched[i] as number
      const big = this.localBigs.get(code)
      if (big !== undefined) this.extendBig(this.bigs, groups[code] as number, big)
    }
  }

  merged(): void {
    this.localBigs.clear()
    this.divisor = 0
  }

  close(): void {
    giveBackNumbers(this.local)
  }

  valueOf(group: number): Quantity | null {
    const value = this.figures.at(group, this.slot)
    const big = this.bigs.size > 0 ? this.bigs.get(group) : undefined
    if (big !== undefined && (this.op === 'max' || value === this.none)) return big
    return value === this.none ? null : value
  }

  private divisorOf({ block }: EngineBlock): number {
    return this.field === 'start' || this.field === 'end' ? block.ticksPerSecond : 1
  }

  private addNumbers(column: NumberColumn, { rows, codes }: CodedRows): void {
    const { base, data, absent, values } = column
    const extend = this.op === 'min' ? leastByCode : mostByCode
    if (values || absent >= 0 || data.length === 0 || !isUint(data)) {
      readNumbers(column, rows, numbers, this.none)
      extend(numbers, codes, rows.count, this.local)
      return
    }
    const extendStored = this.op === 'min' ? leastStored : mostStored
    extendStored(storedAt(data, rows), base, codes, rows.count, this.local)
  }

  private addBigs(column: NumberColumn, { rows, codes }: CodedRows): void {
    const { local, op } = this
    for (let i = 0; i < rows.count; i++) {
      const value = numberAt(column, rows.list ? (rows.list[i] as number) : i)
      const code = codes[i] as number
      if (typeof value === 'bigint') this.extendBig(this.localBigs, code, value)
      else if (value !== null) {
        const before = local[code] as number
        if (op === 'min' ? value < before : value > before) local[code] = value
      }
    }
  }

  private extendBig(bigs: Map<number, bigint>, key: number, value: bigint): void {
    const before = bigs.get(key)
    if (before === undefined || (this.op === 'min' ? value < before : value > before)) bigs.set(key, value)
  }
}

function isUint(data: NumberArray): data is UintArray {
  return !(data instanceof Float64Array || data instanceof BigUint64Array)
}

function leastByCode(values: Float64Array, codes: Uint32Array, count: number, least: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = values[i] as number
    if (value < (least[code] as number)) least[code] = value
  }
}

function mostByCode(values: Float64Array, codes: Uint32Array, count: number, most: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = values[i] as number
    if (value > (most[code] as number)) most[code] = value
  }
}

function leastStored(
  stored: Uint32Array,
  base: number,
  codes: Uint32Array,
  count: number,
  least: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = (stored[i] as number) + base
    if (value < (least[code] as number)) least[code] = value
  }
}

function mostStored(
  stored: Uint32Array,
  base: number,
  codes: Uint32Array,
  count: number,
  most: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = (stored[i] as number) + base
    if (value > (most[code] as number)) most[code] = value
  }
}
