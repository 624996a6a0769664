import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { topBySides } from '../../../src/renderer/views/overview/top-by-sides'
import { askStack } from '../../../src/renderer/views/timeline/ask-stack'
import { partsOf } from '../../../src/renderer/views/timeline/stack-choice'
import { SERVICES, type StackMeasure } from '../../../src/renderer/views/timeline/stacks'
import {
  nudged,
  panned,
  parseSpan,
  spanText,
  within,
  zoomed,
} from '../../../src/renderer/views/timeline/zoom'
import { ANY } from '../../../src/shared/filter/ast'
import { folderOf, randomRecords, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

const DAY = { from: 1_700_000_000, to: 1_700_090_060 }
/** 12 minutes. */
const CLOSE = { from: 1_700_030_007, to: 1_700_030_727 }

describe('the buckets of a stacked timeline', () => {
  let folder: string
  let engine: FlowEngine

  beforeAll(async () => {
    folder = folderOf({ 'a.log.gz': `${V2_HEADER}\n${randomRecords(30_000, 11).join('\n')}\n` })
    engine = (await readCase(folder)).engine
  })
  afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

  const ask = async (query: Parameters<FlowEngine['ask']>[0]) => engine.ask(query)

  /** "bucket value" of each bucket that has one, in which awk's condition holds. */
  function byAwk(seconds: number, condition: string, value: string, span = DAY): readonly string[] {
    const first = Math.floor(span.from / seconds) * seconds
    const end = Math.ceil(span.to / seconds) * seconds
    const program = `$14 == "OK" && $11 >= ${first} && $11 < ${end} && (${condition}) { at = $11 - $11 % ${seconds}; sum[at] += ${value} }
      END { for (at in sum) if (sum[at] > 0) printf "%d %.0f\\n", at, sum[at] }`
    return shell(folder, `zcat *.gz | awk '${program}' | sort -n`).split('\n')
  }

  function shown(values: ReadonlyMap<number, number> | undefined): readonly string[] {
    return Array.from(values ?? [])
      .filter(([, value]) => value > 0)
      .map(([at, value]) => `${at} ${value}`)
  }

  it.each<[StackMeasure, string]>([
    ['records', '1'],
    ['bytes', '$10'],
    ['packets', '$9'],
  ])('have the %s that awk sums, accepted and rejected', async (measure, value) => {
    const stack = await askStack(ask, partsOf('action', 'vpc', []), ANY, measure, DAY)
    expect(stack.bucketSeconds).toBe(600)
    expect(stack.series.map(({ label }) => label)).toEqual(['Accepted', 'Rejected'])
    expect(shown(stack.series[0]?.values)).toEqual(byAwk(600, '$13 == "ACCEPT"', value))
    expect(shown(stack.series[1]?.values)).toEqual(byAwk(600, '$13 == "REJECT"', value))
  })

  it('are short where the span is, and whole at its ends', async () => {
    const stack = await askStack(ask, partsOf('action', 'vpc', []), ANY, 'records', CLOSE)
    expect(stack.bucketSeconds).toBe(5)
    expect([stack.starts[0], stack.starts.at(-1)]).toEqual([1_700_030_005, 1_700_030_725])
    expect(shown(stack.series[0]?.values)).toEqual(byAwk(5, '$13 == "ACCEPT"', '1', CLOSE))
  })

  it('give a flow to the busiest of its ports alone, and all flows to some service', async () => {
    const ports = (await topBySides(ask, 'vpc', 'port', SERVICES)).map(({ keys }) => keys)
    const stack = await askStack(ask, partsOf('service', 'vpc', ports), ANY, 'records', DAY)
    expect(stack.series.at(-1)?.label).toBe('Other')
    const has = ports.map(([port, protocol]) =>
      protocol === 1 ? '($8 == 1)' : `($8 == ${protocol} && ($6 == ${port} || $7 == ${port}))`,
    )
    for (const [i, own] of has.entries()) {
      const condition = [...has.slice(0, i).map((other) => `!${other}`), own].join(' && ')
      expect(shown(stack.series[i]?.values)).toEqual(byAwk(600, condition, '1'))
    }
    const sum = stack.series.reduce(
      (total, { values }) => total + [...values.values()].reduce((a, b) => a + b, 0),
      0,
    )
    expect(sum).toBe(Number(shell(folder, `zcat *.gz | awk '$14 == "OK"' | wc -l`)))
  })

  it.each<[StackMeasure, string]>([
    ['records', '1'],
    ['bytes', '$10'],
    ['packets', '$9'],
  ])('give the %s of flows with two services to the first of them', async (measure, value) => {
    const crowded = folderOf({
      'a.log.gz': `${V2_HEADER}\n${Array.from({ length: 3_000 }, (_, i) => {
        const port = (n: number) => [22, 53, 80, 443, 0, 50_000][n % 6]
        return `2 1 eni-1 10.0.0.1 10.0.0.2 ${port(i)} ${port(i * i + 3)} ${[6, 17, 1][i % 3]} ${1 + (i % 7)} ${40 + i} ${1_700_000_000 + i} ${1_700_000_010 + i} ACCEPT OK`
      }).join('\n')}\n`,
    })
    const { engine: own } = await readCase(crowded)
    const ports = [
      [443, 6],
      [0, 1],
      [22, 17],
      [80, 6],
      [0, 6],
    ]
    const span = { from: 1_700_000_000, to: 1_700_003_000 }
    const stack = await askStack(
      (query) => own.ask(query),
      partsOf('service', 'vpc', ports),
      ANY,
      measure,
      span,
    )
    const { bucketSeconds: seconds } = stack
    const program = `$14 == "OK" { at = $11 - $11 % ${seconds}
        service = ($6 == 443 || $7 == 443) && $8 == 6 ? 0 : $8 == 1 ? 1 : ($6 == 22 || $7 == 22) && $8 == 17 ? 2 : \
          ($6 == 80 || $7 == 80) && $8 == 6 ? 3 : ($6 == 0 || $7 == 0) && $8 == 6 ? 4 : 5
        sum[service " " at] += ${value} }
      END { for (key in sum) print key, sum[key] }`
    const told = stack.series.flatMap(({ values }, service) =>
      shown(values).map((line) => `${service} ${line}`),
    )
    expect(told.sort()).toEqual(shell(crowded, `zcat *.gz | awk '${program}'`).split('\n').sort())
    expect(stack.series.map(({ label }) => label)).toEqual([
      '443/TCP https',
      'ICMP',
      '22/UDP',
      '80/TCP http',
      '0/TCP',
      'Other',
    ])
    shell(crowded, 'rm -f *.gz && rmdir "$PWD"')
  })

  it('name what the log does not tell', async () => {
    const stack = await askStack(ask, partsOf('direction', 'vpc', []), ANY, 'records', DAY)
    expect(shown(stack.series[2]?.values)).toEqual(byAwk(600, '1', '1'))
    expect(stack.series[2]?.label).toBe('No direction logged')
  })
})

describe('what is seen of a timeline', () => {
  const whole = { from: 1_000, to: 2_000 }

  it('zooms around a moment, which stays where it is', () => {
    expect(zoomed(whole, 0.5, 1_250, whole)).toEqual({ from: 1_125, to: 1_625 })
    expect(zoomed({ from: 1_125, to: 1_625 }, 2, 1_250, whole)).toEqual(whole)
  })

  it('never leaves the whole, and comes no closer than ten seconds', () => {
    expect(zoomed({ from: 1_000, to: 1_100 }, 3, 1_090, whole)).toEqual({ from: 1_000, to: 1_300 })
    expect(zoomed({ from: 1_500, to: 1_510 }, 0.1, 1_505, whole)).toEqual({ from: 1_500, to: 1_510 })
    expect(within({ from: 0, to: 5_000 }, whole)).toEqual(whole)
  })

  it('moves by a share of its length, up to the ends', () => {
    expect(panned({ from: 1_200, to: 1_400 }, 0.5, whole)).toEqual({ from: 1_300, to: 1_500 })
    expect(panned({ from: 1_200, to: 1_400 }, -9, whole)).toEqual({ from: 1_000, to: 1_200 })
  })

  it('is kept as text, and nothing where it is the whole', () => {
    expect(spanText({ from: 1_200, to: 1_400 }, whole)).toBe('1200-1400')
    expect(parseSpan('1200-1400')).toEqual({ from: 1_200, to: 1_400 })
    expect(spanText(whole, whole)).toBe('')
    for (const text of [null, '', 'x', '5-4', '1200', '-1--5']) expect(parseSpan(text)).toBeNull()
  })

  it('has a range whose edges the keyboard moves from bucket to bucket', () => {
    const first = nudged(null, 'to', 1, 60, { from: 1_200, to: 1_400 })
    expect(first).toEqual({ from: 1_260, to: 1_320 })
    expect(nudged(first, 'to', 1, 60, whole)).toEqual({ from: 1_260, to: 1_380 })
    expect(nudged(first, 'from', -1, 60, whole)).toEqual({ from: 1_200, to: 1_320 })
    expect(nudged({ from: 1_207, to: 1_333 }, 'to', 1, 60, whole)).toEqual({ from: 1_207, to: 1_380 })
    expect(nudged({ from: 1_207, to: 1_333 }, 'to', -1, 60, whole)).toEqual({ from: 1_207, to: 1_320 })
    expect(nudged(first, 'to', -1, 60, whole)).toEqual(first)
  })
})
