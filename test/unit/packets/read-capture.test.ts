import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CaptureCounter } from '../../../src/main/packets/capture-counter'
import { CaptureStream } from '../../../src/main/packets/capture-stream'
import { FlowRows, NETFLOW_FIELDS } from '../../../src/main/packets/flow-rows'
import { FlowTable } from '../../../src/main/packets/flow-table'
import { NoCaptureError, readCapture } from '../../../src/main/packets/read-capture'
import { BlockBuilder } from '../../../src/shared/flow/block-builder'
import { fixture } from '../netflow/conversion'
import { endlessFrame, joinBytes, manyFlows, pcap, udpFrame } from '../netflow/packets'
import { fc } from '../property'
import { readFlows, tuplesOf } from './five-tuples'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-packets-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function made(name: string, bytes: Uint8Array): string {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}

const START = Date.UTC(2023, 8, 28, 17, 22, 35)
const frame = udpFrame(0x0a82_085e, 36_072, 0x146a_7c5d, 8889)
/** Each packet takes 16 + 42 bytes after the header of 24. */
const tenPackets = pcap(Array.from({ length: 10 }, (_, i) => ({ timeMs: START + i, frame })))

test('a capture cut off anywhere gives the packets before, and the place', async () => {
  for (let length = 24; length <= tenPackets.length; length += 7) {
    const { facts, damage } = await readFlows(made('cut.pcap', tenPackets.subarray(0, length)))
    const whole = Math.floor((length - 24) / 58)
    expect(facts).toMatchObject({ packets: whole, flowPackets: whole, flowBytes: whole * 28 })
    if ((length - 24) % 58 === 0) expect(damage).toBeNull()
    else {
      expect(damage).toEqual({
        kind: 'truncated',
        atByte: 24 + whole * 58,
        message: `The capture is cut off in packet ${whole + 1}, which begins at byte ${24 + whole * 58} of ${length}.`,
      })
    }
  }
})

test.each([0x7fff_ffff, 0xffff_ffff, 262_145])('a packet of %d bytes is damage', async (length) => {
  const hostile = Uint8Array.from(tenPackets)
  new DataView(hostile.buffer).setUint32(24 + 2 * 58 + 8, length, true)
  const { facts, damage } = await readFlows(made('length.pcap', hostile))
  expect(facts.packets).toBe(2)
  expect(damage).toMatchObject({ kind: 'corrupt', atByte: 140 })
  expect(damage?.message).toContain(`packet 3 claims ${length} bytes`)
})

test('the largest packet there is, and one of nothing', async () => {
  const large = joinBytes(frame, new Uint8Array(262_144 - frame.length))
  const path = made(
    'large.pcap',
    pcap([large, new Uint8Array(0), large].map((each) => ({ timeMs: START, frame: each }))),
  )
  const { facts, damage } = await readFlows(path)
  expect(damage).toBeNull()
  expect(facts).toMatchObject({
    packets: 3,
    bytesOnWire: 524_288,
    flowPackets: 2,
    withoutFlow: { tooShort: 1 },
  })
})

test.each([
  ['big endian', 0xa1b2_c3d4, false, 16, 1000],
  ['nanoseconds', 0xa1b2_3c4d, true, 16, 1_000_000],
  ['nanoseconds, big endian', 0xa1b2_3c4d, false, 16, 1_000_000],
  ['the modified format', 0xa1b2_cd34, true, 24, 1000],
  ['the modified format, big endian', 0xa1b2_cd34, false, 24, 1000],
])('reads pcap with %s', async (_title, magic, little, headerBytes, fractionsPerMs) => {
  const bytes = new Uint8Array(24 + 2 * (headerBytes + frame.length))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, little)
  view.setUint16(4, 2, little)
  view.setUint16(6, 4, little)
  view.setUint32(16, 96, little)
  view.setUint32(20, 1, little)
  for (let i = 0; i < 2; i++) {
    const at = 24 + i * (headerBytes + frame.length)
    view.setUint32(at, 1_695_921_755, little)
    view.setUint32(at + 4, (7 + i) * fractionsPerMs, little)
    view.setUint32(at + 8, frame.length, little)
    view.setUint32(at + 12, 1000, little)
    bytes.set(frame, at + headerBytes)
  }
  const { facts, list } = await readFlows(made('variant.pcap', bytes))
  expect(facts).toMatchObject({
    ...{ format: 'pcap', byteOrder: little ? 'little' : 'big', packets: 2, bytesOnWire: 2000, cutPackets: 2 },
    ...{ firstPacket: 1_695_921_755.007, lastPacket: 1_695_921_755.008 },
    interfaces: [{ linkType: 1, snapLength: 96 }],
  })
  expect(list).toMatchObject([{ packets: 2, start: 1_695_921_755_007, end: 1_695_921_755_008 }])
})

test('times of 1970, 2038 and 2106 are times', async () => {
  for (const seconds of [0, 2_147_483_648, 4_294_967_295]) {
    const bytes = pcap([{ timeMs: 0, frame }])
    new DataView(bytes.buffer).setUint32(24, seconds, true)
    const { facts, list } = await readFlows(made('time.pcap', bytes))
    expect(facts).toMatchObject({ firstPacket: seconds, lastPacket: seconds, impossibleTimes: 0 })
    expect(list).toMatchObject([{ start: seconds * 1000, end: seconds * 1000 }])
  }
})

test('the packet that nfpcapd never ends with is malformed', async () => {
  const { facts, expectation } = await readFlows(
    made('endless.pcap', pcap([{ timeMs: START, frame: endlessFrame() }])),
  )
  expect(facts.withoutFlow.malformed).toBe(1)
  expect(expectation.headersTooSmall).toBe(1)
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['text', Buffer.from('version account-id interface-id srcaddr dstaddr\n')],
  ['zeros', new Uint8Array(1000)],
])('%s is no capture', async (_title, bytes) => {
  await expect(readFlows(made('what', bytes))).rejects.toThrow(NoCaptureError)
  await expect(readFlows(made('what.gz', gzipSync(bytes)))).rejects.toThrow(
    /begins like neither pcap nor pcapng/,
  )
})

test('a header that is cut off, or of an unknown version, is said to be', async () => {
  await expect(readFlows(made('head', tenPackets.subarray(0, 20)))).rejects.toMatchObject({
    message: expect.stringContaining('ends inside its own header'),
    damage: { kind: 'truncated', atByte: 20 },
  })
  const version = Uint8Array.from(tenPackets)
  version[4] = 9
  await expect(readFlows(made('version', version))).rejects.toThrow('of pcap version 9.4')
})

test('a gzip-compressed capture is read as it is unpacked, and is the same', async () => {
  const packed = await readFlows(fixture('zeek/echo-connections.pcap.gz'))
  // 1000 flows of 82,582 packets with 4,356,214 bytes, as nfpcapd and nfdump count them.
  expect(packed.facts).toMatchObject({ packets: 82_582, flowPackets: 82_582, flowBytes: 4_356_214 })
  expect(tuplesOf(packed.list).size).toBe(1000)
  const members = joinBytes(gzipSync(tenPackets.subarray(0, 300)), gzipSync(tenPackets.subarray(300)))
  expect((await readFlows(made('members.gz', members))).facts.packets).toBe(10)
})

test('a cut off gzip file gives the packets before, and its own place', async () => {
  const packed = readFileSync(fixture('zeek/echo-connections.pcap.gz')).subarray(0, 1_000_000)
  const { facts, damage } = await readFlows(made('cut.gz', packed))
  expect(damage).toMatchObject({ kind: 'truncated', atByte: 1_000_000 })
  expect(facts.packets).toBeGreaterThan(30_000)
  expect(facts.flowPackets).toBe(facts.packets)
})

test('a damaged gzip file gives all that is before the damage', async () => {
  const packed = Uint8Array.from(readFileSync(fixture('zeek/echo-connections.pcap.gz')))
  packed.fill(0xff, 1_000_000, 1_000_040)
  const { facts, damage } = await readFlows(made('damaged.gz', packed))
  expect(damage?.kind).toBe('corrupt')
  expect(damage?.atByte).toBeGreaterThanOrEqual(999_000)
  // Random bytes may well pass for a while.
  expect(damage?.atByte).toBeLessThan(1_050_000)
  const cut = await readFlows(made('cut.gz', packed.subarray(0, 999_000)))
  expect(facts.packets).toBeGreaterThanOrEqual(cut.facts.packets)
})

test('a capture that is damaged within a sound gzip file has the place in the unpacked one in words', async () => {
  const packed = gzipSync(joinBytes(tenPackets, new Uint8Array(100).fill(0x61)))
  const { damage } = await readFlows(made('inner.gz', packed))
  expect(damage?.kind).toBe('corrupt')
  expect(damage?.message).toContain(`at byte ${tenPackets.length} of the unpacked capture`)
  expect(damage?.atByte).toBeLessThanOrEqual(packed.length)
})

test('a gzip bomb of packets is worked through, in bounded memory', async () => {
  const bomb = gzipSync(pcap(manyFlows(300_000, START)))
  const before = process.memoryUsage().rss
  const reading = await readCapture({ path: made('bomb.gz', bomb), signal: undefined })
  expect(reading.facts.packets).toBe(300_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
})

test('other work gets its turn while a capture is read', async () => {
  const path = made('many.pcap', pcap(manyFlows(200_000, START)))
  let turns = 0
  let reading = true
  const turn = () => {
    turns++
    if (reading) setImmediate(turn)
  }
  setImmediate(turn)
  await readFlows(path)
  reading = false
  // At least once for each 256 kB that are read; a pause for each 8192 flows may fall into the same turn.
  expect(turns).toBeGreaterThan((200_000 * 58) / 262_144)
})

test('cancel ends the reading', async () => {
  const cancel = new AbortController()
  const path = made('many.pcap', pcap(manyFlows(50_000, START)))
  const reading = readCapture({
    ...{ path, signal: cancel.signal },
    onProgress: () => cancel.abort(new Error('Enough')),
  })
  await expect(reading).rejects.toThrow('Enough')
  await expect(readCapture({ path, signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('whoever takes the flows may fail', async () => {
  const onBlock = () => Promise.reject(new Error('The engine is gone'))
  const path = made('ten.pcap', tenPackets)
  await expect(readCapture({ path, signal: undefined, flows: { evidenceId: 1, onBlock } })).rejects.toThrow(
    'engine',
  )
})

test('the evidence is only read, and its access time stays', async () => {
  const path = made('evidence.pcap', tenPackets)
  chmodSync(path, 0o444)
  utimesSync(path, 1_000_000, 2_000_000)
  await readFlows(path)
  const { atimeMs, mtimeMs } = statSync(path)
  expect([atimeMs, mtimeMs]).toEqual([1_000_000_000, 2_000_000_000])
  expect(readFileSync(path).equals(tenPackets)).toBe(true)
})

/** Empty again after each run, and too large to be made thousands of times. */
const table = new FlowTable()
const builder = new BlockBuilder('netflow', 1000, NETFLOW_FIELDS)

/** Pushes bytes in the given pieces; what comes out of it. */
function push(bytes: Uint8Array, pieces: readonly number[]) {
  const rows = new FlowRows(builder, 1)
  const counter = new CaptureCounter(table)
  const stream = new CaptureStream(counter)
  const drain = () => {
    while (table.hasEnded) {
      table.drain(rows, 8192)
      if (rows.builder.full) rows.builder.take()
    }
  }
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.min(pieces[i % pieces.length] ?? bytes.length, 262_144)
    // A copy, so that nothing may be kept of it.
    const piece = bytes.slice(at, at + size)
    stream.push(piece)
    piece.fill(0xee)
    drain()
    at += size
  }
  stream.end()
  counter.end()
  drain()
  builder.take()
  const facts = stream.header && stream.refusal === null ? counter.facts(stream.header) : null
  const { flows, packets, bytes: sum } = rows
  return { facts, fault: stream.fault, refusal: stream.refusal, flows, packets, bytes: sum }
}

const samples = [
  ...['tcpdump/quic_handshake.pcap', 'tcpdump/icmp-length-zero.pcapng', 'tcpdump/kday4.pcap'],
  ...['zeek/ipv6.pcap', 'zeek/fragmented-1.pcap', 'zeek/gre-sample.pcap', 'zeek/vlan-pcp-dei.pcapng'],
  ...['zeek/mixed-vlan-mpls.pcap', 'zeek/gtp2_different_udp_port.pcap', 'zeek/linux_dlt_sll2.pcap'],
].map((path) => Uint8Array.from(readFileSync(fixture(path))))

test('whatever pieces a capture comes in, the result is the same', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
      (bytes, pieces) => {
        expect(push(bytes, pieces)).toEqual(push(bytes, [bytes.length]))
      },
    ),
    { numRuns: 200 },
  )
})

test('mutated captures never throw, and every packet is accounted for', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat({ max: 200_000 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 40 }),
      fc.nat({ max: 200_000 }),
      (bytes, changes, cut) => {
        const mutated = bytes.slice(0, bytes.length - (cut % bytes.length))
        for (const [at, value] of changes) mutated[at % mutated.length] = value
        const { facts, packets, bytes: sum } = push(mutated, [1000])
        if (!facts) return
        const without = Object.values(facts.withoutFlow).reduce((total, each) => total + each, 0)
        expect(facts.flowPackets + without).toBe(facts.packets)
        expect([packets, sum]).toEqual([facts.flowPackets, facts.flowBytes])
      },
    ),
    { numRuns: 3000 },
  )
})

test('random bytes never throw, with or without the header of a capture', () => {
  const heads = [
    ...[0, 1, 9, 12, 101, 108, 113, 228, 276].map((linkType) => pcap([], linkType)),
    samples[6]?.subarray(0, 200) as Uint8Array,
    new Uint8Array(0),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 2000 }), (head, bytes) => {
      const { facts, refusal } = push(joinBytes(head, bytes), [333])
      expect(facts === null).toBe(refusal !== null)
    }),
    { numRuns: 2000 },
  )
})

test('random packets never throw, and each is in a flow or has a reason', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 9, 101, 108, 113, 276),
      fc.array(fc.tuple(fc.constantFrom(0x45, 0x46, 0x60, 0x40, 0x4f), fc.uint8Array({ maxLength: 120 })), {
        maxLength: 30,
      }),
      (linkType, packets) => {
        const frames = packets.map(([version, rest], i) => {
          const ip = joinBytes(Uint8Array.of(version), rest)
          const head =
            linkType === 1
              ? [...new Array(12).fill(0), 8, 0]
              : linkType === 276
                ? [8, 0, ...new Array(18).fill(0)]
                : []
          return { timeMs: START + i, frame: joinBytes(Uint8Array.from(head), ip) }
        })
        const { facts, fault } = push(pcap(frames, linkType), [777])
        expect(fault).toBeNull()
        const without = Object.values(facts?.withoutFlow ?? {}).reduce((total, each) => total + each, 0)
        expect((facts?.flowPackets ?? 0) + without).toBe(frames.length)
      },
    ),
    { numRuns: 2000 },
  )
})
