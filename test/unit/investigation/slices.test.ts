import { expect, it } from 'vitest'
import { Breath } from '../../../src/renderer/investigation/breath'
import { PairIds } from '../../../src/renderer/investigation/pair-ids'
import { sortInSlices } from '../../../src/renderer/investigation/sort-in-slices'
import { randomFrom } from '../evidence/flow-log-text'

it.each([0, 1, 1024, 1025, 50_001])(
  'sorting %i items in slices keeps the order of equal ones',
  async (count) => {
    const random = randomFrom(count)
    const items = Array.from({ length: count }, (_, at) => ({ key: Math.floor(random() * 300), at }))
    const sorted = await sortInSlices(items, (a, b) => a.key - b.key, new Breath())
    expect(sorted).toHaveLength(count)
    expect(sorted.every((item, i) => i === 0 || isBefore(sorted[i - 1] as typeof item, item))).toBe(true)
  },
)

const isBefore = (a: { key: number; at: number }, b: { key: number; at: number }) =>
  a.key < b.key || (a.key === b.key && a.at < b.at)

it('lets others have a turn while it sorts', async () => {
  const random = randomFrom(1)
  const items = Array.from({ length: 400_000 }, () => random())
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  await sortInSlices(items, (a, b) => a - b, new Breath())
  clearInterval(timer)
  expect(turns).toBeGreaterThan(1)
})

it.each([0, 10, 100_000])('numbers pairs as they come up, with room for %i from the start', (room) => {
  const ids = new PairIds()
  ids.reserve(room)
  const known = new Map<string, number>()
  const random = randomFrom(2)
  for (let i = 0; i < 60_000; i++) {
    const first = Math.floor(random() * 300)
    const second = Math.floor(random() * 2 ** 32) >>> (i % 3 === 0 ? 26 : 0)
    const wanted = known.get(`${first} ${second}`)
    expect(ids.find(first, second)).toBe(wanted ?? -1)
    expect(ids.idOf(first, second)).toBe(wanted ?? known.size)
    known.set(`${first} ${second}`, wanted ?? known.size)
  }
  expect(ids.length).toBe(known.size)
  for (const [pair, id] of known) expect(`${ids.firstOf(id)} ${ids.secondOf(id)}`).toBe(pair)
})
