import { type PacketRecord, pcap } from '../netflow/packets'
import { ethernet, ipv4, tcp, udp } from '../packets/frames'

/**
 * A case whose truth is known because both sources are made from the same packets: what the
 * flow logs have of them by AWS's rules, and what a capture has on a clock that is ahead.
 */

/** 28 September 2023, 20:00 UTC by AWS's clock. */
export const T = Date.UTC(2023, 8, 28, 20) / 1000
/** The capture's clock is ahead of AWS's by so many seconds. */
export const AHEAD = 37

export const HOST = '10.0.0.5'
export const HOST_PUBLIC = '203.0.113.80'
export const HOST_SECONDARY = '10.0.0.77'
export const NEIGHBOUR = '10.0.1.9'
export const SUSPECT = '198.51.100.7'
const HOST_ENI = 'eni-0host'
const NEIGHBOUR_ENI = 'eni-0neighbour'

/** A packet; `at` is seconds after T by AWS's clock, `size` the length of the IP packet. */
export interface Packet {
  readonly at: number
  readonly from: string
  readonly fromPort: number
  readonly to: string
  readonly toPort: number
  readonly protocol: 6 | 17
  readonly size: number
  readonly flags: number
}

type Ends = Pick<Packet, 'from' | 'fromPort' | 'to' | 'toPort'> & { readonly protocol?: Packet['protocol'] }

/** Packets one way: the first with SYN where it is TCP. */
export function oneWay(ends: Ends, times: readonly number[], size: number): readonly Packet[] {
  const { protocol = 6 } = ends
  return times.map((at, i) => ({
    ...ends,
    protocol,
    at,
    size,
    flags: protocol === 17 ? 0 : i === 0 ? 2 : 16,
  }))
}

interface Logged {
  readonly interfaceId: string
  /** Names the interface's own address in place of a secondary one, as AWS does. */
  readonly srcaddr?: string
  readonly action?: 'ACCEPT' | 'REJECT'
}

export const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags pkt-srcaddr pkt-dstaddr'

/** Records of packets that all are of one five-tuple: one for each minute, as AWS writes them. */
export function records(packets: readonly Packet[], logged: Logged): readonly string[] {
  const windows = new Map<number, Packet[]>()
  for (const packet of packets) {
    const minute = Math.floor(packet.at / 60)
    windows.set(minute, [...(windows.get(minute) ?? []), packet])
  }
  return Array.from(windows.values(), (inside) => {
    const [first] = inside as [Packet]
    const last = inside.at(-1) as Packet
    const { interfaceId, srcaddr = first.from, action = 'ACCEPT' } = logged
    const size = inside.reduce((sum, packet) => sum + packet.size, 0)
    // AWS never has the flag ACK alone.
    const flags = inside.some((packet) => packet.flags === 2) ? 2 : 0
    return [
      ...[5, interfaceId, srcaddr, first.to, first.fromPort, first.toPort, first.protocol],
      ...[inside.length, size, T + Math.floor(first.at), T + Math.floor(last.at), action, 'OK'],
      ...[flags, first.from, first.to],
    ].join(' ')
  })
}

export function capture(packets: readonly Packet[]): Uint8Array {
  const frames = packets.map(
    (packet): PacketRecord => ({ timeMs: Math.round((T + packet.at + AHEAD) * 1000), frame: frame(packet) }),
  )
  return pcap(frames.sort((a, b) => a.timeMs - b.timeMs))
}

function frame({ from, fromPort, to, toPort, protocol, size, flags }: Packet): Uint8Array {
  const address = (text: string) => text.split('.').map(Number)
  const payload = new Uint8Array(size - 20 - (protocol === 6 ? 20 : 8))
  const segment = protocol === 6 ? tcp(fromPort, toPort, flags, payload) : udp(fromPort, toPort, payload)
  return ethernet(0x0800, ipv4(protocol, segment, { source: address(from), destination: address(to) }))
}

const at = (first: number, ...later: readonly number[]) => [first, ...later]

/** Thirty short connections over ten minutes, each way its own five-tuple. */
const short = Array.from({ length: 30 }, (_, i) => {
  const begin = 70 + 17.3 * i
  const client = { from: SUSPECT, fromPort: 40_000 + i, to: HOST, toPort: 80 }
  const server = { from: HOST, fromPort: 80, to: SUSPECT, toPort: 40_000 + i }
  return [
    oneWay(client, at(begin, begin + 0.2, begin + 1.1), 120 + i),
    oneWay(server, at(begin + 0.05, begin + 0.9), 900 + i),
  ] as const
}).flat()

const times = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)

/** Silent for longer than nfpcapd waits (15 s), within windows of AWS: as many rows as neither has. */
const paused = oneWay({ from: SUSPECT, fromPort: 41_000, to: HOST, toPort: 22 }, times(121, 175, 54), 500)
/** Begins long before the capture. */
const older = oneWay({ from: SUSPECT, fromPort: 41_001, to: HOST, toPort: 22 }, times(-200, 100, 10), 400)
/** Logged by both ends. */
const within = oneWay({ from: NEIGHBOUR, fromPort: 41_002, to: HOST, toPort: 5432 }, times(200, 230, 3), 300)
/** Seen by the capture under the public address. */
const nat = oneWay({ from: SUSPECT, fromPort: 41_003, to: HOST, toPort: 443 }, times(210, 238, 2), 256)
/** Sent by a secondary address of the interface. */
const secondary = oneWay(
  { from: HOST_SECONDARY, fromPort: 41_004, to: SUSPECT, toPort: 8889 },
  times(250, 290, 4),
  1400,
)
/** Logged twice, by two flow logs. */
const twice = oneWay({ from: SUSPECT, fromPort: 41_005, to: HOST, toPort: 80 }, times(300, 340, 5), 222)
/** Of which the log has less. */
const lessLogged = oneWay({ from: SUSPECT, fromPort: 41_006, to: HOST, toPort: 80 }, times(305, 345, 5), 333)
/** A port that is used again: logged an hour later. */
const reused = oneWay({ from: SUSPECT, fromPort: 41_007, to: HOST, toPort: 80 }, times(345, 355, 1), 100)

const resolver = oneWay({ from: HOST, fromPort: 50_000, to: '10.0.0.2', toPort: 53, protocol: 17 }, [310], 70)
const metadata = oneWay(
  { from: HOST, fromPort: 50_001, to: '169.254.169.254', toPort: 80 },
  times(311, 312, 0.5),
  90,
)
const clock = oneWay(
  { from: HOST, fromPort: 123, to: '169.254.169.123', toPort: 123, protocol: 17 },
  [313],
  76,
)
const lease = oneWay({ from: HOST, fromPort: 68, to: '10.0.0.1', toPort: 67, protocol: 17 }, [314], 328)
const mirror = oneWay({ from: NEIGHBOUR, fromPort: 65_000, to: HOST, toPort: 4789, protocol: 17 }, [315], 150)
const skipped = oneWay({ from: HOST, fromPort: 50_002, to: SUSPECT, toPort: 8889 }, times(430, 440, 2), 800)
const unlogged = oneWay({ from: HOST, fromPort: 50_003, to: SUSPECT, toPort: 8889 }, times(520, 530, 2), 800)

const rejected = oneWay({ from: SUSPECT, fromPort: 41_008, to: HOST, toPort: 3389 }, [350], 40)
const early = oneWay({ from: SUSPECT, fromPort: 41_009, to: HOST, toPort: 80 }, times(-600, -590, 2), 60)
const elsewhere = oneWay(
  { from: SUSPECT, fromPort: 41_010, to: NEIGHBOUR, toPort: 80 },
  times(360, 370, 2),
  60,
)
const uncaptured = oneWay({ from: SUSPECT, fromPort: 41_011, to: HOST, toPort: 80 }, times(380, 390, 2), 60)

/** When the capture begins and ends by AWS's clock, seconds after T. */
const CAPTURED = { from: 60, to: 600 }

const isCaptured = (packet: Packet) => packet.at >= CAPTURED.from && packet.at <= CAPTURED.to
const host = { interfaceId: HOST_ENI }

/** Files of the case. */
export function truthCase(): Readonly<Record<string, string | Uint8Array>> {
  const later = reused.map((packet) => ({ ...packet, at: packet.at + 3600 }))
  const lines = [
    ...[...short, paused, older, within, nat, later, rejected].flatMap((packets) =>
      records(packets, packets === rejected ? { ...host, action: 'REJECT' } : host),
    ),
    ...records(within, { interfaceId: NEIGHBOUR_ENI }),
    ...records(secondary, { ...host, srcaddr: HOST }),
    ...records(twice, host),
    ...records(twice, host),
    ...records(lessLogged.slice(2), host),
    ...records(early, host),
    ...records(elsewhere, { interfaceId: NEIGHBOUR_ENI }),
    ...records(uncaptured, host),
    `5 ${HOST_ENI} - - - - - - - ${T + 420} ${T + 480} - SKIPDATA - - -`,
  ]
  const seen = [
    ...[...short, paused, older, within, secondary, twice, lessLogged, reused].flat(),
    ...[resolver, metadata, clock, lease, mirror, skipped, unlogged].flat(),
    ...nat.map((packet) => ({ ...packet, to: HOST_PUBLIC })),
  ].filter(isCaptured)
  // A packet at either end: the capture's time is known.
  const edges = [CAPTURED.from, CAPTURED.to].flatMap((time) =>
    oneWay({ from: HOST, fromPort: 68, to: '10.0.0.1', toPort: 67, protocol: 17 }, [time], 328),
  )
  return {
    'flows.log.gz': `${[HEADER, ...lines].join('\n')}\n`,
    'host.pcap': capture([...seen, ...edges]),
  }
}

/** The state of each five-tuple, and the reason of its difference; by the source port, then from whom. */
export const TRUTH: Readonly<Record<string, readonly [state: string, difference: string | null]>> = {
  ...Object.fromEntries(
    short.map(([packet]) => {
      const { from, fromPort, toPort } = packet as Packet
      return [`${from}:${fromPort}>${toPort}`, ['matched', null] as const]
    }),
  ),
  [`${SUSPECT}:41000>22`]: ['matched', 'split'],
  [`${SUSPECT}:41001>22`]: ['matched', 'partly-outside-captures'],
  [`${NEIGHBOUR}:41002>5432`]: ['matched', 'interfaces'],
  [`${SUSPECT}:41003>443`]: ['matched', null],
  [`${HOST_SECONDARY}:41004>8889`]: ['matched', null],
  [`${SUSPECT}:41005>80`]: ['matched', 'repeated'],
  [`${SUSPECT}:41006>80`]: ['matched', 'unexplained'],
  [`${SUSPECT}:41007>80`]: ['matched', 'other-time'],
  [`${HOST}:50000>53`]: ['netflow-only', 'amazon-service'],
  [`${HOST}:50001>80`]: ['netflow-only', 'amazon-service'],
  [`${HOST}:123>123`]: ['netflow-only', 'amazon-service'],
  [`${HOST}:68>67`]: ['netflow-only', 'dhcp'],
  [`${NEIGHBOUR}:65000>4789`]: ['netflow-only', 'mirrored'],
  [`${HOST}:50002>8889`]: ['netflow-only', 'skipped'],
  [`${HOST}:50003>8889`]: ['netflow-only', 'unexplained'],
  [`${SUSPECT}:41008>3389`]: ['vpc-only', 'rejected'],
  [`${SUSPECT}:41009>80`]: ['vpc-only', 'outside-captures'],
  [`${SUSPECT}:41010>80`]: ['vpc-only', 'host-not-captured'],
  [`${SUSPECT}:41011>80`]: ['vpc-only', 'unexplained'],
}
