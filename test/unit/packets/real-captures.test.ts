import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fixture } from '../netflow/conversion'
import { COUNTED_CAPTURES } from './counted-captures'
import { readFlows, tuplesByHand, tuplesOf } from './five-tuples'

/** capinfos' names of encapsulations, as LINKTYPE_ numbers. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  ...{ ether: 1, rawip: 101, rawip4: 228, rawip6: 229, null: 0, ppp: 9, nflog: 239 },
  ...{ 'linux-sll': 113, 'linux-sll2': 276, 'ieee-802-11': 105, pktap: 258 },
}

/** Where the own reader has other flows than nfpcapd 1.7.1, whose are wrong or none. */
const BETTER: Readonly<Record<string, string>> = {
  'zeek/fragmented-2.pcap': 'a fragment in the middle is missing; nfpcapd takes the datagram for whole',
  'zeek/gtp2_different_udp_port.pcap': 'nfpcapd counts the padding of last fragments',
  'zeek/gre-aruba.pcap': 'nfpcapd has no flow of GRE tunnels that hold no IP',
  'zeek/gre-aruba-ccmp.pcap': 'the same',
  'zeek/mpls-6in6-6in6-4in6-invalid-version-4.pcap':
    'nfpcapd has no flow of a tunnel that holds nothing readable',
}

/** Link types of which nfpcapd makes anything, so that Flowcase never gives it one. */
const NOT_FOR_NFPCAPD = new Set(['ppp', 'nflog', 'ieee-802-11'])

/** A time of capinfos, which has nanoseconds, cut. */
function microseconds(time: string | null): number | null {
  return time === null ? null : Number(time.replace(/(\.\d{6})\d*$/, '$1'))
}

test('every capture is in the table', () => {
  const files = ['tcpdump', 'zeek'].flatMap((dir) =>
    readdirSync(fixture(dir)).map((name) => `${dir}/${name}`),
  )
  // capinfos refuses it: "record data that capinfos doesn't support".
  const counted = [...COUNTED_CAPTURES.map(([path]) => path), 'tcpdump/kday6.pcap']
  expect(counted.sort()).toEqual(files.sort())
})

test.each(COUNTED_CAPTURES)(
  '%s: counts what capinfos counts',
  async (path, format, encapsulation, snaplen, packets, bytes, first, last) => {
    const { facts, damage } = await readFlows(fixture(path))
    expect(damage).toBeNull()
    expect(facts).toMatchObject({
      ...{ packets, bytesOnWire: bytes, format: format === 'pcapng' ? 'pcapng' : 'pcap' },
      interfaces: [{ linkType: LINK_TYPES[encapsulation], packets }],
    })
    if (snaplen !== null) expect(facts.interfaces[0]?.snapLength).toBe(snaplen)
    if (format !== 'pcapng') {
      expect(facts.timeUnit).toBe(format === 'nsecpcap' ? 'nanoseconds' : 'microseconds')
    }
    // Two of its packets have a million microseconds and more, of which capinfos makes a million.
    const impossible = path === 'tcpdump/timestamp_invalid_micro.pcap'
    expect(facts.impossibleTimes).toBe(impossible ? 2 : 0)
    expect(facts.firstPacket).toBe(microseconds(first))
    if (!impossible) expect(facts.lastPacket).toBe(microseconds(last))
    const { notIp, tooShort, malformed, unknownLink, joinedFragments, incompleteFragments } =
      facts.withoutFlow
    const withoutFlow = notIp + tooShort + malformed + unknownLink + joinedFragments + incompleteFragments
    expect(facts.flowPackets + withoutFlow).toBe(packets)
  },
)

test.each(
  COUNTED_CAPTURES.filter(([path, , encapsulation]) => !BETTER[path] && !NOT_FOR_NFPCAPD.has(encapsulation)),
)(
  '%s: packets and bytes of each five-tuple are those of nfpcapd and nfdump',
  async (path, _format, _encapsulation, _snaplen, _packets, _bytes, _first, _last, nfPackets, nfBytes) => {
    const { facts, rows, list, expectation } = await readFlows(fixture(path))
    expect(facts).toMatchObject({ flowPackets: rows.packets, flowBytes: rows.bytes })
    const byHand = tuplesByHand(fixture(path))
    if (byHand === null) {
      expect(nfPackets).toBeNull()
      return
    }
    expect(rows).toMatchObject({ packets: nfPackets, bytes: nfBytes })
    expect(expectation).toMatchObject({ packets: nfPackets, bytes: nfBytes, unread: 0 })
    expect(tuplesOf(list)).toEqual(byHand)
  },
)

test.each(Object.entries(BETTER))('%s: differs, since %s', async (path) => {
  const counted = COUNTED_CAPTURES.filter(([each]) => each === path)
  const [nfPackets, nfBytes] = counted.flatMap((each) => each.slice(8))
  const { facts, expectation } = await readFlows(fixture(path))
  expect([facts.flowPackets, facts.flowBytes]).not.toEqual([nfPackets, nfBytes])
  // What nfpcapd makes of it is known all the same.
  expect(expectation).toMatchObject({ packets: nfPackets, bytes: nfBytes })
})

test('counts what tshark shows where nfpcapd is wrong or refuses', async () => {
  const flows = async (path: string) => [...tuplesOf((await readFlows(fixture(path))).list)]
  // tshark -r FILE -T fields with the ports and -e ip.len or -e ipv6.plen (and 40 for the header), added up by hand.
  expect(await flows('zeek/gre-aruba.pcap')).toEqual([['47 10.3.34.171:0 > 10.33.10.23:0', [2407, 302_267]]])
  expect(await flows('zeek/openjdk-25.0.2-zeek.org.pcap')).toEqual([
    ['6 192.0.78.150:443 > 192.168.64.6:55058', [3, 3052]],
    ['6 192.168.64.6:55058 > 192.0.78.150:443', [3, 597]],
  ])
  const pinged = 'fe80::8c36:6ff:fe44:acaf:0'
  expect(await flows('zeek/linux_dlt_sll2.pcap')).toEqual([
    ['1 192.0.2.1:0 > 192.0.2.1:0 0.0', [1, 84]],
    ['1 192.0.2.1:0 > 192.0.2.1:0 8.0', [1, 84]],
    [`58 ${pinged} > ${pinged} 128.0`, [1, 104]],
    [`58 ${pinged} > ${pinged} 129.0`, [1, 104]],
  ])
  expect(await flows('zeek/timeout-with-pings.pcap')).toEqual([
    ['1 192.168.1.10:0 > 192.168.1.20:0 8.0', [6, 168]],
    ['1 192.168.1.20:0 > 192.168.1.10:0 0.0', [6, 168]],
    ['6 192.168.1.10:12345 > 192.168.1.20:80', [2, 80]],
    ['6 192.168.1.20:80 > 192.168.1.10:12345', [1, 40]],
  ])
  expect(await flows('zeek/basic-auth-with-colon.pcap')).toEqual([
    ['6 172.24.133.205:43090 > 172.24.133.205:8000', [6, 506]],
    ['6 172.24.133.205:8000 > 172.24.133.205:43090', [6, 1118]],
  ])
  expect(await flows('tcpdump/icmp-rfc5837.pcap')).toEqual([['1 10.4.0.2:0 > 12.4.4.4:0 11.0', [1, 240]]])
})
