import { expect, test } from 'vitest'
import { buildReport } from '../../../src/renderer/report'
import { countEntries } from '../../../src/shared/case/match-list'
import { readList } from '../../../src/shared/case/read-list'
import { INVESTIGATION } from './case-fixture'

const OPTIONS = { version: '0.1.0', nfdump: '1.7.1', generatedAt: 1_700_000_100, document: null }

const MARK = {
  id: 'address 203.0.113.9',
  subject: { kind: 'address', address: '203.0.113.9' },
  starred: true,
  tags: ['attacker'],
  note: 'Logs in, **then** <script>takes</script> data',
  createdAt: 1,
  changedAt: 1,
} as const

const READ = readList('203.0.113.9 the attacker\n192.0.2.1\nnothing')
const LIST = {
  ...READ,
  id: 'a',
  name: 'Feed of September',
  kind: 'ioc',
  sha256: 'ab'.repeat(32),
  sizeBytes: 40,
  addedAt: 1,
} as const

const HITS = countEntries(READ.entries, {
  groups: 1,
  rows: [
    {
      keys: ['203.0.113.9', '10.0.0.2'],
      values: { records: 1234, bytes: 265_183_813, firstStart: 1695921755, lastEnd: 1695945545 },
    },
  ],
})

const casework = {
  timeline: [
    { mark: MARK, time: { from: 1695921755, to: 1695945545, records: 1234, source: 'vpc' as const } },
  ],
  lists: [{ list: LIST, hits: HITS }],
}

test('marks and lists have sections of their own, with notes that stay text', () => {
  const { markdown, html } = buildReport({ ...INVESTIGATION, casework }, OPTIONS)
  expect(markdown).toContain('Case timeline')
  expect(markdown).toMatch(/2023-09-28 17:22:35 UTC.*203\.0\.113\.9.*1,234.*starred, attacker/)
  expect(markdown).toContain('**then**')
  expect(html).toContain('&lt;script&gt;takes')
  expect(html).not.toContain('<script>takes')
  expect(markdown).toContain('Feed of September')
  expect(markdown).toContain('ab'.repeat(32))
  expect(markdown).toMatch(/203\.0\.113\.9.*1,234.*265,183,813.*the attacker/)
  expect(markdown).toContain('2 entries; 1 line could not be used')
})

test('without marks and lists the report is as it was', () => {
  const without = buildReport(INVESTIGATION, OPTIONS).markdown
  expect(buildReport({ ...INVESTIGATION, casework: { timeline: [], lists: [] } }, OPTIONS).markdown).toBe(
    without,
  )
  expect(without).not.toContain('Case timeline')
})
