import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FlowRows, NETFLOW_FIELDS } from '../../../src/main/packets/flow-rows'
import { FlowTable } from '../../../src/main/packets/flow-table'
import { PacketDecoder } from '../../../src/main/packets/packet-decoder'
import { BlockBuilder } from '../../../src/shared/flow/block-builder'
import { manyFlows, pcap } from '../netflow/packets'
import { type Flows, readFlows } from './five-tuples'
import { ethernet, icmp, ipv4, ipv6, SERVER, tcp, udp } from './frames'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-flows-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const START = Date.UTC(2023, 8, 28, 17, 22, 35)

/** Reads frames, each so many seconds after the start. */
async function read(packets: readonly (readonly [seconds: number, frame: Uint8Array])[]): Promise<Flows> {
  const path = join(dir, 'capture.pcap')
  writeFileSync(path, pcap(packets.map(([seconds, frame]) => ({ timeMs: START + seconds * 1000, frame }))))
  return readFlows(path)
}

const request = ethernet(0x0800, ipv4(6, tcp(40_000, 80, 0x02)))
const answer = ethernet(
  0x0800,
  ipv4(6, tcp(80, 40_000, 0x12), { source: SERVER, destination: [10, 0, 0, 1] }),
)

test('each direction is a flow, with all its flags', async () => {
  const push = ethernet(0x0800, ipv4(6, tcp(40_000, 80, 0x18, new Uint8Array(100))))
  const { list, rows, blocks } = await read([
    [0, request],
    [0.02, answer],
    [0.5, push],
  ])
  expect(list).toEqual([
    {
      ...{ evidence: 7, line: 1, srcaddr: '10.0.0.2', srcport: 80, dstaddr: '10.0.0.1', dstport: 40_000 },
      ...{ protocol: 6, packets: 1, bytes: 40, 'tcp-flags': 0x12, start: START + 20, end: START + 20 },
    },
    {
      ...{ evidence: 7, line: 2, srcaddr: '10.0.0.1', srcport: 40_000, dstaddr: '10.0.0.2', dstport: 80 },
      ...{ protocol: 6, packets: 2, bytes: 180, 'tcp-flags': 0x1a, start: START, end: START + 500 },
    },
  ])
  expect(rows).toMatchObject({ flows: 2, packets: 3, bytes: 220, first: START, last: START + 500 })
  expect(blocks).toMatchObject([{ source: 'netflow', ticksPerSecond: 1000, count: 2 }])
})

test('a flow ends after 15 seconds without a packet', async () => {
  const at = async (seconds: number) =>
    (
      await read([
        [0, request],
        [seconds, request],
      ])
    ).list
  expect(await at(15)).toMatchObject([{ packets: 2 }])
  expect(await at(15.001)).toMatchObject([{ packets: 1 }, { packets: 1 }])
})

test('a flow ends after 60 seconds, however many packets it has', async () => {
  const steady = Array.from({ length: 125 }, (_, second) => [second, request] as const)
  const { list } = await read(steady)
  expect(list.map((row) => [row.packets, ((row.start as number) - START) / 1000])).toEqual([
    [61, 0],
    [61, 61],
    [3, 122],
  ])
})

test('packets out of order still are one flow, from the earliest to the latest', async () => {
  const { list, facts } = await read([
    [5, request],
    [1, request],
    [3, request],
  ])
  expect(list).toMatchObject([{ packets: 3, start: START + 1000, end: START + 5000 }])
  expect(facts).toMatchObject({ outOfOrder: 1, firstPacket: START / 1000 + 1, lastPacket: START / 1000 + 5 })
})

test('pings and DNS over UDP are a flow for each packet', async () => {
  const ping = ethernet(0x0800, ipv4(1, icmp(8, 0)))
  const query = ethernet(0x0800, ipv4(17, udp(4000, 53)))
  const { list } = await read([
    [0, ping],
    [1, ping],
    [2, query],
    [2, query],
  ])
  expect(list.map((row) => [row.protocol, row.packets, row['icmp-type']])).toEqual([
    [1, 1, 8],
    [1, 1, 8],
    [17, 1, null],
    [17, 1, null],
  ])
})

test('IPv4 and IPv6 are told apart, and IPv6 addresses are whole', async () => {
  const { list } = await read([
    [0, ethernet(0x86dd, ipv6(17, udp(4000, 8889)))],
    [0, ethernet(0x0800, ipv4(17, udp(4000, 8889)))],
  ])
  expect(list).toMatchObject([
    { srcaddr: '2001:db8::1', dstaddr: '2001:db8::2', bytes: 48 },
    { srcaddr: '10.0.0.1', dstaddr: '10.0.0.2', bytes: 28 },
  ])
})

test('more flows than a block holds come in several, numbered on', async () => {
  const path = join(dir, 'many.pcap')
  writeFileSync(path, pcap(manyFlows(70_000, START)))
  const { blocks, list, rows } = await readFlows(path)
  expect(blocks.map((block) => block.count)).toEqual([65_536, 4464])
  expect(list.every((row, at) => row.line === at + 1)).toBe(true)
  expect(rows).toMatchObject({ flows: 70_000, packets: 70_000, bytes: 1_960_000 })
})

test('more flows at a time than are kept end early, and none is lost', () => {
  const table = new FlowTable()
  const rows = new FlowRows(new BlockBuilder('netflow', 1000, NETFLOW_FIELDS), 1)
  const decoder = new PacketDecoder()
  const count = 300_000
  for (let i = 0; i < count; i++) {
    const source = [10, i >> 16, (i >> 8) & 255, i & 255]
    const frame = ethernet(0x0800, ipv4(17, udp(4000, 8889), { source }))
    decoder.decode(frame, 0, frame.length, 1)
    table.add(decoder, START * 1000 + i)
    if (i % 1000 === 0) drain()
  }
  expect(table.crowded).toBe(true)
  table.endAll()
  drain()
  expect(rows).toMatchObject({ flows: count, packets: count, bytes: count * 28 })

  function drain(): void {
    while (table.hasEnded) {
      table.drain(rows, 8192)
      if (rows.builder.full) rows.builder.take()
    }
  }
})

test('who never drains is told', () => {
  const table = new FlowTable()
  const decoder = new PacketDecoder()
  const ping = ipv4(1, icmp(8, 0))
  decoder.decode(ping, 0, ping.length, 101)
  expect(() => {
    for (let i = 0; i < 400_000; i++) table.add(decoder, 0)
  }).toThrow('not drained')
})
