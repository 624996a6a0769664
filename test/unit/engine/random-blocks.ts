import type { FlowBlock, FlowColumn, NumberColumn } from '../../../src/shared/flow/block'

/** Numbers that are the same each time. */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0, below `sides`. */
  below(sides: number): number {
    // mulberry32
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides)
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }
}

/** What the rows of a block hold, told beside the block, not read from it; null where absent. */
export interface RandomBlock {
  readonly block: FlowBlock
  readonly numbers: Readonly<Record<string, readonly (bigint | null)[]>>
  readonly addresses: readonly (string | null)[]
}

const ABSENT_64 = 2n ** 64n - 1n

export type Width = 'missing' | 'constant' | 8 | 16 | 32 | 'looked up' | 'double' | 64

interface Numbers {
  readonly column: NumberColumn | null
  readonly values: readonly (bigint | null)[]
}

/** A column of one width, with or without absent values. */
function numbers(dice: Dice, field: string, count: number, width: Width, base: number): Numbers {
  const rows = Array.from({ length: count }, (_, row) => row)
  const head = { field, kind: 'number', values: null } as const
  const sparse = dice.below(2) === 0
  const isAbsent = () => sparse && dice.below(5) === 0
  switch (width) {
    case 'missing':
      return { column: null, values: rows.map(() => null) }
    case 'constant':
      return {
        column: { ...head, base, absent: -1, data: new Uint8Array(0) },
        values: rows.map(() => BigInt(base)),
      }
    case 'looked up': {
      const table = Float64Array.from({ length: 7 }, (_, i) =>
        i === 3 && sparse ? Number.NaN : base + i * i,
      )
      const data = Uint8Array.from(rows, () => dice.below(table.length))
      const values = Array.from(data, (index) => {
        const value = table[index] as number
        return Number.isNaN(value) ? null : BigInt(value)
      })
      return { column: { ...head, base: 0, absent: -1, data, values: table }, values }
    }
    case 'double': {
      const data = Float64Array.from(rows, () => (isAbsent() ? Number.NaN : dice.below(2 ** 32) * 2 ** 20))
      const values = Array.from(data, (value) => (Number.isNaN(value) ? null : BigInt(value)))
      return { column: { ...head, base: 0, absent: -1, data }, values }
    }
    case 64: {
      const values = rows.map(() =>
        isAbsent() ? null : BigInt(dice.below(2 ** 32)) * BigInt(dice.below(2 ** 31)),
      )
      const data = BigUint64Array.from(values, (value) => value ?? ABSENT_64)
      return { column: { ...head, base: 0, absent: -1, data }, values }
    }
    default: {
      const Type = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array }[width]
      const most = 2 ** width - 1
      // Few and many different ones.
      const range = dice.of([5, most])
      const stored = rows.map(() => (isAbsent() ? most : dice.below(Math.min(range, most))))
      return {
        column: { ...head, base, absent: sparse ? most : -1, data: Type.from(stored) },
        values: stored.map((value) => (sparse && value === most ? null : BigInt(base + value))),
      }
    }
  }
}

/**
 * A block whose numbers are kept in given widths.
 * @param widths by field
 */
export function randomBlock(
  dice: Dice,
  count: number,
  widths: Readonly<Record<string, { readonly width: Width; readonly base: number }>>,
  ticksPerSecond: 1 | 1000 = 1,
): RandomBlock {
  const columns: FlowColumn[] = []
  const values: Record<string, readonly (bigint | null)[]> = {}
  for (const [field, { width, base }] of Object.entries(widths)) {
    const made = numbers(dice, field, count, width, base)
    if (made.column) columns.push(made.column)
    values[field] = made.values
  }
  const known = 1 + dice.below(300)
  const v4 = Uint32Array.from({ length: known }, (_, i) => (0x0a00_0000 + ((i * 37) % 1009)) >>> 0)
  const Type = dice.of([Uint16Array, Uint32Array])
  const absent = dice.below(2) === 0 ? 2 ** (8 * Type.BYTES_PER_ELEMENT) - 1 : -1
  const indexes = Array.from({ length: count }, () =>
    absent >= 0 && dice.below(6) === 0 ? absent : dice.below(known),
  )
  const data = Type.from(indexes)
  columns.push({ field: 'srcaddr', kind: 'address', base: 0, absent, data })
  const addresses = Array.from(data, (index) => {
    if (index === absent) return null
    const value = v4[index] as number
    return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
  })
  const runs = { evidence: Uint32Array.of(0), row: Uint32Array.of(0), line: Uint32Array.of(1) }
  const block: FlowBlock = {
    source: 'vpc',
    count,
    ticksPerSecond,
    addresses: { v4, v6: new Uint8Array(0) },
    columns,
    runs,
  }
  return { block, numbers: values, addresses }
}
