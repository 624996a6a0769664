import { expect, test } from 'vitest'
import { readListBytes } from '../../../src/renderer/engine/read-list-bytes'
import { MOST_BAD_LINES, readList } from '../../../src/shared/case/read-list'
import { folderOf, shell } from '../evidence/flow-log-text'

test('a plain list has addresses and networks, comments and made-unclickable addresses', () => {
  const read = readList(
    [
      '# seen in September',
      '203.0.113.9  # the attacker',
      '',
      '198.51.100.7/24',
      '2001:DB8:0::9',
      '192.0.2[.]44 c2 of the second wave',
      '203.0.113.9',
    ].join('\r\n'),
  )
  expect(read).toEqual({
    entries: [
      { network: '203.0.113.9', comment: 'the attacker', line: 2 },
      { network: '198.51.100.0/24', comment: '', line: 4 },
      { network: '2001:db8::9', comment: '', line: 5 },
      { network: '192.0.2.44', comment: 'c2 of the second wave', line: 6 },
    ],
    bad: [],
    badLines: 0,
    repeated: 1,
    csv: null,
  })
})

test('what can not be used is told by line, with why', () => {
  const { bad, entries } = readList(
    '10.0.0.256\nevil.example.org\n10.0.0.1:443\n10.0.0.0/33\nwhat\n10.0.0.1\n',
  )
  expect(entries.map(({ network }) => network)).toEqual(['10.0.0.1'])
  expect(bad.map(({ line, why }) => [line, why])).toEqual([
    [1, '“10.0.0.256” is no IPv4 address.'],
    [2, 'A name: flow logs have addresses alone.'],
    [3, 'A port stands behind the address: lists are of addresses alone.'],
    [4, '“/33” is no length of a network.'],
    [5, 'Neither an IP address nor a network such as 10.0.0.0/8.'],
  ])
})

test('all bad lines are counted, the first of them kept', () => {
  const { bad, badLines } = readList(`${'nothing\n'.repeat(MOST_BAD_LINES + 50)}10.0.0.1\n`)
  expect([bad.length, badLines]).toEqual([MOST_BAD_LINES, MOST_BAD_LINES + 50])
})

const CSV = [
  'type,value,"what, exactly",reporter',
  'ip,203.0.113.9,"scans, then ""logs in""",10.9.9.9',
  'ip,198.51.100.0/24,,10.9.9.9',
  'domain,evil.example.org,,',
  'ip,192.0.2.1,x,',
].join('\n')

test('of a CSV the column with the most addresses is taken, or the one that is asked for', () => {
  const read = readList(CSV)
  expect(read.csv).toEqual({ columns: ['type', 'value', 'what, exactly', 'reporter'], column: 1 })
  expect(read.entries).toEqual([
    { network: '203.0.113.9', comment: 'ip, scans, then "logs in", 10.9.9.9', line: 2 },
    { network: '198.51.100.0/24', comment: 'ip, 10.9.9.9', line: 3 },
    { network: '192.0.2.1', comment: 'ip, x', line: 5 },
  ])
  expect(read.bad.map(({ line }) => line)).toEqual([4])
  const other = readList(CSV, 3)
  expect(other.entries.map(({ network }) => network)).toEqual(['10.9.9.9'])
  expect([other.repeated, other.bad.map(({ line }) => line)]).toEqual([1, [4, 5]])
})

test('columns may be separated by semicolons or tabs, with or without a head', () => {
  expect(readList('10.0.0.1;a\n10.0.0.2;b').entries.map(({ comment }) => comment)).toEqual(['a', 'b'])
  expect(readList('ip\tnote\n10.0.0.1\ta').entries).toEqual([{ network: '10.0.0.1', comment: 'a', line: 2 }])
  expect(readList('').entries).toEqual([])
  expect(readList('# nothing, at all\n').entries).toEqual([])
})

test('a list is known by the SHA-256 of its bytes', async () => {
  const folder = folderOf({ 'list.csv': CSV })
  const wanted = shell(folder, 'sha256sum list.csv').slice(0, 64)
  shell(folder, 'rm list.csv && rmdir "$PWD"')
  const read = await readListBytes(new TextEncoder().encode(CSV), null)
  expect([read.sha256, read.sizeBytes]).toEqual([wanted, CSV.length])
})
