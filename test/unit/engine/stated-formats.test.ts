import { expect, it } from 'vitest'
import { statedEntries } from '../../../src/renderer/engine/stated-formats'

it('tells the audit log each order of fields once, with the files that it was stated for', () => {
  const many = Array.from({ length: 22 }, (_, i) => ({ path: `${i}.log`, fields: ['srcaddr', 'bytes'] }))
  const [first, second, ...rest] = statedEntries([...many, { path: 'x.log', fields: ['bytes'] }])
  expect(first).toMatch(
    /^Fields of 22 files stated by the examiner: srcaddr bytes \(0\.log, 1\.log, .*, 19\.log and 2 more\)$/,
  )
  expect(second).toBe('Fields of 1 file stated by the examiner: bytes (x.log)')
  expect(rest).toEqual([])
})
