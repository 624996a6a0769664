import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeNfpcapd } from '../../../src/main/netflow/nfpcapd-verdict'
import { INSTALL_NETFLOW_TOOLS } from '../../../src/main/netflow/tools'
import { type CaptureReading, readCapture } from '../../../src/main/packets/read-capture'
import { OWN_READER } from '../../../src/shared/evidence/evidence'
import { tuplesOf } from '../packets/five-tuples'
import { bytes, ethernet, ipv4, ipv6, udp } from '../packets/frames'
import { convert, fixture } from './conversion'
import { joinBytes, manyFlows, pcap } from './packets'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-own-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function made(name: string, content: Uint8Array): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

const START = Date.UTC(2023, 8, 28, 17, 22, 35)
const withoutTools = { tools: null, toolsRemark: `nfpcapd is not installed. ${INSTALL_NETFLOW_TOOLS}` }

test.each([
  'zeek/sshguess.pcap',
  'zeek/ipv6.pcap',
  'zeek/5-pings.pcap',
  'zeek/fragmented-1.pcap',
  'zeek/gre-sample.pcap',
  'zeek/vlan-pcp-dei.pcapng',
  'zeek/ftp-many-port-expected.pcap.gz',
  'tcpdump/mptcp-v1.pcap',
  'tcpdump/babel_update_oobr.pcap',
])('without the tools %s has the same five-tuples, packets and bytes', async (path) => {
  const with_ = await convert(fixture(path))
  const without = await convert(fixture(path), withoutTools)
  expect(with_.summary?.converter).toMatch(/^nfpcapd 1\./)
  expect(without.summary?.converter).toBe(OWN_READER)
  expect(tuplesOf(without.rows)).toEqual(tuplesOf(with_.rows))
  expect(without.summary).toMatchObject({
    packets: with_.summary?.packets,
    bytes: with_.summary?.bytes,
    skippedPackets: with_.summary?.skippedPackets,
    facts: with_.summary?.facts,
  })
  expect(without.remark).toContain(
    `The flows are made by ${OWN_READER}, since nfpcapd is not installed. Install nfdump 1.7`,
  )
  expect(without.remark).not.toContain('..')
})

test('tells how far it is', async () => {
  const progress: string[] = []
  const path = made('many.pcap', pcap(manyFlows(10_000, START)))
  await convert(path, {
    ...withoutTools,
    onProgress: ({ stage, done, total }) => progress.push(`${stage} ${done}/${total}`),
  })
  const size = 24 + 10_000 * 58
  expect(progress).toEqual([262_144, 524_288, size].map((done) => `reading packets ${done}/${size}`))
})

test('results do not depend on the time zone of the machine', async () => {
  const before = process.env.TZ
  const results: unknown[] = []
  try {
    for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
      process.env.TZ = zone
      results.push(await convert(fixture('zeek/sshguess.pcap'), withoutTools))
    }
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
  expect(results[0]).toMatchObject({ summary: { first: 1427726689.213, last: 1427726759.306 } })
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

test.each([
  [
    'tunnels of something else than IP',
    'zeek/gre-aruba-ccmp.pcap',
    2,
    600,
    'nfpcapd 1.7.1 loses 2 packets with 600 bytes',
  ],
  [
    'a tunnel of nonsense',
    'zeek/mpls-6in6-6in6-4in6-invalid-version-4.pcap',
    1,
    70,
    'loses 1 packet with 70 bytes',
  ],
])('what nfpcapd loses silently the own reader has: %s', async (_title, path, packets, size, words) => {
  const { summary, remark } = await convert(fixture(path))
  expect(summary).toMatchObject({ packets, bytes: size, converter: OWN_READER })
  expect(remark?.replace(/nfpcapd 1\.7\.\d+/, 'nfpcapd 1.7.1')).toContain(words)
  expect(remark).toContain('headers that it does not read')
})

test('provider VLANs are read though nfpcapd does not', async () => {
  const frame = ethernet(0x88a8, joinBytes(bytes(0, 7, 0x81, 0, 0, 8, 8, 0), ipv4(17, udp(4000, 8889))))
  const { summary, rows } = await convert(made('qinq.pcap', pcap([{ timeMs: START, frame }])))
  expect(summary).toMatchObject({ flows: 1, packets: 1, bytes: 28, converter: OWN_READER })
  expect(rows).toMatchObject([{ srcport: 4000, dstport: 8889 }])
})

test('fragments that nfpcapd drops for their order are read', async () => {
  const datagram = udp(4000, 8889, new Uint8Array(1992))
  const part = (from: number, to: number, fragment: number) =>
    ethernet(0x0800, ipv4(17, datagram.subarray(from, to), { fragment }))
  const [head, tail] = [part(0, 1480, 0x2000), part(1480, 2000, 185)]
  const both = [tail, head].map((frame, i) => ({ timeMs: START + i, frame }))
  const { summary, remark } = await convert(made('order.pcap', pcap(both)))
  expect(summary).toMatchObject({ packets: 1, bytes: 2020, converter: OWN_READER })
  expect(remark).toContain('fragments that came in another order than first to last')
})

test('what nfpcapd makes up is told, and its flows stay', async () => {
  const padded = await convert(fixture('zeek/gtp2_different_udp_port.pcap'))
  // 78 packets with 70,934 bytes by nfpcapd and nfdump; tshark's ip.len, joined by hand, is 420 less.
  expect(padded.summary).toMatchObject({ packets: 78, bytes: 70_934, facts: { flowBytes: 70_514 } })
  expect(padded.remark).toContain('it should be 78 packets with 70514 bytes')
  expect(padded.remark).toContain('counts the padding behind the last one')
  const gap = await convert(fixture('zeek/fragmented-2.pcap'))
  expect(gap.summary).toMatchObject({ packets: 1, bytes: 184 })
  expect(gap.remark).toContain('makes flows of 1 packet with 184 bytes')
  expect(gap.remark).toContain('3 fragments of datagrams of which a part is missing')
})

test('says what else an examiner should know of the packets', async () => {
  const frames = [
    ethernet(0x0800, ipv4(6, new Uint8Array(20), { totalLength: 0 })),
    ethernet(0x86dd, ipv6(0, joinBytes(bytes(17, 0, 0, 0, 0, 0, 0, 0), udp(1, 2)))),
    ethernet(0x88cc, new Uint8Array(46)),
    ethernet(0x0800, ipv4(17, udp(1, 2))).subarray(0, 38),
  ]
  const path = made('remarks.pcap', pcap(frames.map((frame, i) => ({ timeMs: START + i, frame }))))
  const { remark } = await convert(path)
  expect(remark).toBe(
    '2 of 4 packets are in no flow: 1 that are not IP (LLDP); 1 captured too short to decode. ' +
      '1 packet has a length of 0 in the IP header, as segmentation offload leaves it: the bytes are in no figure. ' +
      '1 IPv6 packet has extension headers; their flows have the number of the first one as the protocol, and no ports.',
  )
})

test('a link type that nobody reads has its facts, and no flow', async () => {
  const { summary, remark } = await convert(fixture('zeek/wlanmon.pcap'))
  expect(summary).toMatchObject({ flows: 0, skippedPackets: 3, facts: { packets: 3 } })
  expect(remark).toContain('3 of a link type that is not decoded (IEEE 802.11 (105))')
})

test('a capture in zstd is the same as the capture, for nfpcapd and for the own reader', async () => {
  const path = join(dir, 'capture.pcap.zst')
  execFileSync('zstd', ['-q', '-f', fixture('zeek/sshguess.pcap'), '-o', path])
  for (const more of [{}, withoutTools]) {
    const { summary, damage, rows } = await convert(path, more)
    const plain = await convert(fixture('zeek/sshguess.pcap'), more)
    expect(damage).toBeNull()
    expect(summary).toEqual(plain.summary)
    expect(rows).toEqual(plain.rows)
  }
})

test('a cut off zstd file gives the packets before, and its own place', async () => {
  const plain = readFileSync(fixture('zeek/dhcp_flood.pcap'))
  const packed = execFileSync('zstd', ['-q', '-c', '-1', '--no-check'], { input: plain })
  const length = packed.length - 10
  const { summary, damage } = await convert(made('cut.zst', packed.subarray(0, length)), withoutTools)
  expect(damage).toMatchObject({ kind: 'truncated', atByte: length })
  // The first block of zstd holds 131,072 bytes; each packet takes 16 + 315 or more.
  expect(summary?.packets).toBeGreaterThan(300)
  expect(summary?.packets).toBeLessThan(500)
})

test('names that are no text, and places with colons, are only names', async () => {
  const content = readFileSync(fixture('zeek/5-pings.pcap'))
  const odd = Buffer.concat([
    Buffer.from(`${dir}/2023-09-28T17:22:35 `),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('.pcap'),
  ])
  writeFileSync(odd, content)
  const { summary } = await convert(odd)
  expect(summary).toMatchObject({ packets: 10, bytes: 840, converter: expect.stringMatching(/^nfpcapd/) })
})

const reading = (): Promise<CaptureReading> =>
  readCapture({ path: fixture('zeek/sshguess.pcap'), signal: undefined })
const counted = { packets: 431, bytes: 77_967, readError: null }

test('a verdict on equal sums has nothing to say', async () => {
  expect(judgeNfpcapd(counted, await reading(), '1.7.1')).toEqual({ refuse: null, remark: null })
})

test('a difference that nothing explains is told, in both directions', async () => {
  for (const [packets, size] of [
    [430, 77_900],
    [432, 78_000],
    [431, 77_966],
  ] as const) {
    const { refuse, remark } = judgeNfpcapd({ ...counted, packets, bytes: size }, await reading(), '1.7.1')
    expect(refuse).toBeNull()
    expect(remark).toContain(`nfpcapd 1.7.1 makes flows of ${packets} packets with ${size} bytes`)
    expect(remark).toContain('it should be 431 packets with 77967 bytes')
    expect(remark).toContain('Nothing that is known of it explains the difference')
  }
})

test('a counter that began anew at 4 GiB is recognised', async () => {
  const own = await reading()
  const more = 3 * 2 ** 32
  const large = {
    ...own,
    facts: { ...own.facts, flowBytes: own.facts.flowBytes + more },
    expectation: { ...own.expectation, bytes: own.expectation.bytes + more },
  }
  expect(judgeNfpcapd(counted, large, '1.7.1')).toEqual({
    refuse: 'a flow has more than the 4 GiB that nfpcapd 1.7.1 can count',
    remark: null,
  })
})
