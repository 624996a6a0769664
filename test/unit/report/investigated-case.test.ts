import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { caseworkFigures } from '../../../src/renderer/investigation/casework-figures'
import { investigateCase } from '../../../src/renderer/investigation/investigate-case'
import { caseTimeline } from '../../../src/renderer/investigation/mark-times'
import type { Ask } from '../../../src/renderer/investigation/types'
import { buildReport } from '../../../src/renderer/report'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import { type AddressList, type MarkSubject, subjectId } from '../../../src/shared/case/casework'
import { countEntries, listQuery } from '../../../src/shared/case/match-list'
import { readList } from '../../../src/shared/case/read-list'
import type { Filter } from '../../../src/shared/filter/ast'
import { findingsSchema } from '../../../src/shared/findings/findings-schema'
import type { FlowSource } from '../../../src/shared/flow/block'
import type { FlowRow } from '../../../src/shared/query/query'
import { folderOf, randomFrom, randomRecords, V2_HEADER } from '../evidence/flow-log-text'
import { caseRecord, readFolder } from '../investigation/case-folder'
import { run } from './shells'

const FIXTURES = join(import.meta.dirname, '../../fixtures/pcap')
const CLIENT = '192.168.56.1'
const SERVER = '192.168.56.103'

/** Logs in every shape that a folder may have them in, by main's readers and the engine. */
function messyFiles(): Record<string, string | Uint8Array> {
  const records = randomRecords(900, 7)
  const reordered = (line: string) => {
    const [, , eni, source, destination, sport, dport, protocol, packets, bytes, start, end, action, status] =
      line.split(' ')
    return [
      bytes,
      status,
      destination,
      source,
      dport,
      sport,
      end,
      start,
      action,
      packets,
      protocol,
      eni,
    ].join(' ')
  }
  const guesses = Array.from({ length: 9 }, (_, i) => {
    const port = 55470 + i
    const times = `${1427726680 + i * 5} ${1427726685 + i * 5} ACCEPT OK`
    return [
      `2 111122223333 eni-9 ${CLIENT} ${SERVER} ${port} 22 6 22 3737 ${times}`,
      `2 111122223333 eni-9 ${SERVER} ${CLIENT} 22 ${port} 6 15 3124 ${times}`,
    ].join('\n')
  })
  return {
    'a.log.gz': `${[V2_HEADER, ...records.slice(0, 300), ...guesses].join('\n')}\n`,
    'b.log.gz': [
      'bytes log-status dstaddr srcaddr dstport srcport end start action packets protocol interface-id',
      ...records.slice(300, 500).map(reordered),
    ].join('\n'),
    'c.log': `${[V2_HEADER, ...records.slice(500, 600)].join('\r\n')}\r\n\r\n`,
    'd.log.gz': `${[
      ...records.slice(600, 700),
      'cut off li',
      V2_HEADER,
      `2 111122223333 eni-9 ${CLIENT} ${SERVER} 1 22 6 1 1e3 1700000000 1700000001 ACCEPT OK`,
      ...records.slice(700, 750),
    ].join('\n')}\n`,
    'e.log.gz': `${[
      'srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol bytes packets start end',
      `10.0.0.7 10.0.0.8 ${CLIENT} 10.0.0.8 4000 443 6 1500 3 1700000100 1700000160`,
      `10.0.0.8 10.0.0.7 10.0.0.8 ${CLIENT} 443 4000 6 9500 9 1700000100 1700000160`,
      `${CLIENT} 10.0.0.9 - - - - 1 84 1 1700000100 1700000100`,
    ].join('\n')}\n`,
    'f.log.gz': gzipSync(`${[V2_HEADER, ...records.slice(750)].join('\n')}\n`).subarray(0, 2500),
    'guess.pcap': readFileSync(join(FIXTURES, 'zeek/sshguess.pcap')),
    'ping.pcap': readFileSync(join(FIXTURES, 'zeek/5-pings.pcap')),
    'notes.txt': 'not a flow log',
  }
}

async function messyCase() {
  const folder = folderOf(messyFiles())
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return readFolder(folder)
}

/** Marks of every kind, in both sources, and a list with entries that overlap and that are nowhere. */
async function caseworkOf(ask: Ask) {
  const flow = (source: FlowSource, values: FlowRow['values']): MarkSubject => ({
    ...{ kind: 'flow', path: 'a.log.gz', line: 2, source, values },
  })
  const subjects: readonly MarkSubject[] = [
    flow('vpc', {
      ...{ srcaddr: CLIENT, dstaddr: SERVER, srcport: 55471, dstport: 22, protocol: 6, packets: 22 },
      ...{ bytes: 3737, start: 1427726685, end: 1427726690, 'interface-id': 'eni-9' },
    }),
    // As nfdump prints it of the flow file that nfpcapd makes of guess.pcap.
    flow('netflow', {
      ...{ srcaddr: CLIENT, dstaddr: SERVER, srcport: 55471, dstport: 22, protocol: 6, packets: 22 },
      ...{ bytes: 3737, start: 1427726698.242, end: 1427726702.938 },
    }),
    { kind: 'address', address: CLIENT },
    { kind: 'address', address: '172.16.133.2' },
    { kind: 'filter', filter: 'port 22 and tag seen', source: 'vpc' },
    { kind: 'filter', filter: 'port 22 and bytes > 3000', source: 'netflow' },
    { kind: 'filter', filter: 'tag nobody', source: 'vpc' },
    { kind: 'range', from: 1427726680, to: 1427726700 },
  ]
  const marks = subjects.map((subject, index) => ({
    ...{ id: subjectId(subject), subject, starred: true, note: '', createdAt: index, changedAt: index },
    tags: subject.kind === 'address' ? ['seen'] : [],
  }))
  const list: AddressList = {
    ...readList(`${CLIENT} the client\n192.168.56.0/24\n10.1.2.0/24\n2001:db8::/124\n192.0.2.1\n`),
    ...{ id: 'a', name: 'A feed', kind: 'ioc', sha256: 'ab'.repeat(32), sizeBytes: 80, addedAt: 1 },
  }
  const fields = ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr']
  const hits = countEntries(list.entries, await ask(listQuery('vpc', list.entries, fields)))
  // The guesses' 18 records and the three with packet addresses, from the text of the logs.
  expect(hits.entries.slice(0, 2).map(({ records }) => records)).toEqual([21, 21])
  expect(hits.entries.map(({ entry }) => entry)).toEqual([0, 1, 2, 3])
  const timeline = await caseTimeline(ask, marks)
  const lists = [{ list, hits }]
  return { timeline, lists, figures: caseworkFigures(timeline, lists) }
}

test('every figure of an investigated case is what its command prints, and verify.sh says so', {
  timeout: 240_000,
}, async () => {
  const { folder, ask, evidence } = await messyCase()
  const investigation = await investigateCase(ask, caseRecord([CLIENT, '172.16.133.2']), evidence)
  const { totals, suspects } = investigation
  // The case is as messy as it was meant to be.
  expect(totals.malformed).toBeGreaterThanOrEqual(2)
  expect(totals.damagedFiles).toBe(1)
  expect(totals.noData).toBeGreaterThan(0)
  expect(evidence.filter((file) => file.unterminated)).not.toEqual([])
  expect(suspects[0]?.vpc.total.records).toBe(21)
  expect(suspects[0]?.correlation?.matched).toBe(18)
  expect(suspects[1]?.vpc.total.records).toBe(0)
  const casework = await caseworkOf(ask)

  const report = buildReport(
    { ...investigation, casework },
    { version: '0.1.0', nfdump: '1.7.1', document: null },
  )
  // 17 of marks: two of each flow, one of what nothing has, none of the range, three of each other (172.16.133.2 is
  // in ping.pcap). 18 of a list with four entries found.
  expect(report.figures.filter(({ id }) => /^(mark|list)\./.test(id))).toHaveLength(35)
  findingsSchema.parse(JSON.parse(report.json))
  const script = join(folder, '..', `flowcase-verify-${process.pid}.sh`)
  writeFileSync(script, report.verifyScript)
  onTestFinished(() => rmSync(script))
  const { status, stdout } = spawnSync('sh', [script, folder], { cwd: '/', encoding: 'utf8' })
  expect(stdout.split('\n').filter((line) => line.startsWith('DIFFERENT'))).toEqual([])
  expect(stdout).toContain(`${report.figures.length + evidence.length} checks are equal, 0 differ.`)
  expect(status).toBe(0)
})

test('random filters match in awk what they match in the engine', { timeout: 240_000 }, async () => {
  const { folder, engine, evidence } = await messyCase()
  const random = randomFrom(11)
  const filters = Array.from({ length: 40 }, () => randomFilter(random, 3))
  const measures = [
    { as: 'records', op: 'count' },
    { as: 'bytes', op: 'sum', field: 'bytes' },
  ] as const
  const expected: string[] = []
  for (const filter of filters) {
    const { rows } = await engine.ask({ source: 'vpc', filter, groupBy: [], measures })
    expected.push(`${rows[0]?.values.records ?? 0} ${rows[0]?.values.bytes ?? 0}`)
  }
  const commands = filters.flatMap((filter) => [
    figureCommand({ of: 'count', filter }, 'vpc', evidence),
    figureCommand({ of: 'sum', field: 'bytes', filter }, 'vpc', evidence),
  ])
  const printed = run(commands.join('\n'), folder, { complaints: true }).trim().split('\n')
  const pairs = filters.map((_, i) => `${printed[2 * i]} ${printed[2 * i + 1]}`)
  expect(filters.map((filter, i) => [filter, pairs[i]])).toEqual(
    filters.map((filter, i) => [filter, expected[i]]),
  )
  expect(new Set(expected).size).toBeGreaterThan(20)
})

function randomFilter(random: () => number, depth: number): Filter {
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T
  const side = pick(['src', 'dst', 'any', 'both'] as const)
  const comparison = pick(['=', '>', '<', '>=', '<='] as const)
  if (depth > 0 && below(2) === 0) {
    const filters = Array.from({ length: 2 + below(2) }, () => randomFilter(random, depth - 1))
    return pick<Filter>([
      { type: 'and', filters },
      { type: 'or', filters },
      { type: 'not', filter: filters[0] as Filter },
    ])
  }
  return pick<() => Filter>([
    () => ({
      ...{ type: 'address', side },
      networks: [
        pick(['10.0.0.0/9', '10.1.2.0/24', CLIENT, '2001:db8::/124', '2001:db8::3', '10.0.0.64/26']),
      ],
    }),
    () => ({ type: 'port', side, comparison, ports: [pick([22, 80, 443, 20_000, 40_000])] }),
    () => ({ type: 'port', side, comparison: '=', ports: [22, 443] }),
    () => ({ type: 'protocol', protocol: pick([1, 6, 17]) }),
    () => ({
      ...{ type: 'number', comparison },
      field: pick(['bytes', 'packets', 'start', 'end', 'traffic-path']),
      value: pick([50, 500, 5000, 1_700_040_000]),
    }),
    () => ({ type: 'duration', comparison, seconds: pick([0, 10, 30]) }),
    () => ({
      type: 'text',
      field: pick(['action', 'interface-id']),
      values: [pick(['ACCEPT', 'REJECT', 'eni-2', '-'])],
    }),
  ])()
}
