import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinBytes } from '../netflow/packets'
import { type Flows, readFlows } from './five-tuples'
import { bytes, ethernet, ipv4, udp } from './frames'
import { blockWriter } from './pcapng'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-pcapng-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function read(...blocks: readonly Uint8Array[]): Promise<Flows> {
  const path = join(dir, 'capture.pcapng')
  writeFileSync(path, joinBytes(...blocks))
  return readFlows(path)
}

const frame = ethernet(0x0800, ipv4(17, udp(4000, 8889)))
const little = blockWriter(true)
const text = (value: string) => Uint8Array.from(Buffer.from(value))
/** 28 September 2023, 17:22:35 UTC. */
const SECONDS = 1_695_921_755n

test.each([true, false])('reads both byte orders (little endian: %s)', async (order) => {
  const write = blockWriter(order)
  const micros = SECONDS * 1_000_000n
  const { facts, list, damage } = await read(
    write.section(),
    write.interface(1, 96),
    write.packet(0, micros + 5n, frame, 1514),
    write.packet(0, micros + 1_000_007n, frame),
  )
  expect(damage).toBeNull()
  expect(facts).toMatchObject({
    ...{ format: 'pcapng', byteOrder: order ? 'little' : 'big', timeUnit: 'microseconds', packets: 2 },
    ...{ bytesOnWire: 1514 + 42, bytesCaptured: 84, cutPackets: 1, outOfOrder: 0, dropped: null },
    ...{ firstPacket: 1_695_921_755.000005, lastPacket: 1_695_921_756.000007, writtenBy: null },
    interfaces: [{ linkType: 1, linkName: 'Ethernet', snapLength: 96, name: null, packets: 2 }],
  })
  expect(list).toMatchObject([{ packets: 2, bytes: 56, start: 1_695_921_755_000, end: 1_695_921_756_000 }])
})

test('sections may have another byte order and interfaces of their own', async () => {
  const big = blockWriter(false)
  const micros = SECONDS * 1_000_000n
  const { facts, rows } = await read(
    ...[little.section(), little.interface(1, 65_535), little.packet(0, micros, frame)],
    ...[big.section(), big.interface(101, 0), big.packet(0, micros, frame.subarray(14))],
    ...[little.section(), little.interface(113, 262_144), little.interface(228, 128)],
    little.packet(1, micros, frame.subarray(14)),
  )
  expect(rows).toMatchObject({ flows: 1, packets: 3 })
  expect(facts.interfaces.map((each) => [each.linkType, each.snapLength, each.packets])).toEqual([
    [1, 65_535, 1],
    [101, 0, 1],
    [228, 128, 1],
    [113, 262_144, 0],
  ])
})

test.each([
  ['nanoseconds', 9, SECONDS * 1_000_000_000n + 123_456_789n, 123_456],
  ['milliseconds', 3, SECONDS * 1000n + 123n, 123_000],
  ['seconds', 0, SECONDS, 0],
  ['10^-10 seconds', 10, SECONDS * 10n ** 10n + 1_234_567_890n, 123_456],
  ['1/65536 of a second', 0x80 | 16, (SECONDS << 16n) + 0x8000n, 500_000],
])('time stamps may be %s', async (unit, resolution, ticks, micros) => {
  const { facts } = await read(
    little.section(),
    little.interface(1, 0, little.option(9, bytes(resolution))),
    little.packet(0, ticks, frame),
  )
  expect(facts).toMatchObject({ timeUnit: unit, firstPacket: Number(SECONDS) + micros / 1e6 })
})

test('time stamps may count from another second than 1970', async () => {
  const { facts, list } = await read(
    little.section(),
    little.interface(1, 0, little.option(14, little.u64(-3600n))),
    little.packet(0, SECONDS * 1_000_000n + 250_000n, frame),
  )
  expect(facts.firstPacket).toBe(Number(SECONDS) - 3600 + 0.25)
  expect(list).toMatchObject([{ start: (Number(SECONDS) - 3600) * 1000 + 250 }])
})

test.each([
  ['after 2106', 1n << 62n],
  ['the largest number', 0xffff_ffff_ffff_ffffn],
])('a time stamp %s is none', async (_title, ticks) => {
  const write = [little.section(), little.interface(1, 0, little.option(9, bytes(0)))]
  const { facts, list, rows } = await read(...write, little.packet(0, ticks, frame))
  expect(facts).toMatchObject({ packets: 1, impossibleTimes: 1, firstPacket: null, lastPacket: null })
  expect(rows).toMatchObject({ packets: 1, first: null, impossibleTimes: 1 })
  expect(list[0]?.start).toBeUndefined()
})

test('simple and obsolete packet blocks are packets', async () => {
  const simple = little.block(3, little.u32(frame.length), frame)
  const time = SECONDS * 1_000_000n
  const obsolete = little.block(
    2,
    ...[
      little.u16(0),
      little.u16(3),
      little.u32(Number(time >> 32n)),
      little.u32(Number(time & 0xffff_ffffn)),
    ],
    ...[little.u32(frame.length), little.u32(frame.length), frame],
  )
  const { facts, rows } = await read(little.section(), little.interface(1, 0), simple, obsolete)
  // A simple packet block has no time.
  expect(facts).toMatchObject({ packets: 2, impossibleTimes: 1, firstPacket: Number(SECONDS) })
  expect(rows).toMatchObject({ packets: 2, bytes: 56 })
})

test('a simple packet is cut by the snapshot length of its interface', async () => {
  const kept = frame.subarray(0, 40)
  const { facts } = await read(
    ...[little.section(), little.interface(1, 40)],
    little.block(3, little.u32(frame.length), kept),
  )
  expect(facts).toMatchObject({ packets: 1, bytesOnWire: 42, bytesCaptured: 40, cutPackets: 1 })
})

test('tells names, who wrote the file and what was lost', async () => {
  const lost = (packets: bigint) =>
    little.block(5, little.u32(0), little.u64(0n), little.option(5, little.u64(packets)))
  const { facts } = await read(
    little.section(
      little.option(2, text('x86_64')),
      little.option(3, text('Linux 6.1')),
      little.option(4, text('dumpcap\u0007')),
    ),
    little.interface(1, 0, little.option(2, text('eth0'))),
    little.packet(0, SECONDS * 1_000_000n, frame),
    ...[lost(3n), lost(12n)],
  )
  expect(facts).toMatchObject({ dropped: 12, writtenBy: 'dumpcap\\x07; Linux 6.1; x86_64' })
  expect(facts.interfaces[0]?.name).toBe('eth0')
})

test('blocks that are not known are stepped over', async () => {
  const names = little.block(4, new Uint8Array(40_000))
  const { facts } = await read(
    ...[little.section(), names, little.interface(1, 0), little.block(0x0bad_0bad, new Uint8Array(600_000))],
    little.packet(0, SECONDS * 1_000_000n, frame),
  )
  expect(facts).toMatchObject({ packets: 1, lastPacket: Number(SECONDS) })
})

const start = joinBytes(little.section(), little.interface(1, 0), little.packet(0, 1n, frame))

test.each([
  ['a packet of no interface', little.packet(7, 1n, frame), 'is a packet of interface 7'],
  ['a length of 0', bytes(6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'claims 0 bytes'],
  ['a length beyond all blocks', bytes(9, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0), 'claims 4278190080 bytes'],
  ['two lengths', bytes(9, 0, 0, 0, 12, 0, 0, 0, 13, 0, 0, 0), 'the two lengths of block 4 differ'],
  ['no byte order', bytes(10, 13, 13, 10, 28, 0, 0, 0, 1, 2, 3, 4), 'section header 4 has no byte order'],
  [
    'a packet larger than its block',
    little.block(6, little.u32(0), little.u64(0n), little.u32(43), little.u32(43), frame.subarray(0, 40)),
    'claims 43 bytes',
  ],
])('%s is damage', async (_title, block, words) => {
  const { facts, damage } = await read(start, block)
  expect(facts.packets).toBe(1)
  expect(damage).toMatchObject({ kind: 'corrupt', atByte: start.length })
  expect(damage?.message).toContain(words)
})

test('more interfaces than there can be are damage', async () => {
  const { facts, damage } = await read(
    little.section(),
    joinBytes(...new Array(4097).fill(little.interface(1, 0))),
    little.packet(0, 1n, frame),
  )
  expect(facts.packets).toBe(0)
  expect(facts.interfaces).toHaveLength(64)
  expect(damage).toMatchObject({ kind: 'corrupt', atByte: 28 + 4096 * 20 })
})
