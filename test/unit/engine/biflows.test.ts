import { beforeAll, describe, expect, test } from 'vitest'
import { initiatorOf, type SideFacts } from '../../../src/renderer/engine/biflow/initiator'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY, type Filter } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import { BIFLOW_SORTS, type Biflow, type BiflowSort } from '../../../src/shared/query/biflow'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  const file = (seed: number) => `${V2_HEADER}\n${randomRecords(20_000, seed).join('\n')}\n`
  folder = folderOf({ 'a.log.gz': file(4), 'b.log.gz': file(5) })
  engine = (await readCase(folder)).engine
})

function filterOf(text: string): Filter {
  const parsed = parseFilter(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.filter
}

async function all(filter: Filter, field: BiflowSort = 'start', descending = false, of = engine) {
  const query = { source: 'vpc', filter, sort: { field, descending } } as const
  const { total } = await of.biflows({ ...query, offset: 0, limit: 1 })
  const rows: Biflow[] = []
  for (let offset = 0; offset < total; offset += 997) {
    rows.push(...(await of.biflows({ ...query, offset, limit: 997 })).rows)
  }
  expect(rows).toHaveLength(total)
  return rows
}

/** Both directions by awk: ends in the order of their text, then what went from the first to the second, and back. */
const BY_AWK = (condition: string) => `zcat -f *.gz | awk '$14 == "OK" && (${condition}) {
    a = $4 "|" ($6 == "-" ? 0 : $6); b = $5 "|" ($7 == "-" ? 0 : $7); way = 1
    if (a > b) { t = a; a = b; b = t; way = 2 }
    k = a " " b " " $8; seen[k] = 1
    n[k, way]++; bytes[k, way] += $10; packets[k, way] += $9
    if (!(k in start) || $11 < start[k]) start[k] = $11
    if ($12 > end[k]) end[k] = $12
    if ($13 == "REJECT") rejected[k]++
  }
  END { for (k in seen) printf "%s %d %d %d %.0f %.0f %d %d %d %d\\n", k, n[k, 1], n[k, 2], packets[k, 1] + packets[k, 2], bytes[k, 1], bytes[k, 2], start[k], end[k], rejected[k], 0 }' | LC_ALL=C sort`

function inAwksForm(row: Biflow): string {
  const ends = [row.initiator, row.responder].map((side) => ({
    ...side,
    text: `${side.address ?? '-'}|${side.port}`,
  }))
  const [a, b] = ends.sort((one, other) => (one.text < other.text ? -1 : 1)) as [
    (typeof ends)[0],
    (typeof ends)[0],
  ]
  const packets = BigInt(a.packets) + BigInt(b.packets)
  return [
    a.text,
    b.text,
    row.protocol ?? '-',
    a.flows,
    b.flows,
    packets,
    a.bytes,
    b.bytes,
    row.start,
    row.end,
    row.rejected,
    0,
  ].join(' ')
}

describe('conversations of random records', () => {
  test.each([
    ['any', '1'],
    ['dst port < 1024', '$7 < 1024'],
    ['proto tcp and action reject', '$8 == 6 && $13 == "REJECT"'],
  ])('%s: what awk adds up, both directions in one row', async (text, condition) => {
    const rows = await all(text === 'any' ? ANY : filterOf(text))
    const expected = shell(folder, `export LC_ALL=C; ${BY_AWK(condition)}`).split('\n')
    expect(rows.length).toBeGreaterThan(500)
    expect(rows.map(inAwksForm).sort()).toEqual([...expected].sort())
  })

  test('are sorted by every column, both ways', async () => {
    const value: Partial<Record<BiflowSort, (row: Biflow) => number>> = {
      start: (row) => row.start ?? -1,
      end: (row) => row.end ?? -1,
      'initiator-port': (row) => row.initiator.port,
      'responder-port': (row) => row.responder.port,
      protocol: (row) => row.protocol ?? -1,
      'sent-bytes': (row) => Number(row.initiator.bytes),
      'received-bytes': (row) => Number(row.responder.bytes),
      bytes: (row) => Number(row.initiator.bytes) + Number(row.responder.bytes),
      packets: (row) => Number(row.initiator.packets) + Number(row.responder.packets),
      flows: (row) => row.initiator.flows + row.responder.flows,
      rejected: (row) => row.rejected,
    }
    const filter = filterOf('dst port < 2000')
    for (const field of BIFLOW_SORTS) {
      const of = value[field]
      if (!of) continue
      const up = (await all(filter, field)).map(of)
      const down = (await all(filter, field, true)).map(of)
      expect(up).toEqual([...up].sort((a, b) => a - b))
      expect(down).toEqual([...down].sort((a, b) => b - a))
      expect(new Set(up).size, field).toBeGreaterThan(1)
    }
  })
})

describe('who began', () => {
  const side = (facts: Partial<SideFacts>): SideFacts => ({
    port: 50_000,
    flows: 1,
    opening: 0,
    answering: 0,
    start: 100,
    ...facts,
  })

  test.each<[string, Partial<SideFacts>, Partial<SideFacts>, ReturnType<typeof initiatorOf>]>([
    ['the one that sent SYN', { port: 22, opening: 1 }, { start: 90 }, { first: true, reason: 'syn' }],
    ['not the one that sent SYN-ACK', { answering: 2 }, { port: 22 }, { first: false, reason: 'syn-ack' }],
    ['not a service', { port: 443, start: 90 }, { port: 40_000 }, { first: false, reason: 'service' }],
    ['not a listed service', { port: 3389 }, { port: 9000, start: 90 }, { first: false, reason: 'service' }],
    ['the earlier one', { port: 8889, start: 99 }, { port: 36_072 }, { first: true, reason: 'earlier' }],
    ['the higher port', { port: 8889 }, { port: 36_072 }, { first: false, reason: 'lower-port' }],
    ['the only one', {}, { port: 50_001, flows: 0, start: null }, { first: true, reason: 'only' }],
    ['nobody that is known', {}, {}, { first: true, reason: 'none' }],
  ])('%s', (_what, a, b, expected) => {
    expect(initiatorOf(side(a), side(b), 6)).toEqual(expected)
    if (expected.reason === 'none') return
    expect(initiatorOf(side(b), side(a), 6)).toEqual({ ...expected, first: !expected.first })
  })

  test('protocols without ports know no services', () => {
    expect(initiatorOf(side({ port: 0 }), side({ port: 0, start: 90 }), 1)).toEqual({
      first: false,
      reason: 'earlier',
    })
  })

  test('flags of flow log records tell', async () => {
    const header = 'srcaddr dstaddr srcport dstport protocol packets bytes start end action tcp-flags'
    const log = folderOf({
      'a.log': [
        header,
        '10.0.0.2 10.0.0.9 9999 41000 6 5 500 1000 1060 ACCEPT 18',
        '10.0.0.9 10.0.0.2 41000 9999 6 4 400 1000 1060 ACCEPT 2',
        '10.0.0.9 10.0.0.2 41000 9999 6 1 18446744073709551614 1060 1100 ACCEPT 1',
        '10.0.0.2 10.0.0.8 9999 41000 6 5 500 1000 1060 REJECT 19',
        '',
      ].join('\n'),
    })
    const rows = await all(ANY, 'bytes', true, (await readCase(log)).engine)
    expect(rows).toEqual([
      {
        initiator: { address: '10.0.0.9', port: 41000, flows: 2, packets: 5, bytes: 18446744073709552014n },
        responder: { address: '10.0.0.2', port: 9999, flows: 1, packets: 5, bytes: 500 },
        reason: 'syn',
        protocol: 6,
        start: 1000,
        end: 1100,
        rejected: 0,
      },
      {
        initiator: { address: '10.0.0.8', port: 41000, flows: 0, packets: 0, bytes: 0 },
        responder: { address: '10.0.0.2', port: 9999, flows: 1, packets: 5, bytes: 500 },
        reason: 'syn-ack',
        protocol: 6,
        start: 1000,
        end: 1060,
        rejected: 1,
      },
    ])
  })
})
