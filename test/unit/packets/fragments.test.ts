import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinBytes, pcap } from '../netflow/packets'
import { type Flows, readFlows, tuplesByHand, tuplesOf } from './five-tuples'
import { bytes, ethernet, ipv4, tcp, u16, udp } from './frames'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-fragments-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const START = Date.UTC(2023, 8, 28, 17, 22, 35)
const MORE = 0x2000

/** A datagram in pieces of so many bytes. */
function pieces(protocol: number, payload: Uint8Array, size: number, id = 7): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at < payload.length; at += size) {
    const last = at + size >= payload.length
    const fragment = (last ? 0 : MORE) | (at / 8)
    frames.push(ethernet(0x0800, ipv4(protocol, payload.subarray(at, at + size), { id, fragment })))
  }
  return frames
}

async function read(frames: readonly Uint8Array[], stepMs = 1): Promise<Flows & { path: string }> {
  const path = join(dir, 'capture.pcap')
  writeFileSync(path, pcap(frames.map((frame, i) => ({ timeMs: START + i * stepMs, frame }))))
  return { ...(await readFlows(path)), path }
}

const large = udp(4000, 8889, new Uint8Array(3992))
const inOrder = pieces(17, large, 1480)
const [first, middle, last] = inOrder as [Uint8Array, Uint8Array, Uint8Array]

test('a datagram in fragments is one packet with one header, as for nfpcapd', async () => {
  const { facts, list, path, expectation } = await read(inOrder)
  expect(facts).toMatchObject({
    ...{ packets: 3, flowPackets: 1, flowBytes: 4020 },
    withoutFlow: { joinedFragments: 2, incompleteFragments: 0 },
  })
  expect(list).toMatchObject([
    { srcport: 4000, dstport: 8889, packets: 1, bytes: 4020, start: START, end: START },
  ])
  expect(expectation).toMatchObject({ packets: 1, bytes: 4020 })
  expect(tuplesOf(list)).toEqual(tuplesByHand(path))
})

test.each([
  ['last to first', [last, middle, first]],
  ['first, last, middle', [first, last, middle]],
  ['each twice', [first, first, middle, middle, last]],
])('whole in any order: %s', async (_title, frames) => {
  const { facts, list } = await read(frames)
  expect(list).toMatchObject([{ srcport: 4000, dstport: 8889, packets: 1, bytes: 4020 }])
  expect(facts.withoutFlow).toMatchObject({ joinedFragments: frames.length - 1, incompleteFragments: 0 })
})

test.each([
  ['the first', [middle, last]],
  ['one in the middle', [first, last]],
  ['the last', [first, middle]],
])('without %s there is no flow, and the fragments are counted', async (_title, frames) => {
  const { facts, list } = await read(frames)
  expect(list).toEqual([])
  expect(facts.withoutFlow).toMatchObject({ joinedFragments: 0, incompleteFragments: 2 })
})

test('knows what nfpcapd makes of fragments in any order', async () => {
  for (const frames of [
    [last, middle, first],
    [first, last, middle],
    [middle, last],
    [first, last],
    [first, first, middle, last],
    [first, middle, last, first, middle, last],
  ]) {
    const { expectation, path } = await read(frames)
    const sums = [...(tuplesByHand(path) ?? [])].map(([, each]) => each)
    expect([expectation.packets, expectation.bytes]).toEqual([
      sums.reduce((sum, [packets]) => sum + packets, 0),
      sums.reduce((sum, [, size]) => sum + size, 0),
    ])
  }
})

test('padding behind a small last fragment is not counted, though nfpcapd does', async () => {
  const [head, tail] = pieces(17, udp(4000, 8889, new Uint8Array(1480)), 1480)
  const padded = joinBytes(tail as Uint8Array, new Uint8Array(18))
  const { list, path, expectation } = await read([head as Uint8Array, padded])
  expect(list).toMatchObject([{ bytes: 1508 }])
  expect(expectation).toMatchObject({ packets: 1, bytes: 1526 })
  expect([...(tuplesByHand(path) ?? [])]).toMatchObject([[expect.anything(), [1, 1526]]])
})

test('a TCP header in two fragments is read', async () => {
  const { list, path } = await read(pieces(6, tcp(40_000, 22, 2, new Uint8Array(12)), 16))
  expect(list).toMatchObject([{ srcport: 40_000, dstport: 22, 'tcp-flags': 2, bytes: 52 }])
  expect(tuplesOf(list)).toEqual(tuplesByHand(path))
})

test('a tunnel in fragments is looked into, which nfpcapd does not', async () => {
  const tunnel = joinBytes(bytes(0, 0), u16(0x0800), ipv4(17, large, { source: [192, 168, 0, 1] }))
  const { list, path, expectation } = await read(pieces(47, tunnel, 1480))
  expect(list).toMatchObject([{ srcaddr: '192.168.0.1', srcport: 4000, packets: 1, bytes: 4020 }])
  expect(expectation).toMatchObject({ packets: 0, bytes: 0, unread: 1 })
  expect([...(tuplesByHand(path) ?? [])]).toEqual([])
})

test('datagrams are told apart by their number', async () => {
  const other = pieces(17, udp(5000, 8889, new Uint8Array(3992)), 1480, 8)
  const mixed = inOrder.flatMap((frame, i) => [frame, other[i] as Uint8Array])
  expect((await read(mixed)).rows).toMatchObject({ flows: 2, packets: 2, bytes: 8040 })
})

test('fragments that come more than 15 seconds apart do not belong together', async () => {
  expect((await read([first, middle, last], 8000)).facts.withoutFlow.incompleteFragments).toBe(3)
  expect((await read([first, middle, last], 7000)).rows).toMatchObject({ packets: 1 })
})

test('a fragment beyond the largest datagram is none', async () => {
  const beyond = ethernet(0x0800, ipv4(17, new Uint8Array(1480), { fragment: 0x1fff }))
  const { facts } = await read([first, beyond])
  expect(facts.withoutFlow.incompleteFragments).toBe(2)
})

test('a bomb of first fragments takes no memory to speak of', async () => {
  const frames = (fragment: number) =>
    Array.from({ length: 60_000 }, (_, id) =>
      ethernet(0x0800, ipv4(17, udp(1, 2), { id, fragment, source: [10, 0, 0, 1 + (id >> 15)] })),
    )
  const bomb = frames(MORE)
  // As many whole packets first: what this test itself takes is taken before it is measured.
  await read(frames(0), 0)
  const before = process.memoryUsage().rss
  const { facts, crowded } = await read(bomb, 0)
  expect(facts).toMatchObject({ flowPackets: 0, withoutFlow: { incompleteFragments: 60_000 } })
  expect(crowded.datagrams).toBe(true)
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
})

test('a datagram in thousands of scattered pieces takes no time to speak of', async () => {
  // Every second piece of eight bytes, so that no two touch, for one datagram after the other.
  const scattered = Array.from({ length: 20_000 }, (_, i) => {
    const fragment = MORE | (((i * 2) % 4096) + 1)
    return ethernet(0x0800, ipv4(17, new Uint8Array(8), { id: i >> 11, fragment }))
  })
  const begin = performance.now()
  expect((await read(scattered, 0)).facts.withoutFlow.incompleteFragments).toBe(20_000)
  expect(performance.now() - begin).toBeLessThan(10_000)
})
