import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationTable } from '../../../src/renderer/investigation/conversation-table'
import { investigateSuspect } from '../../../src/renderer/investigation/investigate-suspect'
import { chooseRungs } from '../../../src/renderer/investigation/ladder'
import { readConversations } from '../../../src/renderer/investigation/read-conversations'
import { chooseBucket } from '../../../src/renderer/investigation/timeline'
import type { SourceView } from '../../../src/renderer/investigation/types'
import { address } from '../../../src/shared/filter/ast'
import type { FlowQuery } from '../../../src/shared/query/query'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { awk, type CaseInFolder, readFolder, readRecords } from './case-folder'

const PLAIN = 'srcaddr dstaddr srcport dstport protocol bytes packets start end action log-status'
const SUSPECT = '10.0.0.7'
// Columns of a version 2 record: 4 srcaddr, 5 dstaddr, 6 srcport, 7 dstport, 8 protocol, 9 packets,
// 10 bytes, 11 start, 12 end, 13 action, 14 log-status.
const MINE = `$14 == "OK" && ($4 == "${SUSPECT}" || $5 == "${SUSPECT}")`

describe('over random records, against awk', () => {
  let random: CaseInFolder
  let view: SourceView

  beforeAll(async () => {
    const text = [V2_HEADER, ...randomRecords(60_000, 7)].join('\n')
    random = await readFolder(folderOf({ 'random.log.gz': `${text}\n` }))
    view = (await investigateSuspect(random.ask, SUSPECT, { hasNetflow: false })).vpc
  })

  afterAll(() => rm(random.folder, { recursive: true }))

  it('sums up', () => {
    const { folder } = random
    expect(view.total).toEqual({
      records: awk(folder, `${MINE} {n++} END {print n}`),
      bytes: awk(folder, `${MINE} {n += $10} END {printf "%.0f", n}`),
      packets: awk(folder, `${MINE} {n += $9} END {print n}`),
      accepted: awk(folder, `${MINE} && $13 == "ACCEPT" {n++} END {print n}`),
      rejected: awk(folder, `${MINE} && $13 == "REJECT" {n++} END {print n}`),
    })
    const firstStart = awk(folder, `${MINE} && (!n || $11 < n) {n = $11} END {print n}`)
    const lastEnd = awk(folder, `${MINE} && $12 > n {n = $12} END {print n}`)
    expect(view.window).toEqual({
      firstStart,
      lastStart: awk(folder, `${MINE} && $11 > n {n = $11} END {print n}`),
      lastEnd,
      duration: lastEnd - firstStart,
    })
  })

  it('lists every side, port and protocol, most bytes first', () => {
    const counted = shell(
      random.folder,
      `zcat *.log.gz | awk '${MINE} {
         for (i = 6; i <= 7; i++) {
           k = (i == 6 ? "source " : "destination ") $i " " $8
           n[k]++; b[k] += $10; p[k] += $9; a[k] += $13 == "ACCEPT"; r[k] += $13 == "REJECT"
         }
       } END {for (k in n) printf "%s %d %.0f %d %d %d\\n", k, n[k], b[k], p[k], a[k], r[k]}' | LC_ALL=C sort`,
    )
    const listed = view.ports.map(
      ({ side, port, protocol, records, bytes, packets, accepted, rejected }) =>
        `${side} ${port} ${protocol} ${records} ${bytes} ${packets} ${accepted} ${rejected}`,
    )
    expect(listed.sort().join('\n')).toBe(counted)
    const bytes = view.ports.map((volume) => Number(volume.bytes))
    expect(bytes).toEqual([...bytes].sort((a, b) => b - a))
  })

  it('takes the ports of services away one by one', async () => {
    const { steps, residue } = view.ladder
    expect(steps.length).toBeGreaterThan(3)
    const ports = steps.map(({ port }) => port).join(' ')
    const counted = shell(
      random.folder,
      `zcat *.log.gz | awk -v ports="${ports}" 'BEGIN {m = split(ports, port, " ")}
         ${MINE} {
           for (i = 1; i <= m && $6 != port[i] && $7 != port[i]; i++) {n[i]++; b[i] += $10}
           taken[i]++
         } END {for (i = 1; i <= m; i++) printf "%d %d %.0f %d\\n", port[i], n[i], b[i], taken[i]}'`,
    )
    expect(
      steps
        .map(
          ({ port, remaining, taken }) => `${port} ${remaining.records} ${remaining.bytes} ${taken.records}`,
        )
        .join('\n'),
    ).toBe(counted)
    expect(residue).toBe(steps.at(-1)?.remaining.records)
    const {
      rows: [row],
    } = await random.engine.ask({
      source: 'vpc',
      filter: view.ladder.steps.at(-1)?.filter ?? address(SUSPECT),
      groupBy: [],
      measures: [{ as: 'n', op: 'count' }],
    })
    expect(row?.values.n).toBe(residue)
  })

  it('splits the records over time by port of the ladder', () => {
    const { bucketSeconds, series } = view.timeline
    const counted = (condition: string) =>
      shell(
        random.folder,
        `zcat *.log.gz | awk '${condition} {n[int($11 / ${bucketSeconds}) * ${bucketSeconds}]++} END {for (k in n) print k, n[k]}' | sort`,
      )
    const [first] = series
    expect([first?.label, series.at(-1)?.label]).toEqual(['22/TCP ssh', 'other'])
    const filled = first?.buckets.filter((bucket) => bucket.records > 0)
    expect(filled?.map(({ at, records }) => `${at} ${records}`).join('\n')).toBe(
      counted(`${MINE} && ($6 == 22 || $7 == 22)`),
    )
    const all = first?.buckets.map(({ at }, i) => ({
      at,
      records: series.reduce((sum, { buckets }) => sum + (buckets[i]?.records ?? 0), 0),
    }))
    const some = all?.filter(({ records }) => records > 0)
    expect(some?.map(({ at, records }) => `${at} ${records}`).join('\n')).toBe(counted(MINE))
  })

  it.each([3, 100, 5_000])('reads the same conversations in answers of at most %i rows', async (maxRows) => {
    const filter = address(SUSPECT)
    let largest = 0
    const ask = async (query: FlowQuery) => {
      const answer = await random.ask(query)
      if (query.groupBy.length === 5) largest = Math.max(largest, answer.rows.length)
      return answer
    }
    const whole = await readConversations(random.ask, 'vpc', filter, view.total.records)
    const parts = await readConversations(ask, 'vpc', filter, maxRows)
    expect(largest).toBeGreaterThan(0)
    expect(largest).toBeLessThanOrEqual(maxRows)
    expect(contentOf(parts)).toEqual(contentOf(whole))
  })
})

function contentOf(table: ConversationTable): readonly string[] {
  const lines: string[] = []
  for (let direction = 0; direction < 2 * table.size; direction++) {
    if (table.records[direction] === 0) continue
    const from = table.endpoints.at(table.senderOf(direction))
    const to = table.endpoints.at(table.receiverOf(direction))
    lines.push(
      `${from.address} ${from.port} ${to.address} ${to.port} ${to.protocol} ${table.records[direction]} ${table.bytes[direction]} ${table.packets[direction]} ${table.first[direction]} ${table.last[direction]} ${table.accepted[direction]}`,
    )
  }
  return lines.sort()
}

describe('the ladder', () => {
  async function viewOf(records: readonly string[]): Promise<SourceView> {
    const { ask } = await readRecords(PLAIN, records)
    return (await investigateSuspect(ask, '198.51.100.7', { hasNetflow: false })).vpc
  }

  it('takes listed services first, in either group the most bytes', async () => {
    const { ladder, services } = await viewOf([
      '10.0.0.5 198.51.100.7 40001 8889 6 9000000 9 100 110 ACCEPT OK',
      '10.0.0.5 198.51.100.7 40001 8887 6 100 9 100 110 ACCEPT OK',
      '198.51.100.7 10.0.0.5 50001 22 6 500 5 100 110 ACCEPT OK',
      '10.0.0.5 198.51.100.7 80 50001 6 900 5 100 110 ACCEPT OK',
    ])
    expect(ladder.steps.map(({ port }) => port)).toEqual([80, 22, 8889, 8887])
    expect(ladder.residue).toBe(0)
    expect(chooseRungs(services).map(({ name }) => name)).toEqual(['http', 'ssh', null, null])
  })

  it('leaves what was only rejected, and what has no ports', async () => {
    const { ladder } = await viewOf([
      '198.51.100.7 10.0.0.5 50001 80 6 500 5 100 110 ACCEPT OK',
      '198.51.100.7 10.0.0.5 50002 80 6 40 1 100 110 REJECT OK',
      '198.51.100.7 10.0.0.5 50003 3389 6 40 1 100 110 REJECT OK',
      '198.51.100.7 10.0.0.5 0 0 1 84 1 100 110 ACCEPT OK',
    ])
    expect(ladder.steps.map(({ port }) => port)).toEqual([80])
    expect(ladder.steps[0]?.taken).toEqual({ records: 2, bytes: 540, packets: 6, accepted: 1, rejected: 1 })
    expect(ladder.steps[0]?.remaining).toEqual({
      records: 2,
      bytes: 124,
      packets: 2,
      accepted: 1,
      rejected: 1,
    })
    expect(ladder.residue).toBe(2)
  })

  it('takes a port away once, with all its protocols', async () => {
    const { ladder } = await viewOf([
      '198.51.100.7 10.0.0.5 50001 53 6 500 5 100 110 ACCEPT OK',
      '198.51.100.7 10.0.0.6 50002 53 17 70 1 100 110 ACCEPT OK',
    ])
    expect(ladder.steps.map(({ port, protocol, name }) => ({ port, protocol, name }))).toEqual([
      { port: 53, protocol: 6, name: 'domain' },
    ])
    expect(ladder.residue).toBe(0)
  })
})

describe('sums above 2^53', () => {
  it('are exact', async () => {
    const { ask } = await readRecords(PLAIN, [
      '10.0.0.5 198.51.100.7 40001 8889 6 9007199254740991 9 100 110 ACCEPT OK',
      '10.0.0.5 198.51.100.7 40001 8889 6 9007199254740991 9 160 170 ACCEPT OK',
      '10.0.0.5 198.51.100.7 40002 8889 6 7 9 100 110 ACCEPT OK',
      '198.51.100.7 10.0.0.5 8889 40001 6 5 9 100 110 ACCEPT OK',
    ])
    const { vpc } = await investigateSuspect(ask, '198.51.100.7', { hasNetflow: false })
    expect(vpc.services[0]?.bytesToSuspect).toBe(18_014_398_509_481_989n)
    expect(vpc.ports[0]).toMatchObject({ side: 'destination', port: 8889, bytes: 18_014_398_509_481_989n })
    expect(vpc.ladder.steps[0]?.taken.bytes).toBe(18_014_398_509_481_994n)
    expect(vpc.ladder.steps[0]?.remaining.bytes).toBe(0)
    expect(vpc.timeline.series[0]?.buckets.map(({ bytes }) => bytes)).toEqual([
      9_007_199_254_741_003n,
      9_007_199_254_740_991,
    ])
  })
})

describe('the timeline', () => {
  it.each([
    // first start, last start, step
    [1_695_921_755, 1_695_945_545, 300],
    [1_695_921_755, 1_695_921_755, 60],
    // 200 minutes of buckets, and one second more than they hold
    [0, 200 * 60 - 1, 60],
    [0, 200 * 60, 300],
    [0, 30 * 86_400, 21_600],
    // beyond weeks the step doubles
    [0, 400 * 604_800, 4 * 604_800],
  ])('from %i to %i has steps of %i s', (firstStart, lastStart, step) => {
    expect(chooseBucket(firstStart, lastStart)).toBe(step)
  })
})
