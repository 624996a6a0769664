import { describe, expect, it } from 'vitest'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { FlowLogParser } from '../../../src/main/evidence/flow-log-parser'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY, type Filter } from '../../../src/shared/filter/ast'
import type { FlowBlock } from '../../../src/shared/flow/block'
import type { FlowPageQuery } from '../../../src/shared/query/query'
import { randomFrom } from '../evidence/flow-log-text'
import { fc } from '../property'

const FIELDS = ['srcaddr', 'dstport', 'bytes', 'packets', 'start', 'action'] as const
type Values = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>
interface Row {
  readonly evidence: number
  readonly line: number
  readonly values: Values
}

/** Flow logs with many equal values, some absent, some beyond what a double holds. */
function logs(random: () => number, rowsOf: readonly number[]): readonly string[] {
  const below = (limit: number) => Math.floor(random() * limit)
  const line = () => {
    const address =
      below(9) === 0
        ? `2001:db8::${(below(40) + 1).toString(16)}`
        : `${below(224) + 1}.${below(3)}.0.${below(200)}`
    const bytes = [`${below(3)}`, `${below(5000)}`, `${below(2 ** 31)}`, '18446744073709551614', '-'][
      below(5)
    ]
    const start = 1_700_000_000 + below(4000)
    return `${address} ${[22, 80, 443][below(3)]} ${bytes} ${below(300)} ${start} ${['ACCEPT', 'REJECT', '-'][below(3)]}`
  }
  return rowsOf.map((rows) => `${FIELDS.join(' ')}\n${Array.from({ length: rows }, line).join('\n')}\n`)
}

function blocksOf(texts: readonly string[]): readonly FlowBlock[] {
  const blocks: FlowBlock[] = []
  const sink = new BlockSink((block) => {
    if (block) blocks.push(block)
  })
  for (const [evidence, text] of texts.entries()) {
    const parser = new FlowLogParser(evidence, sink)
    parser.push(Buffer.from(text))
    parser.end()
  }
  sink.flush()
  return blocks
}

function rowsOf(texts: readonly string[]): readonly Row[] {
  return texts.flatMap((text, evidence) =>
    text
      .trimEnd()
      .split('\n')
      .map((line, at) => ({
        evidence,
        line: at + 1,
        values: Object.fromEntries(
          line.split(' ').flatMap((value, i) => (value === '-' ? [] : [[FIELDS[i] as string, value]])),
        ) as Values,
      }))
      .slice(1),
  )
}

/** What a value is sorted by: addresses as numbers, IPv4 first; numbers by value; text as it is. */
function keyOf(field: string, value: string): bigint | string {
  if (field === 'action') return value
  if (field !== 'srcaddr') return BigInt(value)
  if (value.includes(':')) return (1n << 64n) + BigInt(`0x${value.slice(10)}`)
  return value.split('.').reduce((number, part) => number * 256n + BigInt(part), 0n)
}

/** The plain way: sort everything, what has no value last, ties by evidence file and line. */
function sorted(rows: readonly Row[], field: string, descending: boolean): readonly Row[] {
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const origin = a.evidence - b.evidence || a.line - b.line
    if (field === 'evidence') return sign * origin
    const [left, right] = [a, b].map((row) => row.values[field as keyof Values])
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined) || origin
    }
    const [x, y] = [keyOf(field, left), keyOf(field, right)]
    return x === y ? origin : x < y ? -sign : sign
  })
}

const places = (rows: readonly { evidence: number; line: number }[]) =>
  rows.map(({ evidence, line }) => `${evidence}:${line}`)

const REJECTED: Filter = { type: 'text', field: 'action', values: ['REJECT'] }

describe('a page of the flow table', () => {
  const random = randomFrom(5)
  const texts = logs(random, [9000, 40_000, 1, 30_000, 12_000])
  const blocks = blocksOf(texts)
  const all = rowsOf(texts)

  // The blocks of the second engine lie only in a store, as those of a case do that is larger than memory.
  const inMemory = new FlowEngine()
  const fromStore = new FlowEngine({ memoryBytes: 0, load: async (key) => blocks[key] as FlowBlock })
  for (const [key, block] of blocks.entries()) {
    inMemory.append(block)
    fromStore.append(block)(key)
  }

  it.each([
    ['in memory', inMemory],
    ['in the store', fromStore],
  ])('has the rows that sorting everything gives: %s', async (_where, engine) => {
    expect(blocks.length).toBeGreaterThan(1)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FIELDS, 'evidence', 'no-such-field'),
        fc.boolean(),
        fc.constantFrom<Filter>(ANY, REJECTED, { type: 'not', filter: REJECTED }),
        fc.nat(95_000),
        fc.nat(150),
        async (field, descending, filter, offset, limit) => {
          const query: FlowPageQuery = { source: 'vpc', filter, sort: { field, descending }, offset, limit }
          const rejected = ({ values }: Row) => values.action === 'REJECT'
          const matching = filter === ANY ? all : all.filter((row) => rejected(row) === (filter === REJECTED))
          const page = await engine.page(query)
          expect(page.total).toBe(matching.length)
          const wanted = sorted(matching, field, descending).slice(offset, offset + limit)
          expect(places(page.rows)).toEqual(places(wanted))
          expect(page.rows.map(({ values }) => String(values.srcaddr))).toEqual(
            wanted.map(({ values }) => values.srcaddr),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('comes from the store as often as it is asked for, and answers are the same', async () => {
    const query = {
      source: 'vpc',
      filter: REJECTED,
      groupBy: [{ by: 'field', field: 'dstport' }],
      measures: [
        { as: 'n', op: 'count' },
        { as: 'p', op: 'sum', field: 'packets' },
      ],
    } as const
    const expected = new Map<number, { n: number; p: number }>()
    for (const { values } of all) {
      if (values.action !== 'REJECT') continue
      const port = Number(values.dstport)
      const { n, p } = expected.get(port) ?? { n: 0, p: 0 }
      expected.set(port, { n: n + 1, p: p + Number(values.packets) })
    }
    for (const engine of [inMemory, fromStore]) {
      const { rows } = await engine.ask(query)
      expect(new Map(rows.map(({ keys, values }) => [keys[0], values]))).toEqual(expected)
    }
  })
})
