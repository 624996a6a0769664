import type { UintArray } from './block'
import { ABSENT_INDEX, type ColumnPlan, resolved, V6_BIT } from './column-plan'
import { type JointCodes, PlainCodes } from './joint-codes'

/** What a column holds in its first rows. */
export interface NumberScan {
  /** Infinity without any. */
  readonly min: number
  /** -Infinity without any. */
  readonly max: number
  readonly absent: number
}

export interface IndexScan {
  readonly same: boolean
  readonly absent: number
}

/** Looks through the columns of a block and writes them; whoever has moved their arrays may do that faster. */
export interface ColumnWork {
  numbers(values: Float64Array, count: number): NumberScan
  indexes(indexes: Uint32Array, count: number): IndexScan
  /** Fills the array of a plan. */
  writeNumbers(values: Float64Array, plan: ColumnPlan, data: UintArray): void
  writeIndexes(indexes: Uint32Array, v4Count: number, absent: number, data: UintArray): void
  readonly joint: JointCodes
}

export const PLAIN_WORK: ColumnWork = {
  numbers(values, count) {
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let present = 0
    for (let row = 0; row < count; row++) {
      const value = values[row] as number
      if (value < min) min = value
      if (value > max) max = value
      if (value >= 0) present++
    }
    return { min, max, absent: count - present }
  },
  indexes(indexes, count) {
    const first = indexes[0] as number
    let absent = 0
    let same = true
    for (let row = 0; row < count; row++) {
      const index = indexes[row] as number
      if (index !== first) same = false
      if (index === ABSENT_INDEX) absent++
    }
    return { same, absent }
  },
  writeNumbers(values, { base, absent }, data) {
    for (let row = 0; row < data.length; row++) {
      const value = values[row] as number
      data[row] = value >= 0 ? value - base : absent
    }
  },
  writeIndexes(indexes, v4Count, absent, data) {
    for (let row = 0; row < data.length; row++) {
      const index = indexes[row] as number
      data[row] = index < V6_BIT ? index : index === ABSENT_INDEX ? absent : resolved(index, v4Count)
    }
  },
  joint: new PlainCodes(),
}
