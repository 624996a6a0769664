import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../netflow/conversion'
import { sampleCase } from '../sample-case/case-on-disk'
import { temporaryFolder } from '../temporary-folder'
import { COUNTED_CAPTURES } from './counted-captures'
import { readFlows, tuplesOf } from './five-tuples'
import { type Capinfos, capinfos, type Tshark, tshark } from './wireshark'

/** Captures whose five-tuples tshark sees otherwise, and why; all other figures are equal. */
const OTHER_TUPLES: Readonly<Record<string, string>> = {
  'tcpdump/LINKTYPE_IPV6_invalid.pcap': 'IPv4 in a capture of IPv6, which tshark does not read as IPv4',
  'tcpdump/LINKTYPE_PKTAP.pcap': 'a link type that Flowcase counts but reads no flows of',
  'tcpdump/nflog.pcap': 'the same',
  'zeek/nflog-http.pcap': 'the same',
  'zeek/wlanmon.pcap': 'the same',
  'zeek/pbb.pcap': 'provider backbone bridging is no IP to nfpcapd',
  'zeek/vntag_vlan_sandwich_clean.pcap': 'nor is what stands behind a VN tag',
  'zeek/cisco-fabric-path.pcap': 'nor what stands behind a FabricPath header: every second packet',
  'zeek/fragmented-1.pcap': 'fragments are joined, which tshark is told not to do',
  'zeek/fragmented-syn.pcap': 'the same',
  'zeek/gtp2_different_udp_port.pcap': 'the same',
  'zeek/gtp_ext_header.pcap': 'the same',
  'zeek/fragmented-2.pcap': 'a fragment is missing, so that there is no datagram',
  'tcpdump/babel_update_oobr.pcap': 'the same of two datagrams',
  'tcpdump/tcp-auth-heapoverflow.pcap': 'a TCP header is cut off behind its ports',
  'zeek/truncated-header.pcap': 'the same of one packet',
  'tcpdump/icmp-icmp_print-oobr-1.pcap': 'tshark shows no type of the ICMP, and a header is cut off',
  'tcpdump/bigtcp-ipv4-geneve-ipv4.pcap': 'a total length of 0, of which nfpcapd makes no flow of a tunnel',
  'tcpdump/icmp-length-zero.pcapng': 'a total length of 0, for which tshark takes what was captured',
  'tcpdump/ipv4_invalid_total_length_2.pcap': 'a total length of less than the header, where tshark stops',
  'zeek/mpls-6in6-6in6-4in6-invalid-version-4.pcap': 'a tunnel that holds nothing readable',
}

/**
 * Captures whose packets hold more than the snaplen of the file's header allows, with the bytes that are
 * left when each is cut there, as libpcap does, and so nfpcapd and Flowcase: 3 packets of 37, 1 of 1.
 */
const OVER_SNAPLEN: Readonly<Record<string, number>> = {
  'tcpdump/icmp-icmp_print-oobr-1.pcap': 3 * 37,
  'zeek/trunc-hdr.pcap': 1,
}

let home: string
let samplePath: string
let counted: Awaited<ReturnType<typeof capinfos>>
/** By path. */
const seen = new Map<string, Tshark>()

beforeAll(async () => {
  home = temporaryFolder('wireshark')
  const folder = join(home, 'sample')
  mkdirSync(folder)
  await sampleCase(folder)
  samplePath = join(folder, 'investigate.pcap')
  const paths = [...COUNTED_CAPTURES.map(([path]) => fixture(path)), samplePath]
  counted = await capinfos([...paths, fixture('tcpdump/kday6.pcap')], home)
  // tshark takes longer to start than to read: two at a time.
  const left = [...paths]
  const work = async () => {
    for (let path = left.pop(); path; path = left.pop()) seen.set(path, await tshark(path, home))
  }
  await Promise.all([work(), work()])
})

/** tshark's figures of a capture, which its own statistics confirm. */
function seenBy(path: string): Tshark {
  const found = seen.get(path)
  if (!found) throw new Error(`tshark was not asked about ${path}`)
  if (found.statistics) expect(found.statistics).toEqual({ frames: found.frames, bytes: found.bytes })
  return found
}

describe.each(COUNTED_CAPTURES)('%s', (path, format, encapsulation, snaplen, packets, bytes, first, last) => {
  test('capinfos says what the table says', () => {
    const expected: Capinfos = { format, encapsulation, snaplen, packets, bytes, first, last }
    expect(counted.facts.get(fixture(path))).toEqual(expected)
  })

  test('packets, bytes on the wire and captured bytes are those of tshark, and each five-tuple is', async () => {
    const found = seenBy(fixture(path))
    if (first !== last) expect(found.statistics).not.toBeNull()
    const { facts, list } = await readFlows(fixture(path))
    expect([facts.packets, facts.bytesOnWire, facts.bytesCaptured]).toEqual([
      found.frames,
      found.bytes,
      OVER_SNAPLEN[path] ?? found.captured,
    ])
    if (OVER_SNAPLEN[path]) expect(found.captured).toBeGreaterThan(OVER_SNAPLEN[path])
    if (OTHER_TUPLES[path]) expect(tuplesOf(list)).not.toEqual(found.tuples)
    else expect(tuplesOf(list)).toEqual(found.tuples)
  })
})

test('only one capture is refused, for its link type', () => {
  expect(counted.facts.size).toBe(COUNTED_CAPTURES.length + 1)
  expect(counted.refused.match(/The file ".*" contains record data/g)).toHaveLength(1)
  expect(counted.refused).toMatch(/kday6\.pcap" contains record data .*\n\(pcap: network type 182 unknown/)
})

test('the capture of the sample case', async () => {
  const found = seenBy(samplePath)
  const stated = counted.facts.get(samplePath)
  const { facts, list } = await readFlows(samplePath)
  expect(facts).toMatchObject({ packets: stated?.packets, bytesOnWire: stated?.bytes })
  expect([facts.firstPacket, facts.lastPacket]).toEqual([Number(stated?.first), Number(stated?.last)])
  expect(found.statistics).toEqual({ frames: facts.packets, bytes: facts.bytesOnWire })
  expect(facts.bytesCaptured).toBe(found.captured)
  expect(tuplesOf(list)).toEqual(found.tuples)
})
