import { describe, expect, it } from 'vitest'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY, type Filter } from '../../../src/shared/filter/ast'
import type { FlowQuery } from '../../../src/shared/query/query'
import { Dice, type RandomBlock, randomBlock, type Width } from './random-blocks'

// The truth is added up here in whole numbers of any size, row by row.

const KEY_WIDTHS: readonly Width[] = ['missing', 'constant', 8, 16, 16, 16, 32, 'looked up', 'double', 64]
const VALUE_WIDTHS: readonly Width[] = ['missing', 'constant', 8, 16, 32, 32, 'looked up', 'double', 64]
const BASES = [0, 0, 0, 22, 2 ** 31, 2 ** 50]

function randomCase(seed: number): readonly RandomBlock[] {
  const dice = new Dice(seed)
  // Neighbours of one shape are common, and so are changes of it.
  let shape = { key: dice.of(KEY_WIDTHS), value: dice.of(VALUE_WIDTHS), keyBase: 0, valueBase: 0 }
  return Array.from({ length: 12 }, () => {
    if (dice.below(3) === 0) {
      shape = {
        key: dice.of(KEY_WIDTHS),
        value: dice.of(VALUE_WIDTHS),
        keyBase: dice.of(BASES),
        valueBase: dice.of(BASES),
      }
    }
    return randomBlock(dice, 1 + dice.below(400), {
      dstport: { width: shape.key, base: shape.keyBase },
      bytes: { width: shape.value, base: shape.valueBase },
      packets: { width: 16, base: 1 },
    })
  })
}

function engineOf(blocks: readonly RandomBlock[]): FlowEngine {
  const engine = new FlowEngine()
  for (const { block } of blocks) engine.append(block)
  return engine
}

/** One that has to read nearly all blocks from a store. */
function pagingEngineOf(blocks: readonly RandomBlock[]): FlowEngine {
  const engine = new FlowEngine({
    memoryBytes: 1,
    load: async (key) => (blocks[key] as RandomBlock).block,
  })
  for (const [key, { block }] of blocks.entries()) engine.append(block, key)
  return engine
}

const FEW_PACKETS: Filter = { type: 'number', field: 'packets', comparison: '<', value: 20_000 }

function question(field: string | null, filter: Filter): FlowQuery {
  return {
    source: 'vpc',
    filter,
    groupBy: field ? [{ by: 'field', field }] : [],
    measures: [
      { as: 'n', op: 'count' },
      { as: 'few', op: 'count', where: FEW_PACKETS },
      { as: 'sum', op: 'sum', field: 'bytes' },
      { as: 'few-sum', op: 'sum', field: 'bytes', where: FEW_PACKETS },
      { as: 'min', op: 'min', field: 'bytes' },
      { as: 'max', op: 'max', field: 'bytes' },
    ],
  }
}

interface Figures {
  n: bigint
  few: bigint
  sum: bigint
  fewSum: bigint
  min: bigint | null
  max: bigint | null
}

function truth(
  blocks: readonly RandomBlock[],
  keyOf: (block: RandomBlock, row: number) => string,
  matches: (packets: bigint) => boolean,
): readonly string[] {
  const groups = new Map<string, Figures>()
  for (const block of blocks) {
    for (let row = 0; row < block.block.count; row++) {
      const packets = block.numbers.packets?.[row] ?? null
      if (packets === null ? matches(-1n) === false : !matches(packets)) continue
      const key = keyOf(block, row)
      const own = groups.get(key) ?? { n: 0n, few: 0n, sum: 0n, fewSum: 0n, min: null, max: null }
      groups.set(key, own)
      const bytes = block.numbers.bytes?.[row] ?? null
      const few = packets !== null && packets < 20_000n
      own.n++
      if (few) own.few++
      if (bytes === null) continue
      own.sum += bytes
      if (few) own.fewSum += bytes
      if (own.min === null || bytes < own.min) own.min = bytes
      if (own.max === null || bytes > own.max) own.max = bytes
    }
  }
  return Array.from(groups, ([key, { n, few, sum, fewSum, min, max }]) =>
    [key, n, few, sum, fewSum, min ?? '-', max ?? '-'].join(' '),
  ).sort()
}

async function answered(engine: FlowEngine, query: FlowQuery): Promise<readonly string[]> {
  const { rows, groups } = await engine.ask(query)
  expect(groups).toBe(rows.length)
  return rows
    .map(({ keys: [key = ''], values }) =>
      [key ?? '-', ...['n', 'few', 'sum', 'few-sum', 'min', 'max'].map((name) => values[name] ?? '-')].join(
        ' ',
      ),
    )
    .sort()
}

const portOf = (block: RandomBlock, row: number) => String(block.numbers.dstport?.[row] ?? '-')
const addressOf = (block: RandomBlock, row: number) => block.addresses[row] ?? '-'

describe.each(Array.from({ length: 40 }, (_, i) => i + 1))('random blocks, case %i', (seed) => {
  const blocks = randomCase(seed)

  it.each([
    ['by number', 'dstport', portOf],
    ['by address', 'srcaddr', addressOf],
    ['not grouped', null, () => ''],
  ] as const)('%s: what whole numbers add up to', async (_name, field, keyOf) => {
    const most: Filter = { type: 'number', field: 'packets', comparison: '>', value: 3000 }
    for (const engine of [engineOf(blocks), pagingEngineOf(blocks)]) {
      expect(await answered(engine, question(field, ANY))).toEqual(truth(blocks, keyOf, () => true))
      expect(await answered(engine, question(field, most))).toEqual(
        truth(blocks, keyOf, (packets) => packets > 3000n),
      )
    }
  })

  it('the first groups of an order are those of all of them', async () => {
    const engine = engineOf(blocks)
    for (const measure of ['n', 'sum', 'min']) {
      for (const descending of [true, false]) {
        const query: FlowQuery = { ...question('srcaddr', ANY), orderBy: { measure, descending } }
        const { rows: all } = await engine.ask(query)
        for (const limit of [0, 1, 7, 100, all.length, all.length + 1]) {
          const { rows, groups } = await engine.ask({ ...query, limit })
          expect(rows).toEqual(all.slice(0, limit))
          expect(groups).toBe(all.length)
        }
      }
    }
  })
})

describe('sums of many blocks', () => {
  const MOST = 2 ** 32 - 2
  const count = 65_536
  const blockOf = (base: number, stored: number, port: number): RandomBlock => {
    const made = randomBlock(new Dice(1), count, { packets: { width: 16, base: 1 } })
    const columns = [
      ...made.block.columns,
      {
        field: 'dstport',
        kind: 'number',
        base: 0,
        absent: -1,
        data: new Uint16Array(count).fill(port),
        values: null,
      },
      {
        field: 'bytes',
        kind: 'number',
        base,
        absent: -1,
        data: new Uint32Array(count).fill(stored),
        values: null,
      },
    ] as const
    return { ...made, block: { ...made.block, columns } }
  }

  it.each([
    ['beyond 2^52, and below 2^53', 0, 20, 20n * 65_536n * BigInt(MOST)],
    ['beyond 2^53', 0, 70, 70n * 65_536n * BigInt(MOST)],
    ['of values beyond 2^36', 2 ** 37, 9, 9n * 65_536n * (2n ** 37n + BigInt(MOST))],
    ['of values next to 2^53', 2 ** 53 - 2 ** 33, 3, 3n * 65_536n * (2n ** 53n - 2n ** 33n + BigInt(MOST))],
  ])('%s are exact', async (_name, base, blocks, expected) => {
    const engine = new FlowEngine()
    const { block } = blockOf(base, MOST, 443)
    for (let i = 0; i < blocks; i++) engine.append(block)
    for (const groupBy of [[], [{ by: 'field', field: 'dstport' }]] as const) {
      const { rows } = await engine.ask({
        source: 'vpc',
        filter: ANY,
        groupBy,
        measures: [{ as: 'sum', op: 'sum', field: 'bytes' }],
      })
      expect(rows.map(({ values }) => BigInt(values.sum as number | bigint))).toEqual([expected])
    }
  })
})

describe('times', () => {
  it('of blocks in seconds and of blocks in milliseconds are compared in seconds', async () => {
    const dice = new Dice(5)
    const widths = { dstport: { width: 16, base: 0 }, start: { width: 32, base: 0 } } as const
    const blocks = ([1, 1000, 1000, 1, 1000, 1, 1] as const).map((ticks) => ({
      ticks,
      made: randomBlock(dice, 300, { ...widths, start: { width: 32, base: 1_700_000_000 * ticks } }, ticks),
    }))
    const least = new Map<string, number>()
    const most = new Map<string, number>()
    for (const { ticks, made } of blocks) {
      for (let row = 0; row < made.block.count; row++) {
        const key = portOf(made, row)
        const value = made.numbers.start?.[row] ?? null
        if (value === null) continue
        const seconds = Number(value) / ticks
        least.set(key, Math.min(least.get(key) ?? seconds, seconds))
        most.set(key, Math.max(most.get(key) ?? seconds, seconds))
      }
    }
    const { rows } = await engineOf(blocks.map(({ made }) => made)).ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [{ by: 'field', field: 'dstport' }],
      measures: [
        { as: 'first', op: 'min', field: 'start' },
        { as: 'last', op: 'max', field: 'start' },
      ],
    })
    const known = rows.filter(({ values }) => values.first !== null)
    expect(known.length).toBe(least.size)
    for (const { keys, values } of known) {
      expect([values.first, values.last]).toEqual([
        least.get(String(keys[0] ?? '-')),
        most.get(String(keys[0] ?? '-')),
      ])
    }
  })
})
