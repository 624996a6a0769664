import { expect, test } from 'vitest'
import {
  FLOW,
  MALFORMED,
  NOT_IP,
  type Outcome,
  TOO_SHORT,
  UNKNOWN_LINK,
} from '../../../src/main/packets/outcome'
import { PacketDecoder } from '../../../src/main/packets/packet-decoder'
import { joinBytes } from '../netflow/packets'
import { bytes, ethernet, icmp, ipv4, ipv6, tcp, u16, udp } from './frames'

function decode(packet: Uint8Array, linkType = 1): { outcome: Outcome; decoder: PacketDecoder } {
  const decoder = new PacketDecoder()
  return { outcome: decoder.decode(packet, 0, packet.length, linkType), decoder }
}

const V4 = 0x0800
const V6 = 0x86dd
const query = udp(4000, 8889, bytes(1, 2, 3))
/** 20 + 8 + 3. */
const queryBytes = 31
const datagram = ipv4(17, query)

const LINKS: readonly (readonly [string, number, Uint8Array])[] = [
  ['Ethernet', 1, ethernet(V4, datagram)],
  ['802.1Q', 1, ethernet(0x8100, joinBytes(u16(7), u16(V4), datagram))],
  ['802.1Q twice', 1, ethernet(0x8100, joinBytes(u16(7), u16(0x8100), u16(8), u16(V4), datagram))],
  ['QinQ 0x88a8', 1, ethernet(0x88a8, joinBytes(u16(7), u16(0x8100), u16(8), u16(V4), datagram))],
  ['QinQ 0x9100', 1, ethernet(0x9100, joinBytes(u16(7), u16(0x8100), u16(8), u16(V4), datagram))],
  ['MPLS', 1, ethernet(0x8847, joinBytes(bytes(0, 1, 0, 64), bytes(0, 2, 1, 64), datagram))],
  ['PPPoE', 1, ethernet(0x8864, joinBytes(bytes(0x11, 0, 0, 1, 0, 0, 0, 0x21), datagram))],
  ['SNAP', 1, ethernet(39, joinBytes(bytes(0xaa, 0xaa, 3, 0, 0, 0), u16(V4), datagram))],
  ['raw IP', 101, datagram],
  ['raw IP as BSD numbers it', 12, datagram],
  ['raw IP as OpenBSD numbers it', 14, datagram],
  ['raw IPv4', 228, datagram],
  ['BSD loopback, little endian', 0, joinBytes(bytes(2, 0, 0, 0), datagram)],
  ['BSD loopback, big endian', 0, joinBytes(bytes(0, 0, 0, 2), datagram)],
  ['OpenBSD loopback', 108, joinBytes(bytes(0, 0, 0, 2), datagram)],
  ['SLL', 113, joinBytes(new Uint8Array(14), u16(V4), datagram)],
  ['SLL2', 276, joinBytes(u16(V4), new Uint8Array(18), datagram)],
  ['PPP', 9, joinBytes(bytes(0xff, 3, 0, 0x21), datagram)],
  ['PPP without address and control', 9, joinBytes(bytes(0, 0x21), datagram)],
]

test.each(LINKS)('finds IPv4 behind %s', (_title, linkType, packet) => {
  const { outcome, decoder } = decode(packet, linkType)
  expect(outcome).toBe(FLOW)
  expect(decoder).toMatchObject({
    ...{ version: 4, protocol: 17, sourcePort: 4000, destinationPort: 8889, bytes: queryBytes },
  })
  expect([decoder.addresses[0], decoder.addresses[4]]).toEqual([0x0a00_0001, 0x0a00_0002])
})

/** Without its own header an IEEE 802.3 frame is only that. */
const CUT = LINKS.filter(([title]) => title !== 'SNAP')

test.each(CUT)(
  '%s: cut off anywhere it is too short or, where its ports are there, a flow',
  (_t, linkType, packet) => {
    // Ports and length of UDP end 3 bytes before the packet.
    for (let length = 0; length < packet.length; length++) {
      const { outcome } = decode(packet.subarray(0, length), linkType)
      expect(outcome).toBe(length < packet.length - 3 ? TOO_SHORT : FLOW)
    }
  },
)

test('finds IPv6, and the sum of header and payload', () => {
  for (const [linkType, packet] of [
    [1, ethernet(V6, ipv6(6, tcp(22, 40_000, 0x12)))],
    [229, ipv6(6, tcp(22, 40_000, 0x12))],
    [0, joinBytes(bytes(30, 0, 0, 0), ipv6(6, tcp(22, 40_000, 0x12)))],
  ] as const) {
    const { outcome, decoder } = decode(packet, linkType)
    expect(outcome).toBe(FLOW)
    expect(decoder).toMatchObject({ version: 6, protocol: 6, sourcePort: 22, tcpFlags: 0x12, bytes: 60 })
    expect([...decoder.addresses]).toEqual([0x2001_0db8, 0, 0, 1, 0x2001_0db8, 0, 0, 2])
  }
})

test('bytes are those of the IP header, whatever follows or was cut', () => {
  const padded = joinBytes(ethernet(V4, datagram), new Uint8Array(15))
  expect(decode(padded).decoder.bytes).toBe(queryBytes)
  const full = ethernet(V4, ipv4(6, tcp(1, 2, 16, new Uint8Array(1000))))
  expect(decode(full.subarray(0, 96)).decoder.bytes).toBe(1040)
  expect(decode(ethernet(V4, ipv4(6, tcp(1, 2, 16), { totalLength: 0 }))).decoder.bytes).toBe(0)
})

test('options of IPv4 and TCP are stepped over', () => {
  const { decoder } = decode(ethernet(V4, ipv4(17, query, { options: 40 })))
  expect(decoder).toMatchObject({ sourcePort: 4000, bytes: queryBytes + 40 })
})

test('ICMP has type and code, no ports, and is a flow by itself', () => {
  const { decoder } = decode(ethernet(V4, ipv4(1, icmp(3, 13))))
  expect(decoder).toMatchObject({
    icmpType: 3,
    icmpCode: 13,
    sourcePort: 0,
    destinationPort: 0,
    single: true,
  })
  expect(decode(ethernet(V6, ipv6(58, icmp(128, 0)))).decoder).toMatchObject({ icmpType: 128, single: true })
  const after = decode(ethernet(V4, datagram)).decoder
  expect([after.icmpType, after.icmpCode]).toEqual([Number.NaN, Number.NaN])
})

test('DNS over UDP is a flow by itself, over TCP it is not', () => {
  expect(decode(ethernet(V4, ipv4(17, udp(53, 4000)))).decoder.single).toBe(true)
  expect(decode(ethernet(V4, ipv4(17, udp(4000, 53)))).decoder.single).toBe(true)
  expect(decode(ethernet(V4, ipv4(6, tcp(4000, 53, 2)))).decoder.single).toBe(false)
})

test.each([
  ['SCTP', 132],
  ['ESP', 50],
  ['OSPF', 89],
])('%s has no ports', (_title, protocol) => {
  const { outcome, decoder } = decode(ethernet(V4, ipv4(protocol, new Uint8Array(8).fill(9))))
  expect(outcome).toBe(FLOW)
  expect(decoder).toMatchObject({ protocol, sourcePort: 0, destinationPort: 0, bytes: 28 })
})

test('an IPv6 extension header is the protocol, as for nfpcapd', () => {
  expect(
    decode(ethernet(V6, ipv6(0, joinBytes(bytes(17, 0, 0, 0, 0, 0, 0, 0), query)))).decoder,
  ).toMatchObject({
    ...{ protocol: 0, sourcePort: 0, bytes: 40 + 8 + 11 },
  })
})

const inner = ipv4(17, query, { source: [192, 168, 0, 1], destination: [192, 168, 0, 2] })

const TUNNELS: readonly (readonly [string, Uint8Array])[] = [
  ['IP in IP', ipv4(4, inner)],
  ['4 in 6', ipv6(4, inner)],
  ['GRE', ipv4(47, joinBytes(bytes(0, 0), u16(V4), inner))],
  ['GRE with a key', ipv4(47, joinBytes(bytes(0x20, 0), u16(V4), bytes(0, 0, 0, 9), inner))],
  ['GRE with all options', ipv4(47, joinBytes(bytes(0xb0, 0), u16(V4), new Uint8Array(12), inner))],
  ['GRE with Ethernet', ipv4(47, joinBytes(bytes(0, 0), u16(0x6558), ethernet(V4, inner)))],
  ['GRE in IP in IP', ipv4(4, ipv4(47, joinBytes(bytes(0, 0), u16(V4), inner)))],
]

test.each(TUNNELS)('%s: the innermost packet counts', (_title, packet) => {
  const { outcome, decoder } = decode(packet, 101)
  expect(outcome).toBe(FLOW)
  expect(decoder).toMatchObject({ protocol: 17, sourcePort: 4000, bytes: queryBytes })
  expect([...decoder.addresses.subarray(0, 1), decoder.addresses[4]]).toEqual([0xc0a8_0001, 0xc0a8_0002])
})

test.each([
  ['something else than IP', ipv4(47, joinBytes(bytes(0, 0), u16(0x8200), new Uint8Array(40)))],
  ['a cut off packet', ipv4(47, joinBytes(bytes(0, 0), u16(V4), inner.subarray(0, 10)))],
  ['nonsense', ipv4(47, joinBytes(bytes(0, 0), u16(V4), new Uint8Array(40).fill(0xff)))],
])('a tunnel with %s counts itself', (_title, packet) => {
  const { outcome, decoder } = decode(packet, 101)
  expect(outcome).toBe(FLOW)
  expect(decoder).toMatchObject({
    ...{ protocol: 47, sourcePort: 0, destinationPort: 0, bytes: packet.length, unreadByNfpcapd: true },
  })
  expect(decoder.addresses[0]).toBe(0x0a00_0001)
})

test('PPTP has its call as the port', () => {
  const gre = joinBytes(bytes(0x20, 0x01), u16(0x880b), u16(4), u16(77), new Uint8Array(4))
  expect(decode(ipv4(47, gre), 101).decoder).toMatchObject({ protocol: 47, destinationPort: 77 })
})

test('tunnels in tunnels are not followed for ever', () => {
  let packet = datagram
  for (let depth = 0; depth < 3000; depth++) packet = ipv4(4, packet, { totalLength: 60_000 })
  const { outcome, decoder } = decode(packet, 101)
  expect(outcome).toBe(FLOW)
  expect(decoder).toMatchObject({ protocol: 4, bytes: 60_000 })
})

test('knows what is not IP', () => {
  for (const [etherType, packet] of [
    [0x0806, ethernet(0x0806, new Uint8Array(46))],
    [0x88cc, ethernet(0x88cc, new Uint8Array(46))],
    [0x0806, ethernet(0x8100, joinBytes(u16(1), u16(0x0806), new Uint8Array(42)))],
    [0, ethernet(38, joinBytes(bytes(0x42, 0x42, 3), new Uint8Array(43)))],
    [0x8863, ethernet(0x8863, new Uint8Array(46))],
  ] as const) {
    const { outcome, decoder } = decode(packet)
    expect(outcome).toBe(NOT_IP)
    expect(decoder.link.etherType).toBe(etherType)
  }
})

test('knows headers that contradict themselves', () => {
  const shortHeader = Uint8Array.from(datagram)
  shortHeader[0] = 0x44
  const shortUdp = Uint8Array.from(datagram)
  shortUdp[25] = 7
  const version9 = Uint8Array.from(datagram)
  version9[0] = 0x95
  for (const packet of [shortHeader, shortUdp, version9]) {
    expect(decode(ethernet(V4, packet)).outcome).toBe(MALFORMED)
  }
  // nfpcapd is given a filter that drops the first of them, but only there.
  expect(decode(ethernet(V4, shortHeader)).decoder.headerTooSmall).toBe(false)
  const inVlan = ethernet(0x8100, joinBytes(u16(7), u16(V4), shortHeader))
  expect(decode(inVlan).decoder.headerTooSmall).toBe(true)
  expect(decode(ethernet(V4, ipv4(4, shortHeader))).decoder.headerTooSmall).toBe(true)
})

test('does not guess at link types that it does not know', () => {
  expect(decode(ethernet(V4, datagram), 105).outcome).toBe(UNKNOWN_LINK)
})

test('what nfpcapd does not read is marked', () => {
  const unread = (packet: Uint8Array, linkType?: number) => decode(packet, linkType).decoder.unreadByNfpcapd
  const of = (title: string) => LINKS.find(([each]) => each === title)?.[2] as Uint8Array
  expect(['QinQ 0x88a8', 'QinQ 0x9100', 'SNAP'].map((title) => unread(of(title)))).toEqual([true, true, true])
  expect(['Ethernet', '802.1Q twice', 'MPLS', 'PPPoE'].map((title) => unread(of(title)))).not.toContain(true)
  expect(unread(TUNNELS[3]?.[1] as Uint8Array, 101)).toBe(true)
  expect(unread(TUNNELS[2]?.[1] as Uint8Array, 101)).toBe(false)
})
