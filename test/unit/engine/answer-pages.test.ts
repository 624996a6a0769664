import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { columnsOf } from '../../../src/shared/query/answer-columns'
import type { FlowAnswer, FlowQuery } from '../../../src/shared/query/query'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  folder = folderOf({ 'a.log.gz': `${V2_HEADER}\n${randomRecords(20_000, 11).join('\n')}\n` })
  engine = (await readCase(folder)).engine
})

afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

const field = (name: string) => ({ by: 'field', field: name }) as const

const BY_ENDS: FlowQuery = {
  source: 'vpc',
  filter: { type: 'any' },
  groupBy: [field('srcaddr'), field('dstport'), field('protocol')],
  measures: [
    { as: 'records', op: 'count' },
    { as: 'bytes', op: 'sum', field: 'bytes' },
    {
      as: 'rejected',
      op: 'min',
      field: 'start',
      where: { type: 'text', field: 'action', values: ['REJECT'] },
    },
  ],
}

const lines = ({ rows }: FlowAnswer) =>
  rows.map(({ keys, values }) => [...keys, values.records, values.bytes, values.rejected ?? '-'].join(' '))

/** What awk adds up, sorted by sort. */
function byAwk(order: string): readonly string[] {
  const program = `$14 == "OK" { key = $4 " " $7 " " $8; n[key]++; bytes[key] += $10
      if ($13 == "REJECT" && (!(key in first) || $11 < first[key])) first[key] = $11 }
    END { for (key in n) printf "%s %d %.0f %s\\n", key, n[key], bytes[key], key in first ? first[key] : "-" }`
  return shell(folder, `zcat *.gz | awk '${program}' | LC_ALL=C sort ${order}`).trim().split('\n')
}

async function inPages(query: FlowQuery, limit: number): Promise<readonly string[]> {
  const all: string[] = []
  for (let offset = 0; ; offset += limit) {
    const page = await engine.ask({ ...query, offset, limit })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    all.push(...lines(page))
    if (offset + limit >= page.groups) return all
  }
}

describe('an answer in pages', () => {
  it.each([1_000, 7_919, 1_000_000])('of at most %i rows is what awk adds up', async (limit) => {
    expect(await inPages(BY_ENDS, limit)).toEqual(byAwk('-k1,1 -k2,2n -k3,3n'))
  })

  it('keeps the order that is asked for, ties by their keys', async () => {
    const query: FlowQuery = { ...BY_ENDS, orderBy: { measure: 'records', descending: true } }
    expect(await inPages(query, 1_000)).toEqual(byAwk('-k4,4nr -k1,1 -k2,2n -k3,3n'))
  })

  it('is taken from anywhere, and again', async () => {
    const whole = byAwk('-k1,1 -k2,2n -k3,3n')
    for (const offset of [5_000, 100, whole.length - 3, whole.length, 100]) {
      const page = await engine.ask({ ...BY_ENDS, offset, limit: 10 })
      expect(lines(page)).toEqual(whole.slice(offset, offset + 10))
      expect(page.groups).toBe(whole.length)
    }
  })

  it('names in its columns no other values than those of its rows, in their order', async () => {
    const [addresses, ports] = columnsOf(await engine.ask({ ...BY_ENDS, offset: 300, limit: 50 })).keys
    const wanted = byAwk('-k1,1 -k2,2n -k3,3n').slice(300, 350)
    expect(addresses?.values).toEqual([...new Set(wanted.map((line) => line.split(' ')[0]))])
    expect(ports?.values).toEqual(
      [...new Set(wanted.map((line) => Number(line.split(' ')[1])))].sort((a, b) => a - b),
    )
  })

  it('is of the flows that are there when it begins', async () => {
    const { engine: growing, blocks } = await readCase(folder)
    const before = await growing.ask({ ...BY_ENDS, offset: 0, limit: 10 })
    for (const block of blocks) growing.append(block)
    const after = await growing.ask({ ...BY_ENDS, offset: 0, limit: 10 })
    expect(after.groups).toBe(before.groups)
    expect(after.rows.map(({ values }) => values.records)).toEqual(
      before.rows.map(({ values }) => 2 * Number(values.records)),
    )
  })
})
