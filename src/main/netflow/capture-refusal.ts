import type { CaptureHeader } from '../packets/capture-header'
import {
  BSD_LOOPBACK,
  ETHERNET,
  LINUX_SLL,
  LINUX_SLL2,
  linkTypeName,
  RAW_IP,
  RAW_IP_BSD,
  RAW_IPV4,
  RAW_IPV6,
} from '../packets/link-types'

/**
 * The link types that nfpcapd decodes right. It also accepts PPP, OpenBSD loopback, 802.11 and NFLOG,
 * but makes few or wrong flows of them, and prints no error.
 */
const READABLE: ReadonlySet<number> = new Set([BSD_LOOPBACK, ETHERNET, RAW_IP_BSD, RAW_IP, LINUX_SLL])

/** Copies of a capture that nfpcapd reads, for whoever wants to check the flows with it. */
const PLAIN_COPY = 'nfpcapd reads a copy made with "editcap -F pcap CAPTURE COPY"'
const RAW_IP_COPY = 'nfpcapd reads a copy made with "editcap -F pcap -T rawip CAPTURE COPY"'
const SLL2_COPY = 'nfpcapd reads a copy made with "editcap -F pcap -L -C 20 -T rawip CAPTURE COPY"'

/** Why nfpcapd would not read a capture, or not read it right; null when it should. Words that go on after "since". */
export function captureRefusal(header: CaptureHeader): string | null {
  const [first, ...others] = header.interfaces
  // A pcapng file may describe its interface later than the bytes that were looked at.
  if (!first) return null
  if (others.some((other) => other.linkType !== first.linkType)) {
    const names = [...new Set(header.interfaces.map((each) => linkTypeName(each.linkType)))]
    return `the link types of its interfaces are ${names.join(', ')}, and nfpcapd reads only one in a file`
  }
  if (others.some((other) => other.snapLength !== first.snapLength)) {
    return `its interfaces have different snapshot lengths, and nfpcapd stops at the second (${PLAIN_COPY})`
  }
  if (READABLE.has(first.linkType)) return null
  return `its link type is ${linkTypeName(first.linkType)}, which nfpcapd does not read${adviceFor(first.linkType)}`
}

function adviceFor(linkType: number): string {
  if (linkType === RAW_IPV4 || linkType === RAW_IPV6) return ` (${RAW_IP_COPY})`
  return linkType === LINUX_SLL2 ? ` (it is what "tcpdump -i any" writes; ${SLL2_COPY})` : ''
}

/** Why libpcap gave up in mid-file because another interface came; null when it had another reason. */
export function mixedInterfaces(readError: string): string | null {
  if (readError.startsWith('an interface has a snapshot length')) {
    return `an interface with another snapshot length comes in the middle of it, and nfpcapd stops there (${PLAIN_COPY})`
  }
  if (readError.startsWith('an interface has a type')) {
    return 'an interface with another link type comes in the middle of it, and nfpcapd stops there'
  }
  return null
}
