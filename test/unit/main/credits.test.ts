import { expect, test } from 'vitest'
import { Credits } from '../../../src/main/ipc/credits'

test('gives out what there is, then waits, in the order of the calls', async () => {
  const credits = new Credits(2, new AbortController().signal)
  const order: number[] = []
  const takes = [1, 2, 3, 4].map((n) => credits.take().then(() => order.push(n)))
  await Promise.all(takes.slice(0, 2))
  await new Promise((resolve) => setImmediate(resolve))
  expect(order).toEqual([1, 2])
  credits.add(1)
  await takes[2]
  expect(order).toEqual([1, 2, 3])
  credits.add(3)
  await takes[3]
  // Of the three, two are left.
  await Promise.all([credits.take(), credits.take()])
  let fifth = false
  void credits.take().then(() => {
    fifth = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(fifth).toBe(false)
})

test('an abort rejects those that wait and those that come', async () => {
  const abort = new AbortController()
  const credits = new Credits(0, abort.signal)
  const waiting = credits.take()
  abort.abort(new Error('cancelled'))
  await expect(waiting).rejects.toThrow('cancelled')
  credits.add(5)
  await expect(credits.take()).rejects.toThrow('cancelled')
})
