import { expect, test } from 'vitest'
import { FlowReader } from '../../../src/main/netflow/read-flows'
import { FlowRows, NETFLOW_FIELDS } from '../../../src/main/packets/flow-rows'
import { BlockBuilder } from '../../../src/shared/flow/block-builder'
import { type Row, rowsOf } from './conversion'

interface Line {
  readonly count?: number | '-'
  readonly times?: readonly [string, string]
  readonly protocol?: number
  readonly source?: string
  readonly packets?: number
  readonly bytes?: number
}

const TIMES = ['2023-11-14 22:13:20.000', '2023-11-14 22:13:20.010'] as const

function line({
  count = 1,
  times = TIMES,
  protocol = 17,
  source = '1.1.1.1',
  packets = 2,
  bytes = 116,
}: Line): string {
  return `${count}|${times.join('|')}|${protocol}|${source}|7|2.2.2.2|8|0|0|........|${packets}|${bytes}`
}

/** Reads the lines of some files; null stands between two. */
function read(lines: readonly (Line | null)[]): { rows: readonly Row[]; sums: FlowRows; emptyRows: number } {
  const builder = new BlockBuilder('netflow', 1000, NETFLOW_FIELDS)
  const sums = new FlowRows(builder, 3)
  const reader = new FlowReader(sums)
  for (const each of [...lines, null]) {
    if (each) reader.line(line(each))
    else reader.endOfFile()
  }
  const block = builder.take()
  return { rows: block ? rowsOf(block) : [], sums, emptyRows: reader.emptyRows }
}

test('the outer row of a tunnel, without packets, is no flow (to 1.7.4)', () => {
  const { rows, sums } = read([
    { count: 1, source: '9.9.9.9' },
    { count: 0, source: '10.0.0.1', protocol: 47, packets: 0, bytes: 0 },
    { count: 2 },
  ])
  expect(rows.map((row) => [row.line, row.srcaddr])).toEqual([
    [1, '9.9.9.9'],
    [2, '1.1.1.1'],
  ])
  expect(sums).toMatchObject({ flows: 2, packets: 4, bytes: 232 })
})

test('nor is the outer row with the count of the inner one (from 1.7.5)', () => {
  const { rows, sums } = read([
    { count: 1, source: '9.9.9.9' },
    { count: 2, source: '10.0.0.1', protocol: 47 },
    { count: 2 },
    { count: 3, source: '8.8.8.8' },
  ])
  expect(rows.map((row) => row.srcaddr)).toEqual(['9.9.9.9', '1.1.1.1', '8.8.8.8'])
  expect(sums).toMatchObject({ flows: 3, packets: 6, bytes: 348 })
})

test('rows without packets are counted', () => {
  const rows = [{ count: 1, packets: 0, bytes: 0 }, { count: 2, packets: 0 }, { count: 3 }]
  expect(read(rows)).toMatchObject({ emptyRows: 2, sums: { flows: 1 } })
})

test('counts begin anew in each file, and a version without counts has no twins', () => {
  expect(read([{ count: 1 }, null, { count: 1 }]).rows).toHaveLength(2)
  expect(read([{ count: '-' }, { count: '-' }]).rows).toHaveLength(2)
})

test('a time that can not be is absent, the flow stays', () => {
  const { rows, sums } = read([
    { times: ['2038-01-19 03:14:06.000', '584555951-03-16 11:11:45.616'] },
    { count: 2 },
  ])
  expect(rows.map((row) => [row.start, row.end])).toEqual([
    [Date.UTC(2038, 0, 19, 3, 14, 6), null],
    [Date.UTC(2023, 10, 14, 22, 13, 20), Date.UTC(2023, 10, 14, 22, 13, 20, 10)],
  ])
  expect(sums).toMatchObject({ flows: 2, impossibleTimes: 1, swappedTimes: 0 })
  expect(sums.first).toBe(Date.UTC(2023, 10, 14, 22, 13, 20))
  expect(sums.last).toBe(Date.UTC(2038, 0, 19, 3, 14, 6))
})

test('an end before the start is swapped with it', () => {
  const { rows, sums } = read([{ times: ['1970-01-01 00:08:32.000', '1970-01-01 00:00:00.000'] }])
  expect(rows).toMatchObject([{ start: 0, end: 512_000 }])
  expect(sums).toMatchObject({ impossibleTimes: 0, swappedTimes: 1 })
})

test('remarks and blank lines are no flows, anything else is an error', () => {
  const reader = new FlowReader(new FlowRows(new BlockBuilder('netflow', 1000, NETFLOW_FIELDS), 3))
  reader.line('')
  reader.line('No matching flows')
  expect(() => reader.line('nfdump: oops')).toThrow('no flow')
  reader.line(line({ source: '1.1.1.999' }))
  expect(() => reader.endOfFile()).toThrow('for an address')
})
