import { BLOCK_ROWS, type NumberArray, type NumberColumn, type UintArray } from '../../shared/flow/block'
import type { Measure, Quantity } from '../../shared/query/query'
import { numberAt, type Rows, readNumbers, storedAt } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { KeyReader } from './key-reader'
import { LocalCodes } from './local-codes'
import { PairTable } from './pair-table'
import { borrowList, giveBackList } from './row-lists'

/** Rows of the block at hand with their groups: first in local codes, then over all blocks. */
export interface GroupedRows {
  readonly block: EngineBlock
  readonly rows: Rows
  /** Local code of each row's group, below `size`. */
  readonly codes: Uint32Array
  readonly size: number
  /** The local codes that occur. */
  readonly touched: Uint32Array
  readonly touchedCount: number
  /** Rows of each touched code. */
  readonly counts: Uint32Array
  /** Group over all blocks of each touched code. */
  readonly groups: Uint32Array
  /** Groups so far. */
  readonly groupCount: number
}

/** One measure over all groups, filled block by block. */
export interface Accumulator {
  add(part: GroupedRows): void
  valueOf(group: number): Quantity | null
  /** Nothing is added after this. */
  close?(): void
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

/** Values of the rows of the block at hand, and what they come to by local code; reused by all. */
const numbers = new Float64Array(BLOCK_ROWS)
const local = new Float64Array(BLOCK_ROWS)

class Count implements Accumulator {
  private counts: Float64Array = new Float64Array(64)

  add({ touched, touchedCount, counts, groups, groupCount }: GroupedRows): void {
    this.counts = grown(this.counts, groupCount, 0)
    for (let i = 0; i < touchedCount; i++) {
      const code = touched[i] as number
      const group = groups[code] as number
      this.counts[group] = (this.counts[group] as number) + (counts[code] as number)
    }
  }

  valueOf(group: number): number {
    return this.counts[group] ?? 0
  }
}

/** Sums are kept in two parts, so that they stay exact beyond 2^53. */
const LIMB = 2 ** 52
/** A block's rows add up to less than LIMB when each is below this. */
const SMALL = LIMB / BLOCK_ROWS

class Sum implements Accumulator {
  private low: Float64Array = new Float64Array(64)
  /** Sparse: hardly any sum is that large. */
  private readonly high = new Map<number, number>()

  constructor(private readonly field: string) {}

  add(part: GroupedRows): void {
    this.low = grown(this.low, part.groupCount, 0)
    const column = part.block.columns.get(this.field)
    if (column?.kind !== 'number') return
    if (largest(column) >= SMALL) {
      this.addExactly(column, part)
      return
    }
    const { touched, touchedCount, counts, groups } = part
    // What each row has is added for all rows of a code at once.
    const each = sumByCode(column, part)
    for (let i = 0; i < touchedCount; i++) {
      const code = touched[i] as number
      this.addTo(groups[code] as number, (local[code] as number) + each * (counts[code] as number))
    }
  }

  valueOf(group: number): Quantity {
    const low = this.low[group] ?? 0
    const high = this.high.get(group) ?? 0
    if (high === 0) return low
    const exact = BigInt(high) * BigInt(LIMB) + BigInt(low)
    return exact > BigInt(Number.MAX_SAFE_INTEGER) ? exact : Number(exact)
  }

  /** Row by row, for values that doubles may not add up exactly. */
  private addExactly(column: NumberColumn, { rows, codes, groups }: GroupedRows): void {
    for (let i = 0; i < rows.count; i++) {
      const value = numberAt(column, rows.list ? (rows.list[i] as number) : i)
      if (value === null) continue
      const group = groups[codes[i] as number] as number
      const exact = BigInt(value)
      this.addHigh(group, Number(exact / BigInt(LIMB)))
      this.addTo(group, Number(exact % BigInt(LIMB)))
    }
  }

  /** @param value below LIMB */
  private addTo(group: number, value: number): void {
    const sum = (this.low[group] as number) + value
    if (sum < LIMB) this.low[group] = sum
    else {
      this.low[group] = sum - LIMB
      this.addHigh(group, 1)
    }
  }

  private addHigh(group: number, value: number): void {
    if (value > 0) this.high.set(group, (this.high.get(group) ?? 0) + value)
  }
}

function isUint(data: NumberArray): data is UintArray {
  return !(data instanceof Float64Array || data instanceof BigUint64Array)
}

/** An upper bound of what a column holds. */
function largest({ data, base, values }: NumberColumn): number {
  if (data.length === 0) return base
  if (data instanceof BigUint64Array || data instanceof Float64Array) return Number.POSITIVE_INFINITY
  if (values) return values.reduce((most, value) => Math.max(most, value || 0), 0)
  return base + 2 ** (8 * data.BYTES_PER_ELEMENT)
}

/**
 * Adds the values of the rows up by local code.
 * @returns what is to be added for each row in addition
 */
function sumByCode({ base, data, absent, values }: NumberColumn, { rows, codes, size }: GroupedRows): number {
  local.fill(0, 0, size)
  if (data.length === 0) return base
  const stored = storedAt(data as UintArray, rows)
  if (values) {
    sumLookedUp(stored, presentOnly(values), codes, rows.count)
    return 0
  }
  if (absent >= 0) {
    sumPresent(stored, absent, base, codes, rows.count)
    return 0
  }
  if (size === 1) local[0] = sumOf(stored, rows.count)
  else sumStored(stored, codes, rows.count)
  return base
}

function presentOnly(values: Float64Array): Float64Array {
  return values.map((value) => (Number.isNaN(value) ? 0 : value))
}

function sumOf(stored: Uint32Array, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += stored[i] as number
  return sum
}

function sumStored(stored: Uint32Array, codes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    local[code] = (local[code] as number) + (stored[i] as number)
  }
}

function sumLookedUp(stored: Uint32Array, values: Float64Array, codes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    local[code] = (local[code] as number) + (values[stored[i] as number] as number)
  }
}

function sumPresent(
  stored: Uint32Array,
  absent: number,
  base: number,
  codes: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const value = stored[i] as number
    if (value === absent) continue
    const code = codes[i] as number
    local[code] = (local[code] as number) + value + base
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

  add(part: GroupedRows): void {
    this.values = grown(this.values, part.groupCount, this.none)
    const { block, rows, codes, size, touched, touchedCount, groups } = part
    const column = block.columns.get(this.field)
    if (column?.kind !== 'number') return
    // Ticks are made seconds by a division, which rounds better than a product with 0.001.
    const divisor = this.field === 'start' || this.field === 'end' ? block.block.ticksPerSecond : 1
    if (column.data instanceof BigUint64Array) {
      this.addBigs(column, part)
      return
    }
    local.fill(this.none, 0, size)
    const base = this.extremesByCode(column, rows, codes)
    for (let i = 0; i < touchedCount; i++) {
      const code = touched[i] as number
      this.extend(groups[code] as number, ((local[code] as number) + base) / divisor)
    }
  }

  valueOf(group: number): Quantity | null {
    const value = this.values[group] ?? this.none
    const big = this.bigs.get(group)
    if (big !== undefined && (this.op === 'max' || value === this.none)) return big
    return value === this.none ? null : value
  }

  /** Finds the extreme of the rows of each local code; returns what is to be added to it. */
  private extremesByCode(column: NumberColumn, rows: Rows, codes: Uint32Array): number {
    const { base, data, absent, values } = column
    if (values || absent >= 0 || data.length === 0 || !isUint(data)) {
      readNumbers(column, rows, numbers, this.none)
      if (this.op === 'min') leastByCode(numbers, codes, rows.count)
      else mostByCode(numbers, codes, rows.count)
      return 0
    }
    const stored = storedAt(data, rows)
    if (this.op === 'min') leastStored(stored, codes, rows.count)
    else mostStored(stored, codes, rows.count)
    return base
  }

  private extend(group: number, value: number): void {
    const before = this.values[group] as number
    if (this.op === 'min' ? value < before : value > before) this.values[group] = value
  }

  private addBigs(column: NumberColumn, { rows, codes, groups }: GroupedRows): void {
    for (let i = 0; i < rows.count; i++) {
      const value = numberAt(column, rows.list ? (rows.list[i] as number) : i)
      const group = groups[codes[i] as number] as number
      if (typeof value === 'number') this.extend(group, value)
      else if (value !== null) {
        const before = this.bigs.get(group)
        if (before === undefined || (this.op === 'min' ? value < before : value > before))
          this.bigs.set(group, value)
      }
    }
  }
}

function leastByCode(values: Float64Array, codes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = values[i] as number
    if (value < (local[code] as number)) local[code] = value
  }
}

function mostByCode(values: Float64Array, codes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = values[i] as number
    if (value > (local[code] as number)) local[code] = value
  }
}

function leastStored(stored: Uint32Array, codes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = stored[i] as number
    if (value < (local[code] as number)) local[code] = value
  }
}

function mostStored(stored: Uint32Array, codes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    const value = stored[i] as number
    if (value > (local[code] as number)) local[code] = value
  }
}

/** Codes of the counted field in the block at hand, and the pairs that they make; reused by all. */
const counted = new Uint32Array(BLOCK_ROWS)
const pairKeys = new Uint32Array(BLOCK_ROWS)
/** 1 for each pair that occurs in the block at hand. */
const marks = new Uint8Array(BLOCK_ROWS * 4)

class Distinct implements Accumulator {
  private readonly reader: KeyReader
  private readonly pairs = new PairTable()
  private readonly localPairs = LocalCodes.borrow()
  private counts: Float64Array = new Float64Array(64)

  constructor(
    private readonly field: string,
    dictionaries: Dictionaries,
  ) {
    this.reader = new KeyReader({ by: 'field', field }, dictionaries)
  }

  add({ block, rows, codes, size, groups, groupCount }: GroupedRows): void {
    this.counts = grown(this.counts, groupCount, 0)
    if (!block.columns.has(this.field)) return
    const values = this.reader.read(block, rows, counted)
    // Each pair that occurs in the block is looked at just once.
    if (size > 1) {
      for (let i = 0; i < rows.count; i++) counted[i] = (codes[i] as number) * values + (counted[i] as number)
    }
    const { pairs } = this
    const found = this.pairsAmong(rows.count, size * values)
    const ofGroups = borrowList()
    const ofValues = borrowList()
    for (let i = 0; i < found; i++) {
      const key = pairKeys[i] as number
      const code = Math.floor(key / values)
      ofGroups[i] = groups[code] as number
      ofValues[i] = key - code * values
    }
    if (size === 1) this.reader.idsOf(ofValues, found, ofValues)
    else this.reader.idsOfRepeated(ofValues, found, ofValues)
    const count = withoutId(this.reader.absentId, ofGroups, ofValues, found)
    const before = pairs.length
    pairs.idsOf(ofGroups, ofValues, count, ofValues)
    for (let id = before; id < pairs.length; id++) {
      const group = pairs.firstOf(id)
      this.counts[group] = (this.counts[group] as number) + 1
    }
    giveBackList(ofGroups)
    giveBackList(ofValues)
  }

  valueOf(group: number): number {
    return this.counts[group] ?? 0
  }

  close(): void {
    this.reader.close()
    LocalCodes.giveBack(this.localPairs)
  }

  /** Writes the distinct of counted[0 .. rows), all below `range`, to pairKeys; returns how many. */
  private pairsAmong(rows: number, range: number): number {
    if (range > marks.length) {
      const { localPairs } = this
      localPairs.renumber(counted, rows)
      pairKeys.set(localPairs.keys.subarray(0, localPairs.size))
      return localPairs.size
    }
    marks.fill(0, 0, range)
    for (let i = 0; i < rows; i++) marks[counted[i] as number] = 1
    let found = 0
    // Written always, kept when it is marked: no branch to mispredict.
    for (let key = 0; key < range; key++) {
      pairKeys[found] = key
      found += marks[key] as number
    }
    return found
  }
}

/** Leaves the pairs out whose value has an id; returns how many are left. */
function withoutId(id: number, ofGroups: Uint32Array, ofValues: Uint32Array, count: number): number {
  let kept = 0
  for (let i = 0; i < count; i++) {
    const value = ofValues[i] as number
    ofGroups[kept] = ofGroups[i] as number
    ofValues[kept] = value
    kept += value === id ? 0 : 1
  }
  return kept
}

function grown(values: Float64Array, size: number, fill: number): Float64Array {
  if (values.length >= size) return values
  const larger = new Float64Array(Math.max(size, values.length * 2))
  larger.fill(fill, values.length)
  larger.set(values)
  return larger
}
