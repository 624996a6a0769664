import {
  type AddressColumn,
  BLOCK_ROWS,
  type FlowBlock,
  type FlowColumn,
  type NumberColumn,
  type TextColumn,
  type UintArray,
} from '../../shared/flow/block'

/** Rows of a block: all of them, or those listed in ascending order in list[0 .. count). */
export interface Rows {
  readonly count: number
  readonly list: Uint32Array | null
}

export function allRows({ count }: FlowBlock): Rows {
  return { count, list: null }
}

/** Below this part of a block rows are read one by one, above it the whole column is. */
const SPARSE = 1 / 2

export function isSparse(data: UintArray, count: number): boolean {
  return count < data.length * SPARSE
}

/** The whole column at hand; every reader below is done with it when it returns. */
const whole = new Uint32Array(BLOCK_ROWS)

/**
 * The stored values of a column as 32-bit numbers, so that loops over them see one type of array and
 * stay fast. Valid until the next call of anything here.
 */
export function storedValues(data: UintArray): Uint32Array {
  if (data instanceof Uint32Array) return data
  whole.set(data)
  return whole
}

/** Writes the stored values at rows into out[0 .. rows.count). */
export function readStored(data: UintArray, { count, list }: Rows, out: Uint32Array): void {
  if (!list) {
    out.set(data)
  } else if (isSparse(data, count)) {
    for (let i = 0; i < count; i++) out[i] = data[list[i] as number] as number
  } else {
    const stored = storedValues(data)
    for (let i = 0; i < count; i++) out[i] = stored[list[i] as number] as number
  }
}

const indexes = new Uint32Array(BLOCK_ROWS)

/** The stored values at rows, one after the other. Valid until the next call of anything here. */
export function storedAt(data: UintArray, rows: Rows): Uint32Array {
  if (!rows.list) return storedValues(data)
  readStored(data, rows, indexes)
  return indexes
}

/**
 * Writes the values of a number column at rows into out[0 .. rows.count) as doubles; `none` where absent.
 * Values above 2^53 are rounded.
 */
export function readNumbers(column: NumberColumn, rows: Rows, out: Float64Array, none: number): void {
  const { base, data, absent, values } = column
  const { count, list } = rows
  if (data.length === 0) {
    out.fill(base, 0, count)
  } else if (data instanceof BigUint64Array) {
    for (let i = 0; i < count; i++) out[i] = Number(numberAt(column, list ? (list[i] as number) : i) ?? none)
  } else if (data instanceof Float64Array) {
    for (let i = 0; i < count; i++) {
      const value = data[list ? (list[i] as number) : i] as number
      out[i] = Number.isNaN(value) ? none : value
    }
  } else {
    const stored = storedAt(data, rows)
    if (values) {
      for (let i = 0; i < count; i++) {
        const value = values[stored[i] as number] as number
        out[i] = Number.isNaN(value) ? none : value
      }
    } else if (absent < 0) {
      for (let i = 0; i < count; i++) out[i] = (stored[i] as number) + base
    } else {
      for (let i = 0; i < count; i++) {
        const value = stored[i] as number
        out[i] = value === absent ? none : value + base
      }
    }
  }
}

/** How many stored values a column of 8 or 16 bits, or of a dictionary, can have; null for any other. */
export function storedRange(column: FlowColumn): number | null {
  const { data } = column
  if (data.length === 0 || data instanceof Float64Array || data instanceof BigUint64Array) return null
  return data.BYTES_PER_ELEMENT < 4 ? 2 ** (8 * data.BYTES_PER_ELEMENT) : null
}

/** The value of a number column at a row; null where it is absent. */
export function numberAt(column: NumberColumn, row: number): number | bigint | null {
  const { base, data, absent, values } = column
  if (data.length === 0) return base
  if (data instanceof BigUint64Array) {
    const value = data[row] as bigint
    if (value === 0xffff_ffff_ffff_ffffn) return null
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? value : Number(value)
  }
  const value = data[row] as number
  if (data instanceof Float64Array) return Number.isNaN(value) ? null : base + value
  if (value === absent) return null
  if (!values) return base + value
  const own = values[value] as number
  return Number.isNaN(own) ? null : own
}

/** The index in a dictionary that an address or text column has at a row; null where it is absent. */
export function indexAt(column: AddressColumn | TextColumn, row: number): number | null {
  const { data, absent } = column
  if (data.length === 0) return column.kind === 'address' ? column.base : 0
  const index = data[row] as number
  return index === absent ? null : index
}
