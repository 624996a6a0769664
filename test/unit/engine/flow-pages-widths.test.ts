import { describe, expect, it } from 'vitest'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY, type Filter } from '../../../src/shared/filter/ast'
import { Dice, type RandomBlock, randomBlock, type Width } from './random-blocks'

const WIDTHS: readonly Width[] = ['missing', 'constant', 8, 16, 32, 32, 32, 'looked up', 'double']
const BASES = [0, 0, 1, 29, 2 ** 32 - 5, 2 ** 33]

/** Blocks of as many evidence files, whose bytes are kept in different widths. */
function randomCase(seed: number): readonly RandomBlock[] {
  const dice = new Dice(seed)
  return Array.from({ length: 6 }, (_, evidence) => {
    const made = randomBlock(dice, 1 + dice.below(3000), {
      bytes: { width: dice.of(WIDTHS), base: dice.of(BASES) },
      packets: { width: 16, base: 1 },
    })
    const runs = { ...made.block.runs, evidence: Uint32Array.of(evidence) }
    return { ...made, block: { ...made.block, runs } }
  })
}

interface Row {
  readonly key: bigint | null
  readonly origin: string
}

/** The plain way: all rows, sorted as whole; what has no value last, ties by evidence file and line. */
function sorted(blocks: readonly RandomBlock[], descending: boolean, few: boolean): readonly Row[] {
  const rows = blocks.flatMap(({ block, numbers }, evidence) =>
    Array.from({ length: block.count }, (_, row) => ({
      key: numbers.bytes?.[row] ?? null,
      packets: numbers.packets?.[row] ?? null,
      evidence,
      line: row + 1,
    })),
  )
  return rows
    .filter(({ packets }) => !few || (packets !== null && packets < 3000n))
    .sort((a, b) => {
      const origin = a.evidence - b.evidence || a.line - b.line
      if (a.key === b.key) return origin
      if (a.key === null || b.key === null) return a.key === null ? 1 : -1
      return a.key < b.key === descending ? 1 : -1
    })
    .map(({ key, evidence, line }) => ({ key, origin: `${evidence} ${line}` }))
}

const FEW: Filter = { type: 'number', field: 'packets', comparison: '<', value: 3000 }

describe.each(Array.from({ length: 12 }, (_, i) => i + 1))('random blocks, case %i', (seed) => {
  const blocks = randomCase(seed)
  const engine = new FlowEngine()
  for (const { block } of blocks) engine.append(block)

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('descending: %s, filtered: %s: pages are parts of all rows', async (descending, few) => {
    const expected = sorted(blocks, descending, few)
    const last = Math.max(0, expected.length - 30)
    for (const offset of [0, 1, 100, Math.floor(last / 2), last]) {
      const { total, rows } = await engine.page({
        source: 'vpc',
        filter: few ? FEW : ANY,
        sort: { field: 'bytes', descending },
        offset,
        limit: 50,
      })
      expect(total).toBe(expected.length)
      expect(
        rows.map(({ evidence, line, values: { bytes = null } }) => ({
          key: bytes === null ? null : BigInt(bytes),
          origin: `${evidence} ${line}`,
        })),
      ).toEqual(expected.slice(offset, offset + 50))
    }
  })
})
