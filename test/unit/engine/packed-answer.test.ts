import { expect, test } from 'vitest'
import { packAnswer, unpackAnswer } from '../../../src/renderer/engine/packed-answer'
import type { FlowAnswer } from '../../../src/shared/query/query'

const across = (answer: FlowAnswer) => unpackAnswer(structuredClone(packAnswer(answer)))

test('an answer is the same on the other side, absent and very large values too', () => {
  const answer: FlowAnswer = {
    groups: 7,
    rows: [
      { keys: ['10.0.0.1', 443, null], values: { records: 3, bytes: 2n ** 64n, first: null } },
      { keys: ['2001:db8::1', 2n ** 60n, 'eni-1'], values: { records: 1, bytes: 0, first: 1695921755.25 } },
    ],
  }
  expect(across(answer)).toEqual(answer)
})

test.each<FlowAnswer>([
  { groups: 0, rows: [] },
  { groups: 1, rows: [{ keys: [], values: { records: 0 } }] },
])('an answer without groups or keys: %j', (answer) => {
  expect(across(answer)).toEqual(answer)
})
