import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { topBySides, topKeysBySides } from '../../../src/renderer/views/overview/top-by-sides'
import { folderOf, randomFrom, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  folder = folderOf({ 'a.log.gz': `${V2_HEADER}\n${randomRecords(40_000, 7).join('\n')}\n` })
  engine = (await readCase(folder)).engine
})

afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

const ask = async (query: Parameters<FlowEngine['ask']>[0]) => engine.ask(query)

/** "key bytes records rejected" of every key of awk's program, most bytes first. */
function byAwk(keysOfRecord: string, n: number): readonly string[] {
  const program = `$14 == "OK" { split("", seen); ${keysOfRecord}
    for (key in seen) { bytes[key] += $10; records[key]++; rejected[key] += $13 == "REJECT" } }
    END { for (key in bytes) printf "%s %.0f %d %d\\n", key, bytes[key], records[key], rejected[key] }`
  return shell(folder, `zcat *.gz | awk '${program}' | sort -k2,2nr -k1,1 | head -n ${n}`).trim().split('\n')
}

describe('addresses and ports with most bytes on either side', () => {
  it('finds the addresses that awk finds', async () => {
    const top = await topBySides(ask, 'vpc', 'address', 12)
    expect(top.map((row) => `${row.keys[0]} ${row.bytes} ${row.records} ${row.rejected}`)).toEqual(
      byAwk('seen[$4]; seen[$5];', 12),
    )
  })

  it('finds the ports that awk finds, among tens of thousands that are used once', async () => {
    const top = await topBySides(ask, 'vpc', 'port', 12)
    expect(top.map((row) => `${row.keys.join('/')} ${row.bytes} ${row.records} ${row.rejected}`)).toEqual(
      byAwk('seen[$6 "/" $8]; seen[$7 "/" $8];', 12),
    )
  })

  it('finds the same without their totals', async () => {
    const keys = await topKeysBySides(ask, 'vpc', 'port', 12)
    const wanted = byAwk('seen[$6 "/" $8]; seen[$7 "/" $8];', 12).map((line) => line.split(' ')[0])
    expect(keys.map((key) => key.join('/')).sort()).toEqual(wanted.sort())
  })

  it('gives all there are when fewer are there', async () => {
    const top = await topBySides(ask, 'vpc', 'address', 1_000_000)
    expect(top).toHaveLength(byAwk('seen[$4]; seen[$5];', 1_000_000).length)
  })

  it('gives none for a source without flows', async () => {
    expect(await topBySides(ask, 'netflow', 'address', 12)).toEqual([])
  })
})

describe('addresses and ports that are on both sides, or in the packets alone', () => {
  const HEADER = 'srcaddr dstaddr srcport dstport protocol bytes action pkt-srcaddr pkt-dstaddr'
  let small: string
  let few: FlowEngine

  beforeAll(async () => {
    const random = randomFrom(3)
    const below = (limit: number) => Math.floor(random() * limit)
    const records = Array.from({ length: 5_000 }, () => {
      const [a, b] = [`10.0.0.${below(9)}`, `10.0.0.${below(9)}`]
      // Of four of the addresses, packets may have them where their interface has another one.
      const packet = (own: string) => (below(40) === 0 ? `10.0.0.${below(4)}` : below(3) === 0 ? '-' : own)
      const port = () => [22, 53, 80, 443][below(4)]
      return `${a} ${b} ${port()} ${port()} ${below(2) ? 6 : 17} ${below(5_000)} ${below(3) ? 'ACCEPT' : 'REJECT'} ${packet(a)} ${packet(b)}`
    })
    small = folderOf({ 'a.log.gz': `${HEADER}\n${records.join('\n')}\n` })
    few = (await readCase(small)).engine
  })

  afterAll(() => shell(small, 'rm -f *.gz && rmdir "$PWD"'))

  it.each([
    ['address', 'seen[$1]; seen[$2]; seen[$8]; seen[$9]; delete seen["-"];'],
    ['port', 'seen[$3 "/" $5]; seen[$4 "/" $5];'],
  ] as const)('counts each flow of an %s once, as awk does', async (kind, keys) => {
    const top = await topBySides((query) => few.ask(query), 'vpc', kind, 100)
    const program = `NR > 1 { split("", seen); ${keys}
      for (key in seen) { bytes[key] += $6; records[key]++; rejected[key] += $7 == "REJECT" } }
      END { for (key in bytes) printf "%s %.0f %d %d\\n", key, bytes[key], records[key], rejected[key] }`
    expect(top.map((row) => `${row.keys.join('/')} ${row.bytes} ${row.records} ${row.rejected}`)).toEqual(
      shell(small, `zcat *.gz | awk '${program}' | sort -k2,2nr`).split('\n'),
    )
  })
})
