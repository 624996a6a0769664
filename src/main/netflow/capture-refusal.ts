import type { CaptureHeader } from './capture-header'

const ETHERNET = 1
const LINUX_SLL2 = 276
const RAW_IPV4 = 228
const RAW_IPV6 = 229

/** Names as `editcap -T` and capinfos give them, for the types that turn up in practice. */
const LINK_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'BSD loopback'],
  [ETHERNET, 'Ethernet'],
  [9, 'PPP'],
  [12, 'raw IP'],
  [101, 'raw IP'],
  [104, 'Cisco HDLC'],
  [105, 'IEEE 802.11'],
  [108, 'OpenBSD loopback'],
  [113, 'Linux cooked (SLL)'],
  [117, 'OpenBSD PF log'],
  [127, 'IEEE 802.11 with radiotap'],
  [RAW_IPV4, 'raw IPv4'],
  [RAW_IPV6, 'raw IPv6'],
  [239, 'Linux NFLOG'],
  [258, 'Apple PKTAP'],
  [LINUX_SLL2, 'Linux cooked, version 2 (SLL2)'],
])

/**
 * The link types that nfpcapd decodes right. It also accepts PPP, OpenBSD loopback, 802.11 and NFLOG,
 * but makes few or wrong flows of them, and prints no error.
 */
const READABLE: ReadonlySet<number> = new Set([0, ETHERNET, 12, 101, 113])

const MIXED_LINK_TYPES =
  'nfpcapd reads only one link type in a file. Take the packets of each interface out with "tshark -r CAPTURE -Y \'frame.interface_id == 0\' -w PART" and "editcap -F pcap -T ether PART COPY" (its own number and type for each), and add the copies to the case.'
const MIXED_SNAP_LENGTHS =
  'The capture has interfaces with different snapshot lengths, and nfpcapd stops at the second. Make a copy with "editcap -F pcap CAPTURE COPY" and add the copy to the case.'

/** A link type for people: "Ethernet (1)". */
export function linkTypeName(linkType: number): string {
  const name = LINK_TYPE_NAMES.get(linkType)
  return name ? `${name} (${linkType})` : `link type ${linkType}`
}

/** Why nfpcapd would not read a capture, or not read it right, and what to do; null when it should. */
export function captureRefusal(header: CaptureHeader): string | null {
  const [first, ...others] = header.interfaces
  if (!first) {
    // A pcapng file may describe its interface later than the bytes that were looked at.
    return header.format === 'pcap'
      ? 'The file ends inside its own header of 24 bytes, so it holds no packet. Look for another copy of the capture.'
      : null
  }
  if (others.some((other) => other.linkType !== first.linkType)) {
    const names = [...new Set(header.interfaces.map((each) => linkTypeName(each.linkType)))]
    return `The link types of its interfaces are ${names.join(', ')}. ${MIXED_LINK_TYPES}`
  }
  if (others.some((other) => other.snapLength !== first.snapLength)) {
    return MIXED_SNAP_LENGTHS
  }
  if (READABLE.has(first.linkType)) return null
  return `The link type of the capture is ${linkTypeName(first.linkType)}, which nfpcapd does not read${adviceFor(first.linkType)}`
}

function adviceFor(linkType: number): string {
  if (linkType === RAW_IPV4 || linkType === RAW_IPV6) {
    return '. Its packets are the same as those of raw IP: make a copy with "editcap -F pcap -T rawip CAPTURE COPY" and add the copy to the case.'
  }
  const origin = linkType === LINUX_SLL2 ? ' (it is what "tcpdump -i any" writes)' : ''
  return `${origin}; it reads Ethernet, raw IP, BSD loopback and Linux cooked (SLL). No flow of this capture is in any figure: examine it with Wireshark or tshark.`
}

/** What to do when libpcap gave up in mid-file because another interface came; null when it had another reason. */
export function mixedInterfacesRemark(readError: string): string | null {
  if (readError.startsWith('an interface has a snapshot length')) return MIXED_SNAP_LENGTHS
  return readError.startsWith('an interface has a type') ? MIXED_LINK_TYPES : null
}
