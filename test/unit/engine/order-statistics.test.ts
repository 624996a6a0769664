import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positionsAtRanks } from '../../../src/renderer/engine/order-statistics'

const key = fc.oneof(
  fc.nat(3),
  fc.nat(2 ** 31 - 1),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.constant(Number.NaN),
  fc.constantFrom(0, 0.5, 1695921755.25, 2 ** 32, 2 ** 64),
)

/** The plain way: sort everything, NaN last, ties in their order, and cut. */
function slowly(keys: readonly number[], descending: boolean, from: number, to: number): number[] {
  return keys
    .map((value, position) => ({ value, position }))
    .sort((a, b) => {
      if (Number.isNaN(a.value) || Number.isNaN(b.value)) {
        return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)) || a.position - b.position
      }
      return (descending ? b.value - a.value : a.value - b.value) || a.position - b.position
    })
    .slice(from, to)
    .map(({ position }) => position)
}

describe('a page of an order', () => {
  it('is what sorting everything gives, in a few rows', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 60 }),
        fc.boolean(),
        fc.nat(70),
        fc.nat(70),
        (keys, descending, from, length) => {
          const page = positionsAtRanks(
            Float64Array.from(keys),
            descending,
            Math.min(from, keys.length),
            from + length,
          )
          expect(Array.from(page)).toEqual(slowly(keys, descending, from, from + length))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('puts what has no value behind 0, also when the largest come first', () => {
    const keys = Float64Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? Number.NaN : 0))
    expect(Array.from(positionsAtRanks(keys, true, 4998, 5002))).toEqual([9997, 9999, 0, 2])
  })

  it.each([true, false])('is what sorting everything gives, in many rows (descending: %s)', (descending) => {
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 40 }),
        fc.nat(40_000),
        fc.nat(300),
        fc.infiniteStream(fc.nat()),
        (pool, from, length, stream) => {
          const keys: number[] = []
          for (const value of stream) {
            if (keys.push(pool[value % pool.length] as number) === 20_000) break
          }
          const page = positionsAtRanks(
            Float64Array.from(keys),
            descending,
            Math.min(from, keys.length),
            from + length,
          )
          expect(Array.from(page)).toEqual(slowly(keys, descending, from, from + length))
        },
      ),
      { numRuns: 15 },
    )
  })
})
