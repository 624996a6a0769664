import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OWN_READER } from '../../../src/shared/evidence/evidence'
import { convert, convertByHand, fixture, type Row } from './conversion'
import { interfaceBlock, joinBytes, manyFlows, packetBlock, pcap, sectionHeader, udpFrame } from './packets'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-captures-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function made(name: string, bytes: Uint8Array): string {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}

/**
 * Packets and bytes in flows as nfdump counted them when the captures were collected, with the
 * packets in the file beside them (capinfos).
 */
const COUNTED: readonly (readonly [string, string, number, number, number])[] = [
  ['Ethernet, SSH guessing', 'zeek/sshguess.pcap', 431, 431, 77_967],
  ['Ethernet, IPv6', 'zeek/ipv6.pcap', 17, 17, 1_294],
  ['Ethernet with VLAN tags', 'zeek/vlan-collisions.pcap', 42, 42, 17_673],
  ['pcapng with VLAN tags', 'zeek/vlan-pcp-dei.pcapng', 9, 9, 360],
  ['ICMP', 'zeek/5-pings.pcap', 10, 10, 840],
  ['ICMPv6', 'tcpdump/icmp6-rfc8335.pcap', 6, 6, 424],
  ['fragments', 'zeek/fragmented-1.pcap', 3, 1, 184],
  ['IPv6 in IPv6', 'zeek/6in6.pcap', 1, 1, 52],
  ['GRE', 'zeek/gre-sample.pcap', 40, 40, 5_211],
  ['Linux cooked', 'tcpdump/mptcp-v1.pcap', 20, 20, 21_924],
  ['Linux cooked, nanoseconds', 'tcpdump/tcp-handshake-nano.pcap', 3, 3, 172],
  ['BSD loopback', 'tcpdump/quic_handshake.pcap', 18, 18, 5_418],
  ['raw IP', 'tcpdump/LINKTYPE_RAW_ipv6.pcap', 1, 1, 77],
  ['packets cut at 68 bytes', 'zeek/truncated-header.pcap', 24, 23, 1_529],
  ['times out of order', 'tcpdump/babel_update_oobr.pcap', 107, 101, 3_104_843],
  ['nothing but ARP', 'zeek/arp.pcap', 6, 0, 0],
  ['nothing that is decoded', 'tcpdump/802.1ad_QinQ.pcap', 2, 0, 0],
  ['no packet at all', 'tcpdump/empty.pcap', 0, 0, 0],
]

test.each(COUNTED)('%s: counts what nfdump counts', async (_title, path, inFile, packets, bytes) => {
  const capture = fixture(path)
  const { summary, damage, rows } = await convert(capture)
  expect(damage).toBeNull()
  expect(summary).toMatchObject({ packets, bytes, skippedPackets: inFile - packets })
  expect(summary).toMatchObject(convertByHand(capture))
  const sum = (field: string) => rows.reduce((total, row) => total + (row[field] as number), 0)
  expect(rows.length).toBe(summary?.flows)
  expect(sum('packets')).toBe(packets)
  expect(sum('bytes')).toBe(bytes)
})

test('gives each flow with its fields, numbered from 1', async () => {
  const { rows, blocks, summary } = await convert(fixture('zeek/ipv6.pcap'))
  const expected: Row[] = [
    {
      ...{ evidence: 7, line: 1, srcaddr: '2607:f8b0:400c:c03::1a', srcport: 25 },
      ...{ dstaddr: '2001:470:e5bf:dead:4957:2174:e82c:4887', dstport: 63_943, protocol: 6 },
      ...{ packets: 8, bytes: 736, 'tcp-flags': 2 + 8 + 16 },
      ...{ start: Date.UTC(2014, 11, 17, 5, 22, 49, 897), end: Date.UTC(2014, 11, 17, 5, 23, 0, 876) },
    },
    {
      ...{ evidence: 7, line: 2, srcaddr: '2001:470:e5bf:dead:4957:2174:e82c:4887', srcport: 63_943 },
      ...{ dstaddr: '2607:f8b0:400c:c03::1a', dstport: 25, protocol: 6 },
      ...{ packets: 9, bytes: 558, 'tcp-flags': 2 + 8 + 16 },
      ...{ start: Date.UTC(2014, 11, 17, 5, 22, 49, 660), end: Date.UTC(2014, 11, 17, 5, 23, 1, 76) },
    },
  ]
  expect(rows).toEqual(expected)
  expect(blocks).toMatchObject([{ source: 'netflow', ticksPerSecond: 1000 }])
  expect(summary).toMatchObject({
    ...{ flows: 2, packets: 17, bytes: 1294, skippedPackets: 0 },
    first: Date.UTC(2014, 11, 17, 5, 22, 49, 660) / 1000,
    last: Date.UTC(2014, 11, 17, 5, 23, 1, 76) / 1000,
    converter: expect.stringMatching(/^nfpcapd 1\.[67]\.\d+$/),
  })
})

test('gives ICMP its type and code, and no ports', async () => {
  const pings = (await convert(fixture('zeek/5-pings.pcap'))).rows
  expect(pings.map((row) => row['icmp-type'])).toEqual([8, 0, 8, 0, 8, 0, 8, 0, 8, 0])
  for (const row of pings) {
    expect(row).toMatchObject({ protocol: 1, srcport: 0, dstport: 0, 'icmp-code': 0, 'tcp-flags': 0 })
  }
  const probes = (await convert(fixture('tcpdump/icmp6-rfc8335.pcap'))).rows
  expect(probes.map((row) => [row['icmp-type'], row['icmp-code']])).toEqual([
    ...[
      [160, 0],
      [161, 0],
      [160, 0],
      [161, 0],
      [160, 0],
    ],
    [161, 2],
  ])
  expect(probes.every((row) => row.protocol === 58 && row.dstport === 0)).toBe(true)
})

test('a tunnel is one flow, of the inner addresses', async () => {
  const { rows } = await convert(fixture('zeek/6in6.pcap'))
  expect(rows).toMatchObject([
    { line: 1, srcaddr: 'dead::beef', srcport: 30_000, dstaddr: 'cafe::babe', dstport: 13_000, protocol: 17 },
  ])
})

test('says which packets are in no flow', async () => {
  const remark = async (path: string) => (await convert(fixture(path))).remark
  expect(await remark('tcpdump/802.1ad_QinQ.pcap')).toBe(
    '2 of 2 packets are in no flow: 2 that are not IP (ARP).',
  )
  expect(await remark('zeek/truncated-header.pcap')).toBe(
    '1 of 24 packets are in no flow: 1 captured too short to decode.',
  )
  expect(await remark('zeek/arp.pcap')).toBe('6 of 6 packets are in no flow: 6 that are not IP (ARP).')
  expect(await remark('zeek/sshguess.pcap')).toBeNull()
})

test('times from 2038 on, which nfpcapd reads wrong in a pcap file, are those of the packets', async () => {
  // capinfos: 4291747200, the first second of 2106.
  const { rows, summary, remark } = await convert(fixture('tcpdump/time_2106.pcap'))
  expect(summary).toMatchObject({ packets: 1, bytes: 84, first: 4_291_747_200, converter: OWN_READER })
  expect(rows[0]?.start).toBe(4_291_747_200_000)
  expect(remark).toContain('it has packets of January 2038 or later, whose time stamps nfpcapd')
  const frame = udpFrame(0x0a00_0001, 4000, 0x0a00_0002, 8889)
  for (const year of [2037, 2039, 2100]) {
    const timeMs = Date.UTC(year, 5, 1)
    const classic = await convert(made(`${year}.pcap`, pcap([{ timeMs, frame }])))
    expect(classic.rows).toMatchObject([{ packets: 1, bytes: 28, start: timeMs, end: timeMs }])
    const head = joinBytes(sectionHeader(), interfaceBlock(1, 262_144))
    const next = await convert(made(`${year}.pcapng`, joinBytes(head, packetBlock(0, { timeMs, frame }))))
    expect(next.rows).toMatchObject([{ packets: 1, bytes: 28, start: timeMs, end: timeMs }])
    // There libpcap has 64 bits for them.
    expect(next.summary?.converter).toMatch(/^nfpcapd/)
  }
})

test('packets out of order still give a start before the end', async () => {
  const at = Date.UTC(2023, 8, 28, 17, 22, 35)
  const frame = udpFrame(0x0a00_0001, 4000, 0x0a00_0002, 8889)
  const capture = made('backwards.pcap', pcap([at + 5000, at + 1000].map((timeMs) => ({ timeMs, frame }))))
  const { rows, remark, summary } = await convert(capture)
  expect(rows).toMatchObject([{ packets: 2, bytes: 56, start: at + 1000, end: at + 5000 }])
  expect(summary).toMatchObject({ first: (at + 1000) / 1000, last: (at + 5000) / 1000 })
  expect(remark).toContain('1 flow has packets out of order')
})

test('times of 1970 are times', async () => {
  const frame = udpFrame(0x0a00_0001, 4000, 0x0a00_0002, 8889)
  const { rows, summary } = await convert(made('1970.pcap', pcap([{ timeMs: 0, frame }])))
  expect(rows).toMatchObject([{ start: 0, end: 0 }])
  expect(summary).toMatchObject({ first: 0, last: 0 })
})

test('more flows than a block holds come in several, in order', async () => {
  const progress: string[] = []
  const capture = made('many.pcap', pcap(manyFlows(70_000, Date.UTC(2024, 0, 1))))
  const { blocks, rows, summary } = await convert(capture, {
    onProgress: ({ stage, done, total }) => progress.push(`${stage} ${done}/${total}`),
  })
  expect(blocks.map((block) => block.count)).toEqual([65_536, 4_464])
  expect(rows.every((row, at) => row.line === at + 1)).toBe(true)
  // 28 bytes of IP each.
  expect(summary).toMatchObject({ flows: 70_000, packets: 70_000, bytes: 1_960_000 })
  const size = 24 + 70_000 * (16 + 42)
  expect(progress.at(0)).toBe(`converting 0/${size}`)
  expect(progress.slice(-3)).toEqual([
    `converting ${size}/${size}`,
    ...['reading flows 65536/70000', 'reading flows 70000/70000'],
  ])
})

test('a gzip-compressed capture is the same as the capture', async () => {
  const path = fixture('zeek/ftp-many-port-expected.pcap.gz')
  const packed = await convert(path)
  const plain = made('unpacked.pcap', gunzipSync(readFileSync(path)))
  expect(packed).toEqual(await convert(plain))
  expect(packed.summary).toMatchObject({ packets: 1008, bytes: 52_123 })
  expect(packed.summary).toMatchObject(convertByHand(plain))
})

test('odd file names are only names', async () => {
  const bytes = readFileSync(fixture('zeek/5-pings.pcap'))
  const names = [
    'a b.pcap',
    `it's "quoted".pcap`,
    'new\nline.pcap',
    '-w',
    '$(id).pcap',
    'a;touch x.pcap',
    'ä→🦊.pcap',
  ]
  for (const name of [...names, 'long-'.repeat(48)]) {
    const { summary } = await convert(made(name, bytes))
    expect(summary).toMatchObject({ flows: 10, packets: 10, bytes: 840 })
  }
})

/** Two packets, each of its own interface. */
function twoInterfaces(linkType: number, snapLength: number): Uint8Array {
  const packet = { timeMs: Date.UTC(2024, 0, 1), frame: udpFrame(1, 2, 3, 4) }
  const frame = linkType === 1 ? packet.frame : packet.frame.subarray(14)
  return joinBytes(
    sectionHeader(),
    interfaceBlock(1, 262_144),
    interfaceBlock(linkType, snapLength),
    packetBlock(0, packet),
    packetBlock(1, { timeMs: packet.timeMs + 1, frame }),
  )
}

test('interfaces of one kind in a pcapng file are read by nfpcapd', async () => {
  const { summary, remark } = await convert(made('same.pcapng', twoInterfaces(1, 262_144)))
  expect(summary).toMatchObject({ packets: 2, bytes: 56, converter: expect.stringMatching(/^nfpcapd/) })
  expect(remark).toBeNull()
})

test.each([
  ['snapshot lengths', 1, 96, 'its interfaces have different snapshot lengths'],
  ['link types', 101, 262_144, 'the link types of its interfaces are Ethernet (1), raw IP (101)'],
])('interfaces of different %s are read by the own reader', async (_title, linkType, snapLength, words) => {
  const result = await convert(made('mixed.pcapng', twoInterfaces(linkType, snapLength)))
  expect(result).toMatchObject({
    summary: { flows: 1, packets: 2, bytes: 56, converter: OWN_READER },
    damage: null,
  })
  expect(result.remark).toContain(words)
  expect(result.summary?.facts?.interfaces.map((each) => [each.linkType, each.snapLength])).toEqual([
    [1, 262_144],
    [linkType, snapLength],
  ])
})

test('an interface of another kind in mid-file ends the work of nfpcapd: the own reader does it', async () => {
  const packet = { timeMs: Date.UTC(2024, 0, 1), frame: udpFrame(1, 2, 3, 4) }
  const bytes = joinBytes(
    ...[sectionHeader(), interfaceBlock(1, 262_144), packetBlock(0, packet)],
    ...[interfaceBlock(1, 96), packetBlock(1, packet), packetBlock(0, packet)],
  )
  const { summary, damage, remark } = await convert(made('later.pcapng', bytes))
  expect(summary).toMatchObject({ packets: 3, bytes: 84, converter: OWN_READER })
  expect(damage).toBeNull()
  expect(remark).toContain('an interface with another snapshot length comes in the middle of it')
  expect(remark).toContain('editcap -F pcap CAPTURE COPY')
})

test('an interface of another kind without packets does no harm', async () => {
  const packet = { timeMs: Date.UTC(2024, 0, 1), frame: udpFrame(1, 2, 3, 4) }
  const bytes = joinBytes(
    ...[sectionHeader(), interfaceBlock(1, 262_144), packetBlock(0, packet), interfaceBlock(1, 96)],
  )
  expect(await convert(made('unused.pcapng', bytes))).toMatchObject({
    summary: { packets: 1, converter: expect.stringMatching(/^nfpcapd/) },
    damage: null,
    remark: null,
  })
})

test('results do not depend on the time zone of the machine', async () => {
  const before = process.env.TZ
  const results: unknown[] = []
  try {
    for (const [zone, winterOffset] of [
      ['UTC', 0],
      ['America/New_York', 300],
      ['Asia/Kolkata', -330],
    ] as const) {
      process.env.TZ = zone
      expect(new Date(Date.UTC(2015, 0, 1)).getTimezoneOffset()).toBe(winterOffset)
      results.push(await convert(fixture('zeek/sshguess.pcap')))
    }
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
  // As capinfos -a -e gives them, cut to milliseconds.
  expect(results[0]).toMatchObject({ summary: { first: 1427726689.213, last: 1427726759.306 } })
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})
