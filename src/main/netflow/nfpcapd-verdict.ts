import type { CaptureReading } from '../packets/read-capture'
import { mixedInterfaces } from './capture-refusal'
import type { NfpcapdLog } from './nfpcapd-log'
import { counted } from './remarks'

/** What comparing nfpcapd's sums with the capture itself has shown. */
export interface Verdict {
  /** Why nfpcapd's flows are not used; words that go on after "since". Null when they are. */
  readonly refuse: string | null
  /** A difference that an examiner should know of though nfpcapd's flows are used. */
  readonly remark: string | null
}

type Sums = Pick<NfpcapdLog, 'packets' | 'bytes' | 'readError'>

/** Seconds since the epoch from which on libpcap reads the time stamps of pcap (not pcapng) as negative. */
const SIGNED_END = 2 ** 31

/** nfpcapd counts the bytes of a flow in 32 bits. */
const COUNTER_END = 2 ** 32

/**
 * Compares what nfpcapd says it wrote with what Flowcase's own reader has counted. Where nfpcapd lost
 * packets that belong in flows, in a way that is known of it, its flows are refused; a difference
 * that nothing explains is told.
 */
export function judgeNfpcapd(log: Sums, own: CaptureReading, version: string): Verdict {
  const { facts, expectation } = own
  if (facts.format === 'pcap' && (facts.lastPacket ?? 0) >= SIGNED_END) {
    const refuse = `it has packets of January 2038 or later, whose time stamps nfpcapd ${version} reads wrong`
    return { refuse, remark: null }
  }
  const packets = facts.flowPackets - log.packets
  const bytes = facts.flowBytes - log.bytes
  if (packets === 0 && bytes === 0) return { refuse: null, remark: null }
  const mixed = log.readError === null ? null : mixedInterfaces(log.readError)
  if (mixed !== null && packets > 0) return { refuse: mixed, remark: null }
  const wrapped = expectation.packets === log.packets && (expectation.bytes - log.bytes) / COUNTER_END
  if (typeof wrapped === 'number' && wrapped > 0 && Number.isInteger(wrapped)) {
    return { refuse: `a flow has more than the 4 GiB that nfpcapd ${version} can count`, remark: null }
  }
  const explained = expectation.packets === log.packets && expectation.bytes === log.bytes
  if (explained && packets > 0) return { refuse: lossOf(packets, bytes, own, version), remark: null }
  const sums = `nfpcapd ${version} makes flows of ${counted(log.packets, 'packet')} with ${log.bytes} bytes; by Flowcase's own count of the capture it should be ${counted(facts.flowPackets, 'packet')} with ${facts.flowBytes} bytes.`
  const why = explained
    ? 'It takes a datagram for whole when its first and last fragments are there, and counts the padding behind the last one.'
    : 'Nothing that is known of it explains the difference: compare both with "tshark -q -z conv,ip -r CAPTURE" before you rely on either.'
  return { refuse: null, remark: `${sums} ${why}` }
}

function lossOf(packets: number, bytes: number, own: CaptureReading, version: string): string {
  const { unread } = own.expectation
  const causes = [
    unread > 0
      ? 'link-layer and tunnel headers that it does not read (provider VLANs, SNAP, options of GRE, tunnels of something else than IP)'
      : null,
    unread < packets ? 'fragments that came in another order than first to last' : null,
  ].filter((cause) => cause !== null)
  return `nfpcapd ${version} loses ${counted(packets, 'packet')} with ${bytes} bytes of it: ${causes.join(', and ')}`
}
