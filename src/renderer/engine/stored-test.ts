import type { UintArray } from '../../shared/flow/block'
import type { Rows } from './column-values'
import type { EngineBlock } from './engine-block'
import { rowsBetween, rowsWanted } from './stored-rows'

/**
 * A filter made ready for the blocks of one source. Writes those of the rows that match into `out`, in
 * ascending order, and returns how many. When all match, `out` may be left as it was.
 */
export interface BlockFilter {
  (block: EngineBlock, rows: Rows, out: Uint32Array): number
  /** What is wanted of the values of one column, where no more than that is asked; null where it is more. */
  readonly test?: TestOf
}

export type TestOf = (block: EngineBlock) => StoredTest | null

/** What is wanted of the stored values of a column; true: all rows, false: none. */
export type StoredTest =
  | boolean
  | { readonly data: UintArray; readonly from: number; readonly to: number }
  | { readonly data: UintArray; readonly wanted: Uint8Array }

/** Stored values of 8 bits. */
const BYTE_VALUES = 256

/**
 * One test for several that look at the same column of 8 bits, as those do that share an array; what they come to is
 * told for each value then, not for each row.
 * @param join whether a value is wanted, from what each part wants of it
 */
export function joinTests(
  parts: readonly BlockFilter[],
  join: (wanted: readonly boolean[]) => boolean,
): TestOf {
  return (block) => {
    let data: Uint8Array | null = null
    const tests: StoredTest[] = []
    for (const part of parts) {
      const test = part.test?.(block) ?? null
      if (test === null) return null
      tests.push(test)
      if (typeof test === 'boolean') continue
      if (!(test.data instanceof Uint8Array) || (data && data !== test.data)) return null
      data = test.data
    }
    if (!data) return join(tests.map((test) => test === true))
    const wanted = Uint8Array.from({ length: BYTE_VALUES }, (_, value) =>
      join(tests.map((test) => isWanted(test, value))) ? 1 : 0,
    )
    return { data, wanted }
  }
}

/** Stored values of 16 bits. */
const SHORT_VALUES = 65_536

/** One test for several of the same column of 16 bits, as those of a list of ports are: what one of them wants is wanted. */
export function uniteTests(parts: readonly BlockFilter[], block: EngineBlock): StoredTest | null {
  const tests: Exclude<StoredTest, boolean>[] = []
  for (const part of parts) {
    const test = part.test?.(block) ?? null
    if (test === null || test === true) return test
    if (test === false) continue
    if (!(test.data instanceof Uint16Array) || test.data !== (tests[0] ?? test).data) return null
    tests.push(test)
  }
  const [first] = tests
  if (!first || tests.length === 1) return first ?? false
  const wanted = new Uint8Array(SHORT_VALUES)
  for (const test of tests) {
    if ('wanted' in test) for (const [value, is] of test.wanted.entries()) wanted[value] ||= is
    else wanted.fill(1, test.from, test.to + 1)
  }
  return { data: first.data, wanted }
}

function isWanted(test: StoredTest, value: number): boolean {
  if (typeof test === 'boolean') return test
  return 'wanted' in test ? test.wanted[value] === 1 : value >= test.from && value <= test.to
}

/** Those rows for whose stored values a test holds; `otherwise` where it is null. */
export function ofStored(testOf: TestOf, otherwise: BlockFilter = () => 0): BlockFilter {
  const filter: BlockFilter = (block, rows, out) => {
    const test = testOf(block)
    return test === null ? otherwise(block, rows, out) : rowsOf(test, rows, out)
  }
  return Object.assign(filter, { test: testOf })
}

export function rowsOf(test: StoredTest, rows: Rows, out: Uint32Array): number {
  if (typeof test === 'boolean') return test ? rows.count : 0
  return 'wanted' in test
    ? rowsWanted(test.data, test.wanted, rows, out)
    : rowsBetween(test.data, test.from, test.to, rows, out)
}
