import type { CapturedInterface, CaptureFacts } from '../../shared/evidence/evidence'
import type { CaptureHeader } from './capture-header'
import type { FlowTable } from './flow-table'
import { FragmentTable } from './fragment-table'
import { linkTypeLabel } from './link-types'
import { FLOW, FRAGMENT, MALFORMED, NOT_IP, type Outcome, TOO_SHORT } from './outcome'
import { PacketDecoder } from './packet-decoder'
import type { DescribedInterface, PacketSink } from './packet-sink'

const MOST_INTERFACES_TOLD = 64
const MOST_PROTOCOLS_TOLD = 8

/** What nfpcapd 1.7.1 should make of a capture, faults included; see nfpcapd-verdict.ts. */
export interface NfpcapdExpectation {
  readonly packets: number
  readonly bytes: number
  /** Packets in flows that it does not read: provider VLANs, SNAP, GRE options, what else there is. */
  readonly unread: number
  /** IPv4 headers of less than 20 bytes, of which it makes anything, or never ends. */
  readonly headersTooSmall: number
}

/** Counts what a capture holds and, when there is a table, adds its flows up. */
export class CaptureCounter implements PacketSink {
  /** Packets whose IP length is 0, as segmentation offload leaves it: none of their bytes is counted. */
  zeroLength = 0
  /** IPv6 packets whose protocol is an extension header, so that their flows have no ports. */
  extensionHeaders = 0
  readonly fragments = new FragmentTable()
  private readonly decoder = new PacketDecoder()
  private readonly interfaces: (DescribedInterface & { packets: number })[] = []
  private readonly linkTypes: number[] = []
  private readonly drops = new Map<number, number>()
  private readonly protocols = new Map<number, number>()
  private packets = 0
  private bytesOnWire = 0
  private bytesCaptured = 0
  private cutPackets = 0
  private first = Number.POSITIVE_INFINITY
  private last = Number.NEGATIVE_INFINITY
  private before = Number.NEGATIVE_INFINITY
  private outOfOrder = 0
  private impossibleTimes = 0
  private flowPackets = 0
  private flowBytes = 0
  private notIp = 0
  private tooShort = 0
  private malformed = 0
  private unknownLink = 0
  private written: string | null = null
  private unread = 0
  private expectedPackets = 0
  private expectedBytes = 0
  private headersTooSmall = 0

  constructor(private readonly table: FlowTable | null) {}

  interfaceFound(found: DescribedInterface): void {
    this.interfaces.push({ ...found, packets: 0 })
    this.linkTypes.push(found.linkType)
  }

  writtenBy(text: string): void {
    this.written ??= text
  }

  dropped(interfaceNumber: number, packets: number): void {
    // Statistics are sums since the beginning: the last ones count.
    this.drops.set(interfaceNumber, packets)
  }

  packet(
    bytes: Uint8Array,
    from: number,
    to: number,
    wireLength: number,
    micros: number,
    interfaceNumber: number,
  ): void {
    this.packets++
    this.bytesOnWire += wireLength
    this.bytesCaptured += to - from
    if (to - from < wireLength) this.cutPackets++
    ;(this.interfaces[interfaceNumber] as { packets: number }).packets++
    this.time(micros)
    const { decoder } = this
    const outcome = decoder.decode(bytes, from, to, this.linkTypes[interfaceNumber] as number)
    if (decoder.headerTooSmall) this.headersTooSmall++
    if (outcome === FLOW) this.flow(micros)
    else if (outcome === FRAGMENT) this.fragment(bytes, micros)
    else this.withoutFlow(outcome)
  }

  /** No more packets come. */
  end(): void {
    this.fragments.end()
    this.table?.endAll()
  }

  facts(header: CaptureHeader): CaptureFacts {
    const { packets, bytesOnWire, bytesCaptured, cutPackets, outOfOrder, impossibleTimes } = this
    const { flowPackets, flowBytes, notIp, tooShort, malformed, unknownLink, fragments } = this
    const coarsest = [...this.interfaces].sort((a, b) => a.ticksPerSecond - b.ticksPerSecond)[0]
    return {
      format: header.format,
      byteOrder: header.byteOrder,
      timeUnit: coarsest?.timeUnit ?? (header.timeUnit === 'by interface' ? 'microseconds' : header.timeUnit),
      interfaces: [...this.interfaces]
        .sort((a, b) => b.packets - a.packets)
        .slice(0, MOST_INTERFACES_TOLD)
        .map(capturedInterface),
      ...{ packets, bytesOnWire, bytesCaptured, cutPackets, outOfOrder, impossibleTimes },
      firstPacket: this.first <= this.last ? this.first / 1e6 : null,
      lastPacket: this.first <= this.last ? this.last / 1e6 : null,
      dropped: this.drops.size === 0 ? null : [...this.drops.values()].reduce((sum, each) => sum + each, 0),
      ...{ flowPackets, flowBytes },
      withoutFlow: {
        ...{ notIp, tooShort, malformed, unknownLink },
        joinedFragments: fragments.joined,
        incompleteFragments: fragments.incomplete,
      },
      otherProtocols: [...this.protocols]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MOST_PROTOCOLS_TOLD)
        .map(([etherType, count]) => ({ etherType, packets: count })),
      writtenBy: this.written,
    }
  }

  get expectation(): NfpcapdExpectation {
    const { expectedPackets, expectedBytes, unread, headersTooSmall, fragments } = this
    return {
      packets: expectedPackets + fragments.nfpcapdPackets,
      bytes: expectedBytes + fragments.nfpcapdBytes,
      ...{ unread, headersTooSmall },
    }
  }

  private time(micros: number): void {
    if (Number.isNaN(micros)) {
      this.impossibleTimes++
      return
    }
    if (micros < this.first) this.first = micros
    if (micros > this.last) this.last = micros
    if (micros < this.before) this.outOfOrder++
    this.before = micros
  }

  private flow(micros: number): void {
    const { decoder } = this
    this.count(micros)
    if (decoder.unreadByNfpcapd) this.unread++
    else {
      this.expectedPackets++
      this.expectedBytes += decoder.bytes
    }
  }

  private fragment(bytes: Uint8Array, micros: number): void {
    const { decoder, fragments } = this
    const datagram = fragments.add(decoder, bytes, micros)
    if (!datagram) return
    const outcome = decoder.decodeJoined(datagram, datagram.head, datagram.headBytes)
    if (outcome !== FLOW) {
      this.withoutFlow(outcome)
      return
    }
    this.count(datagram.micros)
    if (!decoder.unreadByNfpcapd) return
    this.unread++
    this.expectedPackets--
    this.expectedBytes -= datagram.bytes
  }

  private count(micros: number): void {
    const { decoder } = this
    this.flowPackets++
    this.flowBytes += decoder.bytes
    if (decoder.version === 4) {
      if (decoder.bytes === 0) this.zeroLength++
    } else {
      if (decoder.bytes === 40 && decoder.protocol !== NO_NEXT_HEADER) this.zeroLength++
      if (EXTENSION_HEADERS.has(decoder.protocol)) this.extensionHeaders++
    }
    this.table?.add(decoder, micros)
  }

  private withoutFlow(outcome: Outcome): void {
    if (outcome === NOT_IP) {
      this.notIp++
      const { etherType } = this.decoder.link
      this.protocols.set(etherType, (this.protocols.get(etherType) ?? 0) + 1)
    } else if (outcome === TOO_SHORT) this.tooShort++
    else if (outcome === MALFORMED) this.malformed++
    else this.unknownLink++
  }
}

const NO_NEXT_HEADER = 59
/** Hop-by-hop options, routing, fragment, destination options, mobility, HIP, Shim6 (IANA registry). */
const EXTENSION_HEADERS: ReadonlySet<number> = new Set([0, 43, 44, 60, 135, 139, 140])

function capturedInterface({
  linkType,
  snapLength,
  name,
  packets,
}: DescribedInterface & { packets: number }): CapturedInterface {
  return { linkType, linkName: linkTypeLabel(linkType) ?? `link type ${linkType}`, snapLength, name, packets }
}
