import { expect, test } from 'vitest'
import { caseworkFigures } from '../../../src/renderer/investigation/casework-figures'
import { buildReport } from '../../../src/renderer/report'
import { type MarkSubject, subjectId } from '../../../src/shared/case/casework'
import { countEntries } from '../../../src/shared/case/match-list'
import { readList } from '../../../src/shared/case/read-list'
import type { MarkTime, MatchedList, TimedMark } from '../../../src/shared/case/timed-mark'
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

const TIMELINE: readonly TimedMark[] = [
  { mark: MARK, time: { from: 1695921755, to: 1695945545, records: 1234, source: 'vpc' } },
]

function caseworkOf(timeline: readonly TimedMark[], lists: readonly MatchedList[]) {
  return { timeline, lists, figures: caseworkFigures(timeline, lists) }
}

function markOf(subject: MarkSubject, time: Partial<MarkTime> = {}): TimedMark {
  return {
    mark: { ...MARK, id: subjectId(subject), subject },
    time: { from: null, to: null, records: 0, source: 'vpc', ...time },
  }
}

/** A list of `count` addresses, of which the first `found` have a record of 10 bytes more than the next. */
function listOf(count: number, found: number): MatchedList {
  const entries = Array.from({ length: count }, (_, i) => ({
    network: `198.51.${Math.floor(i / 250)}.${i % 250}`,
    comment: '',
    line: i + 1,
  }))
  const rows = entries.slice(0, found).map(({ network }, i) => ({
    keys: [network, '10.0.0.2'],
    values: { records: 1, bytes: 10 * (found - i), firstStart: 1695921755, lastEnd: 1695921800 },
  }))
  return {
    list: { ...LIST, entries, badLines: 0 },
    hits: countEntries(entries, { groups: found, rows }),
  }
}

const casework = caseworkOf(TIMELINE, [{ list: LIST, hits: HITS }])

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
  expect(buildReport({ ...INVESTIGATION, casework: caseworkOf([], []) }, OPTIONS).markdown).toBe(without)
  expect(without).not.toContain('Case timeline')
})

test('the figures of marks and lists follow the others, and the sections cite them', () => {
  const { markdown, figures, json, verifyScript } = buildReport({ ...INVESTIGATION, casework }, OPTIONS)
  const own = figures.slice(INVESTIGATION.figures.length)
  expect(own.map(({ id, label, value, unit, filter }) => [id, label, value, unit, filter])).toEqual([
    ['mark.1.records', 'Address 203.0.113.9: records', 1234, 'records', 'ip 203.0.113.9'],
    ['mark.1.from', 'Address 203.0.113.9: first start', 1695921755, 'epoch seconds', 'ip 203.0.113.9'],
    ['mark.1.to', 'Address 203.0.113.9: last end', 1695945545, 'epoch seconds', 'ip 203.0.113.9'],
    ['list.1.records', 'List Feed of September: records', 1234, 'records', 'ip in [203.0.113.9 192.0.2.1]'],
    ['list.1.bytes', 'List Feed of September: bytes', 265_183_813, 'bytes', 'ip in [203.0.113.9 192.0.2.1]'],
    ...(
      [
        ['records', 'records', 1234, 'records'],
        ['bytes', 'bytes', 265_183_813, 'bytes'],
        ['firstStart', 'first start', 1695921755, 'epoch seconds'],
        ['lastEnd', 'last end', 1695945545, 'epoch seconds'],
      ] as const
    ).map(([id, label, value, unit]) => [
      `list.1.entry.203.0.113.9.${id}`,
      `List Feed of September, 203.0.113.9: ${label}`,
      ...[value, unit, 'ip 203.0.113.9'],
    ]),
  ])
  // The fixture has 8 figures.
  expect(markdown).toMatch(/starred, attacker +\| 9–11 +\|/)
  expect(markdown).toMatch(/Figures.*12–13/)
  expect(markdown).toMatch(/the attacker +\| 14–17 +\|/)
  expect(
    JSON.parse(json)
      .figures.slice(-9)
      .map(({ id }: { id: string }) => id),
  ).toEqual(own.map(({ id }) => id))
  for (const { id } of own) expect(verifyScript).toContain(`figure ${id} `)
})

test('marks without a command say why', () => {
  const range = markOf({ kind: 'range', from: 1695921755, to: null }, { from: 1695921755, records: null })
  const unreadable = markOf({ kind: 'filter', filter: 'port (', source: 'vpc' }, { records: null })
  const timeless = markOf(
    { kind: 'flow', path: 'a.log', line: 2, source: 'vpc', values: { srcaddr: '10.0.0.1' } },
    { records: 1 },
  )
  const nowhere = markOf({ kind: 'filter', filter: 'tag nothing', source: 'vpc' })
  const many = Array.from({ length: 47 }, (_, i) => markOf({ kind: 'address', address: `10.9.9.${i}` }))
  const timeline = [range, unreadable, timeless, nowhere, ...many]
  const { markdown, figures } = buildReport({ ...INVESTIGATION, casework: caseworkOf(timeline, []) }, OPTIONS)
  const rows = markdown.split('\n').filter((line) => /^\| .*starred, attacker/.test(line))
  expect(rows.map((row) => row.split('|').at(-2)?.trim())).toEqual([
    'none: the times are the examiner’s',
    'none: the filter can’t be read',
    'none: the flow tells no time',
    ...Array.from({ length: 47 }, (_, i) => String(9 + i)),
    'none: only the first 50 marks have figures',
  ])
  expect(figures.at(8)).toMatchObject({ id: 'mark.4.records', value: 0, filter: 'not any' })
})

test('a list that is too long for a command names what was found, or says that there is none', () => {
  const report = (list: MatchedList) =>
    buildReport({ ...INVESTIGATION, casework: caseworkOf([], [list]) }, OPTIONS)
  const whole = report(listOf(200, 30))
  const idsOf = ({ figures }: typeof whole) => figures.map(({ id }) => id).filter((id) => /^list/.test(id))
  expect(idsOf(whole)).toHaveLength(2 + 25 * 4)
  expect(whole.figures.find(({ id }) => id === 'list.1.records')?.filter).toContain('198.51.0.199')
  expect(whole.markdown).toContain('The 25 entries with the most bytes have figures of their own.')
  const found = report(listOf(201, 2))
  expect(found.figures.find(({ id }) => id === 'list.1.records')).toMatchObject({
    value: 2,
    filter: 'ip in [198.51.0.0 198.51.0.1]',
  })
  expect(found.markdown).toContain('9–10, which name the entries found')
  const none = report(listOf(300, 201))
  expect(idsOf(none)).toHaveLength(25 * 4)
  expect(none.markdown).toContain('none: of 300 entries no command can be made')
})
