import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import type { Comparison, Filter, Side } from '../../../src/shared/filter/ast'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  folder = folderOf({ 'a.log.gz': `${V2_HEADER}\n${randomRecords(30_000, 5).join('\n')}\n` })
  engine = (await readCase(folder)).engine
})

afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

const FEW = [22, 443]
const MANY = [0, 22, 80, 443, 1030, 2048, 30_000, 49_999, 65_535]

/** awk's condition for one side. */
const told = (field: string, comparison: Comparison, ports: readonly number[]) =>
  `(${ports.map((port) => `${field} ${comparison === '=' ? '==' : comparison} ${port}`).join(' || ')})`

async function count(filter: Filter): Promise<unknown> {
  const { rows } = await engine.ask({
    source: 'vpc',
    filter,
    groupBy: [],
    measures: [{ as: 'records', op: 'count' }],
  })
  return String(rows[0]?.values.records)
}

const byAwk = (condition: string) =>
  shell(folder, `zcat *.gz | awk '$14 == "OK" && ${condition}' | wc -l`).trim()

it.each<[Side, Comparison, readonly number[]]>([
  ['src', '=', FEW],
  ['dst', '=', MANY],
  ['any', '=', MANY],
  ['both', '=', [22, 80, ...Array.from({ length: 2_000 }, (_, i) => 1024 + i)]],
  ['dst', '>', [50_000, 60_000]],
  ['src', '<=', [22, 1030]],
])('ports of a list on side "%s", %s: what awk counts', async (side, comparison, ports) => {
  const sides = { src: '$6', dst: '$7' }
  const condition = { any: '||', both: '&&' }[side as string]
  const wanted = condition
    ? `(${told(sides.src, comparison, ports)} ${condition} ${told(sides.dst, comparison, ports)})`
    : told(sides[side as 'src'], comparison, ports)
  const filter: Filter = { type: 'port', side, comparison, ports }
  expect(await count(filter)).toBe(byAwk(wanted))
  expect(await count({ type: 'not', filter })).toBe(byAwk(`!(${wanted})`))
})

it('joins a list with a range of the same port, and with what is no port', async () => {
  const list: Filter = { type: 'port', side: 'dst', comparison: '=', ports: FEW }
  const range: Filter = { type: 'port', side: 'dst', comparison: '>', ports: [49_000] }
  const icmp: Filter = { type: 'protocol', protocol: 1 }
  expect(await count({ type: 'or', filters: [list, range] })).toBe(
    byAwk('($7 == 22 || $7 == 443 || $7 > 49000)'),
  )
  expect(await count({ type: 'or', filters: [list, range, icmp] })).toBe(
    byAwk('($7 == 22 || $7 == 443 || $7 > 49000 || $8 == 1)'),
  )
})
