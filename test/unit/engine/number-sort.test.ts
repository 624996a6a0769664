import { expect, it } from 'vitest'
import { placesInOrder } from '../../../src/renderer/engine/number-sort'
import { randomFrom } from '../evidence/flow-log-text'

/** As comparing them does it. */
function compared(keys: Float64Array, descending: boolean): readonly number[] {
  const sign = descending ? -1 : 1
  return Array.from(keys.keys()).sort((a, b) => {
    const [first, second] = [keys[a] as number, keys[b] as number]
    if (first === second) return a - b
    if (first < 0 || second < 0) return first < 0 ? 1 : -1
    return sign * (first - second)
  })
}

const KINDS: Readonly<Record<string, (random: () => number) => number>> = {
  'few small ones': (random) => Math.floor(random() * 5),
  'whole ones of all sizes': (random) => Math.floor(2 ** (random() * 60)),
  'times with a fraction': (random) => 1_700_000_000 + Math.floor(random() * 1e8) / 1000,
  'fractions and tiny ones': (random) => random() * 10 ** -Math.floor(random() * 300),
  'some that are none': (random) => (random() < 0.3 ? -1 : Math.floor(random() * 1e6)),
}

for (const [what, next] of Object.entries(KINDS)) {
  it.each([0, 1, 2, 20_000])(`%i numbers: ${what}`, (count) => {
    const random = randomFrom(count + 1)
    const keys = Float64Array.from({ length: count }, () => next(random))
    for (const descending of [false, true]) {
      expect(Array.from(placesInOrder(keys, descending))).toEqual(compared(keys, descending))
    }
  })
}
