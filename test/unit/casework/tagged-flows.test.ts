import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseTimeline } from '../../../src/renderer/investigation/mark-times'
import { type Casework, type MarkSubject, NO_CASEWORK } from '../../../src/shared/case/casework'
import { markEdit, withEdit } from '../../../src/shared/case/edit-casework'
import { taggedFlows } from '../../../src/shared/case/mark-filter'
import { ANY } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { type ReadCase, readCase } from '../evidence/read-case'

let folder: string
let read: ReadCase

beforeAll(async () => {
  const file = (seed: number) => `${V2_HEADER}\n${randomRecords(2_000, seed).join('\n')}\n`
  folder = folderOf({ 'a.log': file(4), 'b.log': file(5) })
  read = await readCase(folder)
})

afterAll(() => shell(folder, 'rm -f *.log && rmdir "$PWD"'))

/** Lines that the shell prints, as one number. */
function byAwk(program: string): number {
  return Number(shell(folder, `cat *.log | awk '$14 == "OK" && (${program})' | wc -l`))
}

function marksOf(...subjects: readonly MarkSubject[]): Casework['marks'] {
  return subjects.reduce((casework, subject, at) => {
    const edit = markEdit(casework, subject, { tags: ['c2'] }, at)
    return edit ? withEdit(casework, edit) : casework
  }, NO_CASEWORK).marks
}

async function countOf(marks: Casework['marks'], tag: string): Promise<number> {
  const filter = taggedFlows(tag, marks)
  const answer = await read.engine.ask({
    source: 'vpc',
    filter,
    groupBy: [],
    measures: [{ as: 'n', op: 'count' }],
  })
  return Number(answer.rows[0]?.values.n)
}

test('a tag stands for the flows of all that it is on', async () => {
  const filter = { kind: 'filter', filter: 'dst port > 60000', source: 'vpc' } as const
  const address = { kind: 'address', address: '10.0.0.7' } as const
  const range = { kind: 'range', from: 1700000000, to: 1700005000 } as const
  expect(await countOf(marksOf(filter), 'c2')).toBe(byAwk('$7 > 60000'))
  expect(await countOf(marksOf(address), 'c2')).toBe(byAwk('$4 == "10.0.0.7" || $5 == "10.0.0.7"'))
  expect(await countOf(marksOf(range), 'c2')).toBe(byAwk('$11 >= 1700000000 && $11 < 1700005000'))
  expect(await countOf(marksOf(filter, address, range), 'c2')).toBe(
    byAwk('$7 > 60000 || $4 == "10.0.0.7" || $5 == "10.0.0.7" || ($11 >= 1700000000 && $11 < 1700005000)'),
  )
  expect(await countOf(marksOf(filter), 'c3')).toBe(0)
})

test('a marked flow is found again by what its record says', async () => {
  const page = await read.engine.page({
    source: 'vpc',
    filter: ANY,
    sort: { field: 'evidence', descending: false },
    offset: 17,
    limit: 1,
  })
  const row = page.rows[0]
  if (!row) throw new Error('there is no such flow')
  const marks = marksOf({ kind: 'flow', path: 'a.log', line: row.line, source: 'vpc', values: row.values })
  const line = shell(folder, `sed -n ${row.line}p a.log`).trim()
  expect(await countOf(marks, 'c2')).toBe(Number(shell(folder, `cat *.log | grep -cxF '${line}'`)))
})

test('a marked flow with more bytes than a double holds is found by the rest that it says', async () => {
  const line = (bytes: string, port: number) =>
    `2 111122223333 eni-1 10.0.0.1 10.0.0.2 ${port} 2 6 10 ${bytes} 1700000000 1700000001 ACCEPT OK`
  const lines = [line('18446744073709551614', 7), line('18446744073709551613', 8), line('40', 7)]
  const { engine } = await readCase(folderOf({ 'a.log': `${V2_HEADER}\n${lines.join('\n')}\n` }))
  const sort = { field: 'evidence', descending: false }
  const { rows } = await engine.page({ source: 'vpc', filter: ANY, sort, offset: 0, limit: 9 })
  const values = rows[0]?.values ?? {}
  expect(values.bytes).toBe(18446744073709551614n)
  const filter = taggedFlows('c2', marksOf({ kind: 'flow', path: 'a.log', line: 2, source: 'vpc', values }))
  // It is a place of the flow table: what can't be read there shows nothing.
  expect(parseFilter(printFilter(filter))).toEqual({ ok: true, filter })
  const found = await engine.page({ source: 'vpc', filter, sort, offset: 0, limit: 9 })
  expect(found.rows.map((row) => row.line)).toEqual([2, 4])
})

test('the case timeline is in the order of time, with what each mark spans', async () => {
  const marks = marksOf(
    { kind: 'address', address: '203.0.113.250' },
    { kind: 'address', address: '10.0.0.7' },
    { kind: 'range', from: 1600000000, to: 1600000060 },
  )
  const timeline = await caseTimeline((query) => read.engine.ask(query), marks)
  const times = shell(
    folder,
    `cat *.log | awk '$14 == "OK" && ($4 == "10.0.0.7" || $5 == "10.0.0.7") { n++; if (!f || $11 < f) f = $11; if ($12 > t) t = $12 } END { print n, f, t }'`,
  )
  const [records, from, to] = times.trim().split(' ').map(Number)
  expect(timeline.map(({ mark, time }) => [mark.id, time])).toEqual([
    ['range 1600000000 1600000060', { from: 1600000000, to: 1600000060, records: null, source: 'vpc' }],
    ['address 10.0.0.7', { from, to, records, source: 'vpc' }],
    ['address 203.0.113.250', { from: null, to: null, records: 0, source: 'vpc' }],
  ])
})
