import { expect, it } from 'vitest'
import { withCompleted } from '../../../src/renderer/app/completed-files'
import { bareEvidence } from '../../../src/shared/evidence/evidence'

const file = (id: number, path: string) => bareEvidence({ id, path, sizeBytes: 1, modifiedMs: 1 })

it('lists files in the order of their ids, one that was read anew once', () => {
  const before = [file(0, 'a'), file(1, 'b'), file(2, 'c')]
  expect(withCompleted(before, [])).toBe(before)
  const after = withCompleted(before, [file(5, 'e'), file(3, 'b'), file(4, 'd')])
  expect(after.map(({ id, path }) => `${id} ${path}`)).toEqual(['0 a', '2 c', '3 b', '4 d', '5 e'])
})
