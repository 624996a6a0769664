import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import type { FlowQuery, GroupKey } from '../../../src/shared/query/query'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { type ReadCase, readCase } from '../evidence/read-case'

// Columns of a version 2 record in awk: 4 srcaddr, 5 dstaddr, 7 dstport, 8 protocol, 10 bytes, 13 action, 14 log-status.
let folder: string
let read: ReadCase

beforeAll(async () => {
  // More rows than an engine answers without an index, in blocks of different sizes.
  const file = (seed: number, rows: number) => `${V2_HEADER}\n${randomRecords(rows, seed).join('\n')}\n`
  folder = folderOf({ 'a.log.gz': file(1, 60_000), 'b.log.gz': file(2, 25_000), 'c.log.gz': file(3, 5_000) })
  read = await readCase(folder)
})

afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

const field = (name: string): GroupKey => ({ by: 'field', field: name })

function question(text: string, groupBy: readonly GroupKey[], more: Partial<FlowQuery> = {}): FlowQuery {
  const parsed = text === '' ? null : parseFilter(text)
  if (parsed && !parsed.ok) throw new Error(parsed.message)
  return {
    source: 'vpc',
    filter: parsed?.filter ?? ANY,
    groupBy,
    measures: [
      { as: 'n', op: 'count' },
      { as: 'b', op: 'sum', field: 'bytes' },
    ],
    ...more,
  }
}

async function lines(engine: FlowEngine, query: FlowQuery): Promise<readonly string[]> {
  const { rows, groups } = await engine.ask(query)
  expect(groups).toBe(rows.length)
  return rows
    .map(({ keys, values }) => `${keys.map((key) => key ?? '-').join(' ')} ${values.n} ${values.b}`)
    .sort()
}

/** What awk finds: keys, count and sum of bytes of the records that a condition holds for. */
function truth(keys: string, condition = '1'): readonly string[] {
  return shell(
    folder,
    `zcat -f *.gz | awk '$14 == "OK" && (${condition}) { k = ${keys}; n[k]++; b[k] += $10 } END { for (k in n) printf "%s %d %.0f\\n", k, n[k], b[k] }'`,
  )
    .trim()
    .split('\n')
    .sort()
}

const PAIR = [field('srcaddr'), field('dstaddr')]

describe('groups of several keys over all flows', () => {
  it.each([
    ['pairs', PAIR, '$4 " " $5'],
    [
      'three keys, of which two are few',
      [field('srcaddr'), field('action'), field('protocol')],
      '$4 " " $13 " " $8',
    ],
    [
      'a time and a text',
      [{ by: 'time', bucketSeconds: 3600 } as GroupKey, field('action')],
      'int($11 / 3600) * 3600 " " $13',
    ],
    ['a key that no flow has', [field('vpc-id'), field('action')], '"- " $13'],
  ] as const)('%s, the first time and when they are known', async (_name, keys, awk) => {
    const engine = new FlowEngine()
    for (const block of read.blocks) engine.append(block)
    const expected = truth(awk)
    for (let time = 0; time < 3; time++) expect(await lines(engine, question('', keys))).toEqual(expected)
  })

  it('leave those out that a filter leaves nothing of', async () => {
    const { engine } = read
    await engine.ask(question('', PAIR))
    expect(await lines(engine, question('action reject and src ip 10.0.0.7', PAIR))).toEqual(
      truth('$4 " " $5', '$13 == "REJECT" && $4 == "10.0.0.7"'),
    )
    expect(
      await lines(engine, question('', PAIR, { time: { from: 1_700_010_000, to: 1_700_020_000 } })),
    ).toEqual(truth('$4 " " $5', '$11 >= 1700010000 && $11 < 1700020000'))
  })

  it('take both directions for one where they are asked so', async () => {
    const { engine } = read
    for (let time = 0; time < 2; time++) {
      const { rows } = await engine.ask(question('', PAIR, { unordered: true }))
      const found = rows.map(
        ({ keys, values }) => `${[...keys].map(String).sort().join(' ')} ${values.n} ${values.b}`,
      )
      expect(found.sort()).toEqual(truth('($4 "" < $5 "" ? $4 " " $5 : $5 " " $4)'))
    }
  })

  it('have the flows that came after they were told', async () => {
    const engine = new FlowEngine()
    const [last, ...others] = [...read.blocks].reverse()
    if (!last) throw new Error('There are no blocks.')
    for (const block of others) engine.append(block)
    await engine.ask(question('', PAIR))
    engine.append(last)
    expect(await lines(engine, question('', PAIR))).toEqual(truth('$4 " " $5'))
  })
})
