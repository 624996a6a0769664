import { describe, expect, it } from 'vitest'
import type { AddressPair } from '../../../src/renderer/investigation/entity/address-pairs'
import {
  buildGraph,
  type MostNodes,
  ON_SMALL_SCREENS,
  ON_TALL_SCREENS,
  STEP,
} from '../../../src/renderer/views/graph/build-graph'
import type { Graph } from '../../../src/renderer/views/graph/graph'

const place = (address: string) => (address.startsWith('10.') ? 'internal' : 'external')

function pair(a: string, b: string, bytes: number, records = 1, rejected = 0): AddressPair {
  return { a, b, bytes, records, rejected, accepted: records - rejected, packets: records }
}

function built(
  pairs: readonly AddressPair[],
  most?: MostNodes,
): { readonly graph: Graph; readonly steps: number } {
  const generator = buildGraph(pairs, place, most)
  for (let steps = 1; ; steps++) {
    const step = generator.next()
    if (step.done) return { graph: step.value, steps }
  }
}

/** 10,000 addresses outside, each met by two of ten inside. */
const MANY = Array.from({ length: 10_000 }, (_, i) => {
  const outside = `198.${18 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`
  return [
    pair(`10.0.0.${i % 10}`, outside, 1_000_000 - i * 7, 2),
    pair(`10.0.0.${(i * 7) % 10}`, outside, 100 + (i % 13), 1, i % 3 === 0 ? 1 : 0),
  ]
}).flat()

describe('the graph of conversations', () => {
  it('has a node for each address when there are few', () => {
    const { graph } = built([pair('10.0.0.1', '198.51.100.1', 10), pair('10.0.0.1', '10.0.0.2', 30, 4, 4)])
    expect(graph.nodes.map(({ label, column }) => `${column} ${label}`).sort()).toEqual([
      'inside 10.0.0.1',
      'inside 10.0.0.2',
      'outside 198.51.100.1',
    ])
    const ends = graph.edges.map(({ a, b, bytes, rejected }) => [
      [graph.nodes[a]?.label, graph.nodes[b]?.label].sort().join(' '),
      bytes,
      rejected,
    ])
    expect(ends).toEqual([
      ['10.0.0.1 198.51.100.1', 10, 0],
      ['10.0.0.1 10.0.0.2', 30, 4],
    ])
  })

  it.each([
    ['on a small screen', ON_SMALL_SCREENS, 20 + 8 + 1],
    ['on a tall one', ON_TALL_SCREENS, 40 + 16 + 1],
  ])('stays as small as can be read %s with 10,000 addresses, and loses none', (_, most, nodes) => {
    const { graph } = built(MANY, most)
    const outside = graph.nodes.filter(({ column }) => column === 'outside')
    expect(outside).toHaveLength(nodes)
    expect(outside[outside.length - 1]?.kind).toBe('others')
    expect(graph.nodes.reduce((sum, { addresses }) => sum + addresses, 0)).toBe(10_010)
    const sums = (of: readonly { bytes: AddressPair['bytes']; records: number; rejected: number }[]) =>
      of.reduce<readonly [number, number, number]>(
        ([bytes, records, rejected], one) => [
          bytes + Number(one.bytes),
          records + one.records,
          rejected + one.rejected,
        ],
        [0, 0, 0],
      )
    expect(sums(graph.edges)).toEqual(sums(MANY))
    expect(graph.edges.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(MANY.length)
    const largest = new Set(outside.filter(({ kind }) => kind === 'address').map(({ label }) => label))
    expect(largest.has('198.18.0.0')).toBe(true)
    expect(largest.has('198.18.39.15')).toBe(false)
  })

  it('gathers smaller addresses in their networks', () => {
    const { graph } = built(MANY)
    const networks = graph.nodes.filter(({ kind }) => kind === 'network')
    for (const { label, addresses } of networks) {
      const prefix = label.replace(/0\/24$/, '')
      const node = graph.nodes.findIndex((one) => one.label === label)
      const members = [...graph.nodeOf].filter(([, of]) => of === node).map(([address]) => address)
      expect(members).toHaveLength(addresses)
      expect(members.filter((address) => !address.startsWith(prefix))).toEqual([])
    }
  })

  it('is the same whatever the order of the pairs', () => {
    const plain = ({ nodes, edges }: Graph) => ({ nodes, edges })
    expect(plain(built([...MANY].reverse()).graph)).toEqual(plain(built(MANY).graph))
  })

  it('is built in steps of a bounded size', () => {
    const { steps } = built(MANY)
    const addresses = 10_010
    // Pairs are gone through twice, addresses twice; the rest is a step for each column and network.
    const least = Math.floor((2 * MANY.length + addresses) / STEP)
    expect(steps).toBeGreaterThanOrEqual(least)
    expect(steps).toBeLessThanOrEqual(least + Math.ceil(addresses / STEP) + 2 * ON_SMALL_SCREENS.networks + 8)
  })

  it('of nothing is empty', () => {
    expect(built([]).graph.nodes).toEqual([])
  })
})
