import { expect, test } from 'vitest'
import { PairTable } from '../../../src/renderer/engine/pair-table'
import { fc } from '../property'

/** Few and many, with zeros, and numbers on both sides of what is looked up by its place. */
const number = fc.oneof(
  fc.nat(3),
  fc.nat(2 ** 16),
  fc.integer({ min: 2 ** 22 - 2, max: 2 ** 22 + 2 }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
)

test('pairs are numbered by their first appearance, as a Map of their texts numbers them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(number, number), { maxLength: 2000 }), { maxLength: 4 }),
      (batches) => {
        const table = new PairTable()
        const truth = new Map<string, number>()
        for (const pairs of batches) {
          const ids = new Uint32Array(pairs.length)
          table.idsOf(
            Uint32Array.from(pairs, ([first]) => first),
            Uint32Array.from(pairs, ([, second]) => second),
            pairs.length,
            ids,
          )
          const expected = pairs.map((pair) => {
            const text = pair.join(' ')
            if (!truth.has(text)) truth.set(text, truth.size)
            return truth.get(text)
          })
          expect(Array.from(ids)).toEqual(expected)
        }
        expect(table.length).toBe(truth.size)
        for (const [text, id] of truth) expect(`${table.firstOf(id)} ${table.secondOf(id)}`).toBe(text)
      },
    ),
  )
})

test('a table that grows past many doublings still knows its first pairs', () => {
  const table = new PairTable()
  const count = 200_000
  const firsts = Uint32Array.from({ length: count }, (_, i) => (i * 7) % 1009)
  const seconds = Uint32Array.from({ length: count }, (_, i) => i)
  const ids = new Uint32Array(count)
  table.idsOf(firsts, seconds, count, ids)
  expect(table.length).toBe(count)
  table.idsOf(firsts, seconds, count, ids)
  expect(ids).toEqual(Uint32Array.from({ length: count }, (_, i) => i))
})
