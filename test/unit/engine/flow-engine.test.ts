import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY, type Filter } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import type { FlowQuery, GroupKey, Measure } from '../../../src/shared/query/query'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

// Columns of a version 2 record in awk: 4 srcaddr, 5 dstaddr, 6 srcport, 7 dstport, 8 protocol,
// 9 packets, 10 bytes, 11 start, 12 end, 13 action, 14 log-status.
const RECORDS = `zcat -f *.gz | awk '$14 == "OK"`

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  const file = (seed: number) => `${V2_HEADER}\n${randomRecords(25_000, seed).join('\n')}\n`
  folder = folderOf({ 'a.log.gz': file(1), 'b.log.gz': file(2), 'c.log.gz': file(3) })
  engine = (await readCase(folder)).engine
})

afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

const COUNT: Measure = { as: 'n', op: 'count' }

function filterOf(text: string): Filter {
  const parsed = parseFilter(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.filter
}

async function total(filter: Filter, measures: readonly Measure[] = [COUNT], time?: FlowQuery['time']) {
  return (await engine.ask({ source: 'vpc', filter, time, groupBy: [], measures })).rows[0]?.values
}

describe('filters', () => {
  it.each([
    ['ip 10.0.0.7', '$4 == "10.0.0.7" || $5 == "10.0.0.7"'],
    ['src ip 10.0.0.7', '$4 == "10.0.0.7"'],
    ['dst ip 2001:db8::3', '$5 == "2001:db8::3"'],
    ['not ip 10.0.0.7', '!($4 == "10.0.0.7" || $5 == "10.0.0.7")'],
    ['net 10.1.0.0/16', '$4 ~ /^10\\.1\\./ || $5 ~ /^10\\.1\\./'],
    ['src and dst net 10.1.0.0/16', '$4 ~ /^10\\.1\\./ && $5 ~ /^10\\.1\\./'],
    [
      'ip in [10.0.0.7 10.1.2.0/24]',
      '$4 == "10.0.0.7" || $5 == "10.0.0.7" || $4 ~ /^10\\.1\\.2\\./ || $5 ~ /^10\\.1\\.2\\./',
    ],
    ['port 22', '$6 == 22 || $7 == 22'],
    ['dst port > 60000', '$7 > 60000'],
    ['src port in [22, 443]', '$6 == 22 || $6 == 443'],
    ['proto udp', '$8 == 17'],
    ['proto tcp and src port 80 and action reject', '$8 == 6 && $6 == 80 && $13 == "REJECT"'],
    ['proto tcp or proto udp', '$8 == 6 || $8 == 17'],
    ['not (proto tcp or action reject)', '!($8 == 6 || $13 == "REJECT")'],
    ['(proto tcp and not action reject) or eni eni-2', '($8 == 6 && $13 != "REJECT") || $3 == "eni-2"'],
    ['action reject or bytes > 1m', '$13 == "REJECT" || ($10 != "-" && $10 > 1000000)'],
    ['bytes 40', '$10 == "40"'],
    ['not (bytes <= 500 or packets >= 300)', '!(($10 != "-" && $10 <= 500) || $9 >= 300)'],
    ['eni eni-2', '$3 == "eni-2"'],
    ['interface-id in [eni-1 eni-3]', '$3 == "eni-1" || $3 == "eni-3"'],
    ['duration >= 45s', '$12 - $11 >= 45'],
    ['duration < 1000', '$12 - $11 < 1'],
    ['start >= 1700050000', '$11 >= 1700050000'],
    ['version 2', '1'],
    ['version 3', '0'],
    ['flags S', '0'],
    ['eni eni-9', '0'],
    ['ip 192.0.2.1', '0'],
    ['any', '1'],
  ])('%s', async (text, awk) => {
    const expected = shell(folder, `${RECORDS} && (${awk}) { n++; b += $10 } END { printf "%d %.0f", n, b }'`)
    const values = await total(filterOf(text), [COUNT, { as: 'b', op: 'sum', field: 'bytes' }])
    expect(`${values?.n} ${values?.b}`).toBe(expected)
  })

  it('a time range takes the flows that start in it, its end not included', async () => {
    const expected = shell(folder, `${RECORDS} && $11 >= 1700010000 && $11 < 1700020000' | wc -l`)
    const inRange = await total(ANY, [COUNT], { from: 1_700_010_000, to: 1_700_020_000 })
    expect(String(inRange?.n)).toBe(expected.trim())
  })
})

describe('original addresses', () => {
  it('count as the side they belong to, together with the addresses of the interface', async () => {
    const header = 'srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol bytes packets start end'
    const tail = '4000 443 6 100 1 1700000000 1700000060'
    const packets = folderOf({
      'a.log': `${[
        header,
        `10.0.0.1 10.0.0.2 192.0.2.1 10.0.0.2 ${tail}`,
        `10.0.0.2 10.0.0.1 10.0.0.2 192.0.2.1 ${tail}`,
        `192.0.2.1 10.0.0.2 - - ${tail}`,
        `192.0.2.1 10.0.0.3 192.0.2.1 10.0.0.3 ${tail}`,
        `10.0.0.4 10.0.0.5 10.0.0.4 10.0.0.5 ${tail}`,
      ].join('\n')}\n`,
    })
    const engineOf = (await readCase(packets)).engine
    const lines = async (text: string) => {
      const { rows } = await engineOf.page({
        source: 'vpc',
        filter: filterOf(text),
        sort: { field: 'evidence', descending: false },
        offset: 0,
        limit: 10,
      })
      return rows.map(({ line }) => line)
    }
    expect(await lines('ip 192.0.2.1')).toEqual([2, 3, 4, 5])
    expect(await lines('src ip 192.0.2.1')).toEqual([2, 4, 5])
    expect(await lines('dst ip 192.0.2.1')).toEqual([3])
    expect(await lines('ip 10.0.0.1')).toEqual([2, 3])
    expect(await lines('not ip 192.0.2.1')).toEqual([6])
  })
})

describe('groups', () => {
  const field = (name: string): GroupKey => ({ by: 'field', field: name })

  async function grouped(
    groupBy: readonly GroupKey[],
    measures: readonly Measure[],
    filter: Filter = ANY,
  ): Promise<string[]> {
    const { rows } = await engine.ask({ source: 'vpc', filter, groupBy, measures })
    return rows
      .map(({ keys, values }) =>
        [...keys.map((key) => key ?? '-'), ...measures.map(({ as }) => values[as] ?? '-')].join(' '),
      )
      .sort()
  }

  function awkGroups(keys: string, condition = '1'): string[] {
    return shell(
      folder,
      `${RECORDS} && (${condition}) { k = ${keys}; n[k]++; b[k] += $10; if (!(k in lo) || $11 < lo[k]) lo[k] = $11; if ($12 > hi[k]) hi[k] = $12; if ($13 == "REJECT") r[k]++ }
       END { for (k in n) printf "%s %d %.0f %d %d %d\\n", k, n[k], b[k], lo[k], hi[k], r[k] }' | LC_ALL=C sort`,
    ).split('\n')
  }

  const MEASURES: readonly Measure[] = [
    COUNT,
    { as: 'b', op: 'sum', field: 'bytes' },
    { as: 'lo', op: 'min', field: 'start' },
    { as: 'hi', op: 'max', field: 'end' },
    { as: 'r', op: 'count', where: { type: 'text', field: 'action', values: ['REJECT'] } },
  ]

  it.each([
    ['address', [field('srcaddr')], '$4'],
    ['port', [field('dstport')], '$7'],
    ['text', [field('interface-id')], '$3'],
    ['action and protocol', [field('action'), field('protocol')], '$13 " " $8'],
    ['time', [{ by: 'time', bucketSeconds: 3600 } as GroupKey], 'int($11 / 3600) * 3600'],
    [
      'five-tuple',
      ['srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol'].map(field),
      '$4 " " $6 " " $5 " " $7 " " $8',
    ],
    ['start', [field('start')], '$11'],
    ['a field that is absent in some rows', [field('bytes')], '$10'],
  ] as const)('by %s', async (_what, keys, awk) => {
    expect(await grouped(keys, MEASURES)).toEqual(awkGroups(awk))
  })

  it('with a filter', async () => {
    expect(await grouped([field('dstport')], MEASURES, filterOf('src net 10.1.1.0/24'))).toEqual(
      awkGroups('$7', '$4 ~ /^10\\.1\\.1\\./'),
    )
  })

  it('counts distinct values', async () => {
    const expected = shell(
      folder,
      `${RECORDS} { print $3, $5 }' | sort -u | awk '{ n[$1]++ } END { for (k in n) print k, n[k] }' | sort`,
    )
    expect(await grouped([field('interface-id')], [{ as: 'd', op: 'distinct', field: 'dstaddr' }])).toEqual(
      expected.split('\n'),
    )
  })

  it('takes the largest groups first, ties by key', async () => {
    const expected = shell(
      folder,
      `${RECORDS} && $10 != "-" { b[$4] += $10 } END { for (k in b) printf "%.0f %s\\n", b[k], k }' | LC_ALL=C sort -k1,1nr -k2,2 | head -10`,
    )
    const { rows, groups } = await engine.ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [field('srcaddr')],
      measures: [{ as: 'b', op: 'sum', field: 'bytes' }],
      orderBy: { measure: 'b', descending: true },
      limit: 10,
    })
    expect(rows.map(({ keys, values }) => `${values.b} ${keys[0]}`).join('\n')).toBe(expected)
    expect(String(groups)).toBe(shell(folder, `${RECORDS} { print $4 }' | sort -u | wc -l`).trim())
  })

  it('has no extreme of nothing', async () => {
    expect(await total(filterOf('ip 192.0.2.1'), MEASURES)).toEqual({ n: 0, b: 0, lo: null, hi: null, r: 0 })
  })
})

describe('sums', () => {
  it('stay exact beyond 2^53', async () => {
    const line = (bytes: string) =>
      `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} 1700000000 1700000001 ACCEPT OK`
    const values = ['9007199254740991', '9007199254740991', '9007199254740993', '18446744073709551614', '1']
    const large = folderOf({ 'a.log': `${V2_HEADER}\n${values.map(line).join('\n')}\n` })
    const { rows } = await (await readCase(large)).engine.ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [],
      measures: [
        { as: 'sum', op: 'sum', field: 'bytes' },
        { as: 'min', op: 'min', field: 'bytes' },
        { as: 'max', op: 'max', field: 'bytes' },
      ],
    })
    expect(rows[0]?.values).toEqual({
      sum: values.reduce((sum, value) => sum + BigInt(value), 0n),
      min: 1,
      max: 18446744073709551614n,
    })
  })
})

describe('pages of the flow table', () => {
  it.each([
    ['srcport', false, '-k6,6n'],
    ['bytes', true, '-k10,10nr'],
    ['start', true, '-k11,11nr'],
    ['interface-id', false, '-k3,3'],
  ] as const)('sort by %s, descending %s, ties in evidence order', async (name, descending, sort) => {
    const filter = filterOf('proto udp and bytes > 0')
    const expected = shell(
      folder,
      `for f in a b c; do zcat $f.log.gz | awk -v f=$f '$8 == 17 && $10 != "-" && $10 > 0 { print $0, f, NR }'; done | LC_ALL=C sort -s ${sort} | awk 'NR > 500 && NR <= 600 { print $4, $6, $10, $11, $15, $16 }'`,
    )
    const page = await engine.page({
      source: 'vpc',
      filter,
      sort: { field: name, descending },
      offset: 500,
      limit: 100,
    })
    expect(
      page.rows
        .map(({ values: v, evidence, line }) =>
          [v.srcaddr, v.srcport, v.bytes, v.start, 'abc'[evidence], line].join(' '),
        )
        .join('\n'),
    ).toBe(expected)
    expect(String(page.total)).toBe(
      shell(folder, `${RECORDS} && $8 == 17 && $10 != "-" && $10 > 0' | wc -l`).trim(),
    )
  })

  it('sort addresses by value, not by text', async () => {
    const { rows } = await engine.page({
      source: 'vpc',
      filter: filterOf('net 10.0.0.0/24'),
      sort: { field: 'srcaddr', descending: false },
      offset: 0,
      limit: 50_000,
    })
    const v4 = rows.map(({ values }) => String(values.srcaddr)).filter((address) => address.includes('.'))
    const padded = v4.map((address) =>
      address
        .split('.')
        .map((part) => part.padStart(3, '0'))
        .join('.'),
    )
    expect(padded).toEqual([...padded].sort())
    expect(new Set(v4).size).toBeGreaterThan(200)
  })
})

describe('the contents of a case', () => {
  it('are what awk finds', () => {
    const [flows, first, last] = shell(
      folder,
      `${RECORDS} { n++; if (!first || $11 < first) first = $11; if ($12 > last) last = $12 } END { print n, first, last }'`,
    ).split(' ')
    expect(engine.contents).toMatchObject({
      flows: { vpc: Number(flows), netflow: 0 },
      firstStart: Number(first),
      lastEnd: Number(last),
    })
    expect(engine.contents.fields.vpc).toEqual(V2_HEADER.split(' '))
  })

  it('suggest addresses, those with most flows first', () => {
    const expected = shell(
      folder,
      `${RECORDS} { n[$4]++; n[$5]++ } END { for (k in n) if (k ~ /^10\\.1\\.2/) print n[k], k }' | LC_ALL=C sort -k1,1nr -k2,2 | head -5 | cut -d' ' -f2`,
    )
    expect(engine.suggestAddresses('10.1.2', 5).join('\n')).toBe(expected)
  })
})

describe('unordered pairs', () => {
  it('count both directions of two addresses as one group', async () => {
    const answer = await engine.ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [
        { by: 'field', field: 'srcaddr' },
        { by: 'field', field: 'dstaddr' },
        { by: 'field', field: 'action' },
      ],
      unordered: true,
      measures: [
        COUNT,
        { as: 'b', op: 'sum', field: 'bytes' },
        { as: 'ports', op: 'distinct', field: 'dstport' },
      ],
    })
    const expected = shell(
      folder,
      `export LC_ALL=C; ${RECORDS} {
        pair = ($4 "" < $5 "" ? $4 " " $5 : $5 " " $4) " " $13; n[pair]++; b[pair] += $10
        if (!seen[pair, $7]++) ports[pair]++ }
        END { for (pair in n) printf "%s %d %.0f %d\\n", pair, n[pair], b[pair], ports[pair] }' | sort`,
    )
    const found = answer.rows.map(({ keys, values }) => [...keys, values.n, values.b, values.ports].join(' '))
    expect(found.sort().join('\n')).toBe(expected.trim())
    expect(answer.groups).toBe(found.length)
  })
})
