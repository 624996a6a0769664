import { LinkLayer, u16, u32 } from './link-layer'
import { FLOW, FRAGMENT, MALFORMED, NOT_IP, type Outcome, TOO_SHORT } from './outcome'

const ICMP = 1
const IP_IN_IP = 4
const TCP = 6
const UDP = 17
const IPV6 = 41
const GRE = 47
const ICMPV6 = 58

const MORE_FRAGMENTS = 0x2000
const FRAGMENT_OFFSET = 0x1fff

/** GRE flags of RFC 2784 and 2890: a checksum, routing, a key, a sequence number of 4 bytes each; RFC 2637: an acknowledgment. */
const GRE_CHECKSUM_OR_ROUTING = 0xc000
const GRE_ROUTING = 0x4000
const GRE_KEY = 0x2000
const GRE_SEQUENCE = 0x1000
const PPTP = 0x880b

/** Tunnels in tunnels that are followed: no network has as many, but a packet made to do harm may. */
const DEEPEST = 32

/** The addresses, length and protocol of an IP header. */
interface IpHeader {
  version: 4 | 6
  /** Source at 0, destination at 4; an IPv4 address has the first word of its four. */
  readonly addresses: Uint32Array
  protocol: number
  bytes: number
}

/**
 * Reads the five-tuple of packets by nfpcapd's rules: of a tunnel the innermost packet, bytes are the
 * IP header's own length, IPv6 extension headers are protocols without ports, and so is SCTP. Unlike
 * nfpcapd, a tunnel that holds nothing readable counts for its own addresses, GRE options are
 * stepped over, and whatever is cut off in the middle of its ports is no flow. One object is used for
 * all packets; what it tells is of the last.
 */
export class PacketDecoder implements IpHeader {
  version: 4 | 6 = 4
  readonly addresses = new Uint32Array(8)
  protocol = 0
  bytes = 0
  sourcePort = 0
  destinationPort = 0
  tcpFlags = 0
  /** NaN for anything but ICMP. */
  icmpType = Number.NaN
  icmpCode = Number.NaN
  /** Flows of one packet each, as nfpcapd makes of ICMP and DNS over UDP. */
  single = false
  /** Whether nfpcapd 1.7.1 makes no flow of the packet, or another. */
  unreadByNfpcapd = false
  /**
   * An IPv4 header of less than 20 bytes behind another header: nfpcapd reads on in it, and one kind
   * keeps it busy for ever. Right behind the link-layer header, the filter it is given drops it.
   */
  headerTooSmall = false
  readonly link = new LinkLayer()

  /** After FRAGMENT: identification, place in the datagram, and where the payload lies in `data`. */
  fragmentId = 0
  fragmentOffset = 0
  moreFragments = false
  headerBytes = 0
  payloadAt = 0
  /** Of the payload on the wire, and what was captured of it with any padding. */
  payloadBytes = 0
  capturedPayload = 0

  private data: Uint8Array = new Uint8Array(0)
  private at = 0
  private end = 0
  private depth = 0
  private readonly outer: IpHeader = { version: 4, addresses: new Uint32Array(8), protocol: 0, bytes: 0 }

  /** Reads a packet from its link-layer header on. */
  decode(data: Uint8Array, from: number, end: number, linkType: number): Outcome {
    this.begin(data, from, end)
    const found = this.link.fromLink(data, from, end, linkType)
    this.unreadByNfpcapd = this.link.unreadByNfpcapd
    return found === FLOW ? this.ip(this.link.at) : found
  }

  /**
   * Reads what an IPv4 datagram holds that came in fragments; its header was read with the first.
   * @param end in `data`, which need not have more than the headers of the payload
   */
  decodeJoined(header: Readonly<IpHeader>, data: Uint8Array, end: number): Outcome {
    this.begin(data, 0, end)
    copyHeader(header, this)
    const outcome = this.transport()
    // nfpcapd does not look into tunnels that it has put together.
    this.unreadByNfpcapd = this.depth > 0
    return outcome
  }

  private begin(data: Uint8Array, from: number, end: number): void {
    this.data = data
    this.at = from
    this.end = end
    this.depth = 0
    this.headerTooSmall = false
    this.unreadByNfpcapd = false
  }

  private ip(from: number): Outcome {
    const { data, end } = this
    if (this.depth > DEEPEST) return this.failed(MALFORMED)
    const version = (data[from] as number) >> 4
    if (version === 4) return this.ipv4(from)
    if (version !== 6) return this.failed(MALFORMED)
    if (from + 40 > end) return this.failed(TOO_SHORT)
    this.version = 6
    this.bytes = u16(data, from + 4) + 40
    this.protocol = data[from + 6] as number
    for (let word = 0; word < 8; word++) this.addresses[word] = u32(data, from + 8 + word * 4)
    this.at = from + 40
    return this.transport()
  }

  private ipv4(from: number): Outcome {
    const { data, end, addresses } = this
    const headerBytes = ((data[from] as number) & 15) << 2
    if (headerBytes < 20) {
      if (this.depth > 0 || this.link.wrapped) this.headerTooSmall = true
      return this.failed(MALFORMED)
    }
    if (from + headerBytes > end) return this.failed(TOO_SHORT)
    this.version = 4
    this.bytes = u16(data, from + 2)
    this.protocol = data[from + 9] as number
    addresses.fill(0)
    addresses[0] = u32(data, from + 12)
    addresses[4] = u32(data, from + 16)
    this.at = from + headerBytes
    const fragment = u16(data, from + 6)
    if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) === 0) return this.transport()
    this.fragmentId = u16(data, from + 4)
    this.fragmentOffset = (fragment & FRAGMENT_OFFSET) << 3
    this.moreFragments = (fragment & MORE_FRAGMENTS) !== 0
    this.headerBytes = headerBytes
    this.payloadAt = this.at
    this.payloadBytes = Math.max(0, this.bytes - headerBytes)
    this.capturedPayload = end - this.at
    return FRAGMENT
  }

  private transport(): Outcome {
    const { data, at, end } = this
    this.sourcePort = 0
    this.destinationPort = 0
    this.tcpFlags = 0
    this.icmpType = Number.NaN
    this.icmpCode = Number.NaN
    this.single = false
    switch (this.protocol) {
      case TCP: {
        if (at + 4 > end) return this.failed(TOO_SHORT)
        // What lies behind the end counts as nothing, as in a buffer that was never used.
        const headerBytes = at + 12 < end ? ((data[at + 12] as number) >> 4) << 2 : 0
        if (at + headerBytes > end) return this.failed(TOO_SHORT)
        if (at + 13 < end) this.tcpFlags = data[at + 13] as number
        return this.ports()
      }
      case UDP:
        if (at + 8 > end) return this.failed(TOO_SHORT)
        if (u16(data, at + 4) < 8) return this.failed(MALFORMED)
        this.ports()
        this.single = this.sourcePort === 53 || this.destinationPort === 53
        return FLOW
      case ICMP:
      case ICMPV6:
        if (at + 8 > end) return this.failed(TOO_SHORT)
        this.icmpType = data[at] as number
        this.icmpCode = data[at + 1] as number
        this.single = true
        return FLOW
      case IP_IN_IP:
      case IPV6:
        if (at >= end) return this.failed(TOO_SHORT)
        this.enterTunnel()
        return this.ip(at)
      case GRE:
        return this.gre()
      default:
        return FLOW
    }
  }

  private ports(): Outcome {
    this.sourcePort = u16(this.data, this.at)
    this.destinationPort = u16(this.data, this.at + 2)
    return FLOW
  }

  private gre(): Outcome {
    const { data, at, end } = this
    if (at + 4 > end) return this.failed(TOO_SHORT)
    const flags = u16(data, at)
    const type = u16(data, at + 2)
    const version = flags & 7
    if (version === 1 && type === PPTP) {
      if (at + 8 > end) return this.failed(TOO_SHORT)
      this.destinationPort = u16(data, at + 6)
      return FLOW
    }
    this.enterTunnel()
    if (version !== 0) return this.failed(MALFORMED)
    let inner = at + 4
    if (flags & (GRE_CHECKSUM_OR_ROUTING | GRE_KEY | GRE_SEQUENCE)) {
      this.unreadByNfpcapd = true
      // A list of routes, which nobody has used since 1994, has no fixed length.
      if (flags & GRE_ROUTING) return this.failed(NOT_IP)
      if (flags & GRE_CHECKSUM_OR_ROUTING) inner += 4
      if (flags & GRE_KEY) inner += 4
      if (flags & GRE_SEQUENCE) inner += 4
    }
    this.link.unreadByNfpcapd = false
    const found = this.link.unwrap(data, inner, end, type)
    if (this.link.unreadByNfpcapd) this.unreadByNfpcapd = true
    return found === FLOW ? this.ip(this.link.at) : this.failed(found)
  }

  private enterTunnel(): void {
    copyHeader(this, this.outer)
    this.depth++
  }

  /** What is in a tunnel can't be read: then the packet is one of the tunnel. */
  private failed(outcome: Outcome): Outcome {
    if (this.depth === 0) return outcome
    copyHeader(this.outer, this)
    this.sourcePort = 0
    this.destinationPort = 0
    this.tcpFlags = 0
    this.icmpType = Number.NaN
    this.icmpCode = Number.NaN
    this.single = false
    this.unreadByNfpcapd = true
    return FLOW
  }
}

function copyHeader(from: Readonly<IpHeader>, to: IpHeader): void {
  to.version = from.version
  to.addresses.set(from.addresses)
  to.protocol = from.protocol
  to.bytes = from.bytes
}
