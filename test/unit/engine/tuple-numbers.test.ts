import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberTuples } from '../../../src/renderer/engine/tuple-numbers'
import { randomFrom } from '../evidence/flow-log-text'

/** The number of each tuple must be that of an equal one, and of no other. */
function check(chunks: readonly (readonly Uint32Array[])[], width: number): void {
  const { numbers, distinct, count } = numberTuples(chunks, width)
  const texts = chunks.map((chunk) =>
    Array.from(chunk[0] as Uint32Array, (_, i) => chunk.map((column) => column[i]).join(' ')),
  )
  expect(count).toBe(new Set(texts.flat()).size)
  const known = Array.from({ length: count }, (_, number) =>
    distinct.map((column) => column[number]).join(' '),
  )
  expect(numbers.map((own) => Array.from(own, (number) => known[number]))).toEqual(texts)
}

test('equal tuples of any length have one number', () => {
  const number = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }).chain((width) =>
        fc.tuple(
          fc.constant(width),
          fc.array(fc.array(fc.array(number, { minLength: width, maxLength: width }), { maxLength: 300 }), {
            maxLength: 4,
          }),
        ),
      ),
      ([width, tuples]) => {
        const chunks = tuples.map((chunk) =>
          Array.from({ length: width }, (_, key) => Uint32Array.from(chunk, (tuple) => tuple[key] as number)),
        )
        check(chunks, width)
      },
    ),
  )
})

test('so do those of more tuples than are numbered at a time', () => {
  const random = randomFrom(7)
  const chunks = Array.from({ length: 4 }, () =>
    [300, 500].map((range) => Uint32Array.from({ length: 50_000 }, () => Math.floor(random() * range))),
  )
  check(chunks, 2)
})
