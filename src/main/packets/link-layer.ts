import {
  BSD_LOOPBACK,
  ETHERNET,
  LINUX_SLL,
  LINUX_SLL2,
  OPENBSD_LOOPBACK,
  PPP,
  RAW_IP,
  RAW_IP_BSD,
  RAW_IP_OPENBSD,
  RAW_IPV4,
  RAW_IPV6,
} from './link-types'
import { FLOW, MALFORMED, NOT_IP, type Outcome, TOO_SHORT, UNKNOWN_LINK } from './outcome'

export const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_IPV6 = 0x86dd
const VLAN = 0x8100
/** Provider bridging (IEEE 802.1ad), and what was used for it before. */
const SERVICE_VLANS: ReadonlySet<number> = new Set([0x88a8, 0x9100, 0x9200])
const MPLS = 0x8847
const MPLS_MULTICAST = 0x8848
const BRIDGED_ETHERNET = 0x6558
const PPPOE_SESSION = 0x8864
const PPP_IPV4 = 0x0021
const PPP_IPV6 = 0x0057
/** Below it the field is the length of an IEEE 802.3 frame. */
const LEAST_ETHERTYPE = 1501

/** Finds the IP header behind link-layer headers. One object is used for all packets. */
export class LinkLayer {
  /** Where the IP header begins; meaningful after FLOW. */
  at = 0
  /** What is not IP, after NOT_IP; 0 for IEEE 802.3. */
  etherType = 0
  /** Whether there is anything on the way that nfpcapd 1.7.1 does not read. */
  unreadByNfpcapd = false
  /** Whether there is any header between the link layer's own and IP. */
  wrapped = false

  /** @returns FLOW when there is an IP header, else why there is none */
  fromLink(bytes: Uint8Array, from: number, end: number, linkType: number): Outcome {
    this.unreadByNfpcapd = false
    this.wrapped = false
    switch (linkType) {
      case ETHERNET:
        return this.ethernet(bytes, from, end)
      case RAW_IP:
      case RAW_IP_BSD:
      case RAW_IP_OPENBSD:
      case RAW_IPV4:
      case RAW_IPV6:
        return this.unwrap(bytes, from, end, ETHERTYPE_IPV4)
      case BSD_LOOPBACK:
      case OPENBSD_LOOPBACK:
        return this.loopback(bytes, from, end)
      case LINUX_SLL:
        if (from + 16 > end) return TOO_SHORT
        return this.unwrap(bytes, from + 16, end, u16(bytes, from + 14))
      case LINUX_SLL2:
        if (from + 20 > end) return TOO_SHORT
        return this.unwrap(bytes, from + 20, end, u16(bytes, from))
      case PPP: {
        // With HDLC's address and control byte, or without.
        const at = bytes[from] === 0xff && bytes[from + 1] === 0x03 ? from + 2 : from
        return at + 2 > end ? TOO_SHORT : this.ppp(u16(bytes, at), at + 2, end)
      }
      default:
        return UNKNOWN_LINK
    }
  }

  /** Goes on at a header of that EtherType. */
  unwrap(bytes: Uint8Array, from: number, end: number, etherType: number): Outcome {
    let at = from
    let type = etherType
    // Each turn takes at least two bytes of the packet.
    this.wrapped = false
    for (;;) {
      if (at >= end) return TOO_SHORT
      if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return this.found(at)
      this.wrapped = true
      if (type === VLAN || SERVICE_VLANS.has(type)) {
        if (type !== VLAN) this.unreadByNfpcapd = true
        if (at + 4 > end) return TOO_SHORT
        type = u16(bytes, at + 2)
        at += 4
      } else if (type === BRIDGED_ETHERNET) {
        if (at + 14 > end) return TOO_SHORT
        type = u16(bytes, at + 12)
        at += 14
      } else if (type < LEAST_ETHERTYPE) {
        if (!isSnap(bytes, at, end)) return this.notIp(0)
        this.unreadByNfpcapd = true
        type = u16(bytes, at + 6)
        at += 8
        if (type < LEAST_ETHERTYPE) return this.notIp(0)
      } else if (type === MPLS || type === MPLS_MULTICAST) {
        if (type !== MPLS) this.unreadByNfpcapd = true
        return this.mpls(bytes, at, end, type)
      } else if (type === PPPOE_SESSION) {
        return this.pppoe(bytes, at, end)
      } else return this.notIp(type)
    }
  }

  private ethernet(bytes: Uint8Array, from: number, end: number): Outcome {
    if (from + 14 > end) return TOO_SHORT
    return this.unwrap(bytes, from + 14, end, u16(bytes, from + 12))
  }

  /** An address family, in the byte order of the system that captured (BSD) or of the network (OpenBSD). */
  private loopback(bytes: Uint8Array, from: number, end: number): Outcome {
    if (from + 4 > end) return TOO_SHORT
    const little = bytes[from + 2] === 0 && bytes[from + 3] === 0
    const family = little ? bytes[from] : bytes[from + 3]
    if (!little) this.unreadByNfpcapd = true
    if (family === 2) return this.unwrap(bytes, from + 4, end, ETHERTYPE_IPV4)
    // Each BSD has its own number for IPv6.
    if (family === 24 || family === 28 || family === 30) {
      return this.unwrap(bytes, from + 4, end, ETHERTYPE_IPV6)
    }
    return this.notIp(0)
  }

  private mpls(bytes: Uint8Array, from: number, end: number, type: number): Outcome {
    let at = from
    for (let bottom = false; !bottom; at += 4) {
      if (at + 4 > end) return TOO_SHORT
      bottom = ((bytes[at + 2] as number) & 1) === 1
    }
    if (at >= end) return TOO_SHORT
    // Nothing says what is below the labels; IP is recognised by its version.
    const version = (bytes[at] as number) >> 4
    return version === 4 || version === 6 ? this.found(at) : this.notIp(type)
  }

  private pppoe(bytes: Uint8Array, at: number, end: number): Outcome {
    if (at + 8 > end) return TOO_SHORT
    if (bytes[at] !== 0x11) return MALFORMED
    if (bytes[at + 1] !== 0) return this.notIp(PPPOE_SESSION)
    return this.ppp(u16(bytes, at + 6), at + 8, end)
  }

  private ppp(protocol: number, at: number, end: number): Outcome {
    if (protocol !== PPP_IPV4 && protocol !== PPP_IPV6) return this.notIp(PPPOE_SESSION)
    return at >= end ? TOO_SHORT : this.found(at)
  }

  private found(at: number): Outcome {
    this.at = at
    return FLOW
  }

  private notIp(etherType: number): Outcome {
    this.etherType = etherType
    return NOT_IP
  }
}

function isSnap(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 8 <= end &&
    bytes[at] === 0xaa &&
    bytes[at + 1] === 0xaa &&
    bytes[at + 2] === 0x03 &&
    bytes[at + 3] === 0 &&
    bytes[at + 4] === 0 &&
    bytes[at + 5] === 0
  )
}

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}

export function u32(bytes: Uint8Array, at: number): number {
  return ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0
}
