import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { countEntries, type ListHits, listQuery } from '../../../src/shared/case/match-list'
import { readList } from '../../../src/shared/case/read-list'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  const file = (seed: number) => `${V2_HEADER}\n${randomRecords(10_000, seed).join('\n')}\n`
  folder = folderOf({ 'a.log': file(6), 'b.log': file(7) })
  engine = (await readCase(folder)).engine
})

afterAll(() => shell(folder, 'rm -f *.log && rmdir "$PWD"'))

async function hitsOf(text: string): Promise<ListHits> {
  const { entries } = readList(text)
  const query = listQuery('vpc', entries, engine.contents.fields.vpc)
  return countEntries(entries, await engine.ask(query))
}

/** Records, bytes, first start and last end of the records that an awk condition holds for. */
function byAwk(condition: string): readonly number[] {
  return shell(
    folder,
    `cat *.log | awk '$14 == "OK" && (${condition}) { n++; if ($10 != "-") b += $10; if (!f || $11 < f) f = $11; if ($12 > t) t = $12 } END { printf "%.0f %.0f %.0f %.0f", n, b, f, t }'`,
  )
    .split(' ')
    .map(Number)
}

test('every entry is counted as its own filter would count it, overlapping ones too', async () => {
  const hits = await hitsOf('10.0.0.7\n10.1.0.0/16\n10.1.2.0/24\n2001:db8::3\n203.0.113.250\n10.0.0.0/8\n')
  const either = (pattern: string) => `$4 ~ /^${pattern}/ || $5 ~ /^${pattern}/`
  const same = (address: string) => `$4 == "${address}" || $5 == "${address}"`
  const wanted: readonly (readonly [number, string])[] = [
    [0, same('10.0.0.7')],
    [1, either('10\\.1\\.')],
    [2, either('10\\.1\\.2\\.')],
    [3, same('2001:db8::3')],
    [5, either('10\\.')],
  ]
  expect(hits.entries).toEqual(
    wanted.map(([entry, condition]) => {
      const [records, bytes, firstStart, lastEnd] = byAwk(condition)
      return { entry, records, bytes, firstStart, lastEnd }
    }),
  )
  const [records, bytes] = byAwk(`${either('10\\.')} || ${same('2001:db8::3')}`)
  expect([hits.records, hits.bytes]).toEqual([records, bytes])
})

test('the addresses of the case that are in the list are named, with their entries', async () => {
  const { addresses } = await hitsOf('10.0.0.7\n10.0.0.0/24\n')
  expect(addresses.find(({ address }) => address === '10.0.0.7')?.entries).toEqual([0, 1])
  const wanted = shell(
    folder,
    `cat *.log | awk '$14 == "OK" { print $4; print $5 }' | grep '^10[.]0[.]0[.][0-9]*$' | sort -u`,
  )
  expect(addresses.map(({ address }) => address).sort()).toEqual(wanted.trim().split('\n').sort())
})

test('a list of 10,000 entries is counted at once', async () => {
  const entries = Array.from(
    { length: 10_000 },
    (_, at) => `172.${16 + (at >> 12)}.${(at >> 4) & 255}.${(at & 15) * 16}/28`,
  )
  const hits = await hitsOf([...entries, '10.0.0.7'].join('\n'))
  const [records] = byAwk('$4 == "10.0.0.7" || $5 == "10.0.0.7"')
  expect(hits.entries.at(-1)).toMatchObject({ entry: 10_000, records })
})
