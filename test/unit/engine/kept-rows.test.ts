import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { parseFilter } from '../../../src/shared/filter/parse'
import type { FlowQuery } from '../../../src/shared/query/query'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { type ReadCase, readCase } from '../evidence/read-case'

// Columns of a version 2 record in awk: 6 srcport, 7 dstport, 8 protocol, 10 bytes, 11 start, 13 action, 14 log-status.
let folder: string
let read: ReadCase

beforeAll(async () => {
  const file = (seed: number, rows: number) => `${V2_HEADER}\n${randomRecords(rows, seed).join('\n')}\n`
  folder = folderOf({ 'a.log.gz': file(11, 40_000), 'b.log.gz': file(12, 30_000) })
  read = await readCase(folder)
})

afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

/** Filters of many tests, and what they are in awk. */
const FILTERS: readonly (readonly [filter: string, awk: string])[] = [
  [
    'action reject and not port 443 and bytes > 100',
    '$13 == "REJECT" && $6 != 443 && $7 != 443 && $10 > 100',
  ],
  ['proto tcp or dst port < 1024 or bytes > 5000', '$8 == 6 || $7 < 1024 || $10 > 5000'],
  [
    '(proto tcp or proto udp) and (dst port < 1024 or src port > 32767)',
    '($8 == 6 || $8 == 17) && ($7 < 1024 || $6 > 32767)',
  ],
  ['not (proto icmp or bytes > 100 or packets > 100)', '!($8 == 1 || $10 > 100 || $9 > 100)'],
  ['packets > 0 or bytes > 0 or port > 0', '$9 > 0 || $10 > 0 || $6 > 0 || $7 > 0'],
  ['net 10.0.0.0/8', '$4 ~ /^10\\./ || $5 ~ /^10\\./'],
]

function query(text: string, time?: FlowQuery['time']): FlowQuery {
  const parsed = parseFilter(text)
  if (!parsed.ok) throw new Error(parsed.message)
  const measures = [
    { as: 'n', op: 'count' },
    { as: 'b', op: 'sum', field: 'bytes' },
  ] as const
  return { source: 'vpc', filter: parsed.filter, time, groupBy: [], measures }
}

async function figures(engine: FlowEngine, asked: FlowQuery): Promise<string> {
  const { rows } = await engine.ask(asked)
  const values = rows[0]?.values ?? { n: 0, b: 0 }
  return `${values.n} ${values.b}`
}

function truth(condition: string, files = '*.gz'): string {
  return shell(
    folder,
    `zcat -f ${files} | awk '$14 == "OK" && (${condition}) { n++; b += $10 } END { printf "%d %.0f", n, b }'`,
  ).trim()
}

describe('rows of filters that are kept', () => {
  it('give what awk finds, the first time and every other, however many are asked between', async () => {
    const engine = new FlowEngine()
    for (const block of read.blocks) engine.append(block)
    for (let round = 0; round < 3; round++) {
      for (const [filter, awk] of FILTERS) {
        expect(await figures(engine, query(filter)), filter).toBe(truth(awk))
        expect(await figures(engine, query(filter)), `${filter}, again`).toBe(truth(awk))
      }
    }
  })

  it('are told apart by the time that is asked for beside', async () => {
    const engine = new FlowEngine()
    for (const block of read.blocks) engine.append(block)
    const [filter, awk] = FILTERS[0] as (typeof FILTERS)[0]
    const middle = Number(
      shell(folder, `zcat -f *.gz | awk '$14 == "OK" { print $11 }' | sort -n | sed -n 30000p`),
    )
    for (let round = 0; round < 2; round++) {
      expect(await figures(engine, query(filter, { to: middle }))).toBe(truth(`${awk} && $11 < ${middle}`))
      expect(await figures(engine, query(filter, { from: middle }))).toBe(truth(`${awk} && $11 >= ${middle}`))
      expect(await figures(engine, query(filter))).toBe(truth(awk))
    }
  })

  it('do not hide flows that come later', async () => {
    const engine = new FlowEngine()
    const [filter, awk] = FILTERS[1] as (typeof FILTERS)[0]
    const [first, ...others] = read.blocks
    if (first) engine.append(first)
    const before = await figures(engine, query(filter))
    expect(await figures(engine, query(filter))).toBe(before)
    expect(before).not.toBe(truth(awk))
    for (const block of others) engine.append(block)
    expect(await figures(engine, query(filter))).toBe(truth(awk))
  })
})
