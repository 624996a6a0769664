import { expect, it } from 'vitest'
import { statedEntries, statedZoneEntries } from '../../../src/renderer/engine/stated-formats'

it('tells the audit log each order of fields once, with the files that it was stated for', () => {
  const many = Array.from({ length: 22 }, (_, i) => ({ path: `${i}.log`, fields: ['srcaddr', 'bytes'] }))
  const [first, second, ...rest] = statedEntries([...many, { path: 'x.log', fields: ['bytes'] }])
  expect(first).toMatch(
    /^Fields of 22 files stated by the examiner: srcaddr bytes \(0\.log, 1\.log, .*, 19\.log and 2 more\)$/,
  )
  expect(second).toBe('Fields of 1 file stated by the examiner: bytes (x.log)')
  expect(rest).toEqual([])
})

it('tells it each time zone once, too', () => {
  const stated = ['a', 'b'].map((path) => ({ path, zone: 'Asia/Dubai' }))
  expect(statedZoneEntries([...stated, { path: 'c', zone: 'Europe/Berlin' }])).toEqual([
    'Time zone of 2 files stated by the examiner: Asia/Dubai (a, b)',
    'Time zone of 1 file stated by the examiner: Europe/Berlin (c)',
  ])
})
