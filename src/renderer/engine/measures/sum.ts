import type { NumberColumn, UintArray } from '../../../shared/flow/block'
import type { Quantity } from '../../../shared/query/query'
import { numberAt, storedAt } from '../column-values'
import type { EngineBlock } from '../engine-block'
import { borrowNumbers, giveBackNumbers } from '../row-lists'
import type { Accumulator, CodedGroups, CodedRows } from './accumulator'
import type { GroupFigures } from './group-figures'

/** Sums are kept in two parts, so that they stay exact beyond 2^53. */
const LIMB = 2 ** 52

/** The sum of a field of each group, exact. */
export class Sum implements Accumulator {
  /** Of what is below LIMB. */
  private readonly slot: number
  /** By group, in units of LIMB. Sparse: hardly any sum is that large. */
  private readonly high = new Map<number, number>()
  /** By local code, below LIMB. */
  private readonly local = borrowNumbers().fill(0)
  private readonly localHigh = new Map<number, number>()
  /** An upper bound of what is in `local`. */
  private bound = 0

  constructor(
    private readonly field: string,
    private readonly figures: GroupFigures,
  ) {
    this.slot = figures.addSlot(0)
  }

  hasRoom(block: EngineBlock): boolean {
    const column = block.columns.get(this.field)
    return column?.kind !== 'number' || this.bound + block.block.count * largest(column) < LIMB
  }

  add(part: CodedRows): void {
    const column = part.block.columns.get(this.field)
    if (column?.kind !== 'number') return
    this.bound += part.rows.count * largest(column)
    if (this.bound < LIMB) sumByCode(column, part, this.local)
    else this.addExactly(column, part)
  }

  merge({ touched, groups }: CodedGroups, from: number, to: number): void {
    const { local, slot } = this
    const { values, stride } = this.figures
    for (let i = from; i < to; i++) {
      const code = touched[i] as number
      const group = groups[code] as number
      const at = group * stride + slot
      const sum = (values[at] as number) + (local[code] as number)
      local[code] = 0
      if (sum < LIMB) values[at] = sum
      else {
        values[at] = sum - LIMB
        addHigh(this.high, group, 1)
      }
    }
    if (this.localHigh.size === 0) return
    for (let i = from; i < to; i++) {
      const code = touched[i] as number
      addHigh(this.high, groups[code] as number, this.localHigh.get(code) ?? 0)
    }
  }

  merged(): void {
    this.localHigh.clear()
    this.bound = 0
  }

  close(): void {
    giveBackNumbers(this.local)
  }

  valueOf(group: number): Quantity {
    const low = this.figures.at(group, this.slot)
    if (this.high.size === 0) return low
    const high = this.high.get(group) ?? 0
    if (high === 0) return low
    const exact = BigInt(high) * BigInt(LIMB) + BigInt(low)
    return exact > BigInt(Number.MAX_SAFE_INTEGER) ? exact : Number(exact)
  }

  /** For values that doubles may not add up exactly. Without room for more nothing else is added before the merge. */
  private addExactly(column: NumberColumn, { rows, codes }: CodedRows): void {
    const { local } = this
    for (let i = 0; i < rows.count; i++) {
      const value = numberAt(column, rows.list ? (rows.list[i] as number) : i)
      if (value === null) continue
      const code = codes[i] as number
      const exact = BigInt(value)
      addHigh(this.localHigh, code, Number(exact / BigInt(LIMB)))
      const sum = (local[code] as number) + Number(exact % BigInt(LIMB))
      local[code] = sum < LIMB ? sum : sum - LIMB
      if (sum >= LIMB) addHigh(this.localHigh, code, 1)
    }
  }
}

function addHigh(high: Map<number, number>, key: number, value: number): void {
  if (value > 0) high.set(key, (high.get(key) ?? 0) + value)
}

/** An upper bound of what a column holds. */
function largest({ data, base, values }: NumberColumn): number {
  if (data.length === 0) return base
  if (data instanceof BigUint64Array || data instanceof Float64Array) return Number.POSITIVE_INFINITY
  if (values) return values.reduce((most, value) => Math.max(most, value || 0), 0)
  return base + 2 ** (8 * data.BYTES_PER_ELEMENT)
}

/** Adds the values of the rows to the sums of their local codes. */
function sumByCode(
  { base, data, absent, values }: NumberColumn,
  { rows, codes, size }: CodedRows,
  sums: Float64Array,
): void {
  const { count } = rows
  if (data.length === 0) {
    sumConstant(base, codes, count, sums)
    return
  }
  const stored = storedAt(data as UintArray, rows)
  if (values) sumLookedUp(stored, presentOnly(values), codes, count, sums)
  else if (absent >= 0) sumPresent(stored, absent, base, codes, count, sums)
  else if (size === 1) sums[0] = (sums[0] as number) + sumOf(stored, count) + base * count
  else sumStored(stored, base, codes, count, sums)
}

function presentOnly(values: Float64Array): Float64Array {
  return values.map((value) => (Number.isNaN(value) ? 0 : value))
}

function sumConstant(value: number, codes: Uint32Array, count: number, sums: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    sums[code] = (sums[code] as number) + value
  }
}

function sumOf(stored: Uint32Array, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += stored[i] as number
  return sum
}

function sumStored(
  stored: Uint32Array,
  base: number,
  codes: Uint32Array,
  count: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    sums[code] = (sums[code] as number) + ((stored[i] as number) + base)
  }
}

function sumLookedUp(
  stored: Uint32Array,
  values: Float64Array,
  codes: Uint32Array,
  count: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    sums[code] = (sums[code] as number) + (values[stored[i] as number] as number)
  }
}

function sumPresent(
  stored: Uint32Array,
  absent: number,
  base: number,
  codes: Uint32Array,
  count: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const value = stored[i] as number
    if (value === absent) continue
    const code = codes[i] as number
    sums[code] = (sums[code] as number) + value + base
  }
}
