import { ByteRanges } from './byte-ranges'
import type { PacketDecoder } from './packet-decoder'

/** Payload bytes that are kept of a datagram: more than any chain of headers of real traffic takes. */
const HEAD_BYTES = 256
/** Datagrams that may be under way at once; more than that is an attack. */
const MOST_DATAGRAMS = 4096
/** nfpcapd gives up a datagram 15 seconds after its first fragment. */
const PATIENCE_MICROS = 15e6
const LARGEST_DATAGRAM = 65_535

/** A datagram that is whole. */
export interface Datagram {
  readonly version: 4
  readonly addresses: Uint32Array
  readonly protocol: number
  /** With one IP header, that of the first fragment. */
  readonly bytes: number
  /** First bytes of the payload, and how many of them the datagram has. */
  readonly head: Uint8Array
  readonly headBytes: number
  /** Of the fragment that came first, in microseconds. */
  readonly micros: number
}

interface Pending {
  readonly addresses: Uint32Array
  readonly protocol: number
  readonly head: Uint8Array
  readonly ranges: ByteRanges
  readonly micros: number
  fragments: number
  headerBytes: number | null
  payloadBytes: number | null
  /** Whether nfpcapd holds the datagram: since a first fragment, until a last one. */
  heldByNfpcapd: boolean
}

/**
 * Puts IPv4 datagrams together from their fragments, as far as the five-tuple and the length need
 * it. Beside that it follows what nfpcapd 1.7.1 makes of the same fragments: that drops whatever comes
 * before the first, takes a datagram for whole when the last one comes, and counts padding.
 */
export class FragmentTable {
  /** Fragments of datagrams of which a part never came. */
  incomplete = 0
  /** All fragments of datagrams that are whole, but one of each. */
  joined = 0
  /** So many datagrams were under way at once that the oldest were given up. */
  crowded = false
  /** Datagrams, and their bytes, in nfpcapd's flows. */
  nfpcapdPackets = 0
  nfpcapdBytes = 0
  /** In the order in which they began. */
  private readonly pending = new Map<string, Pending>()
  /** Of the datagram that was given up last: in an attack the next one needs it at once. */
  private spareHead: Uint8Array | null = null

  /** Takes the fragment that the decoder has just found; returns its datagram when it is whole now. */
  add(decoder: PacketDecoder, data: Uint8Array, micros: number): Datagram | null {
    this.expire(micros)
    const key = keyOf(decoder)
    const pending = this.pending.get(key) ?? this.start(key, decoder, micros)
    pending.fragments++
    this.follow(pending, decoder)
    const { fragmentOffset, payloadBytes } = decoder
    const end = fragmentOffset + payloadBytes
    if (end > LARGEST_DATAGRAM) return null
    pending.ranges.add(fragmentOffset, end)
    if (fragmentOffset < HEAD_BYTES) {
      const kept = Math.min(payloadBytes, decoder.capturedPayload, HEAD_BYTES - fragmentOffset)
      pending.head.set(data.subarray(decoder.payloadAt, decoder.payloadAt + kept), fragmentOffset)
    }
    if (fragmentOffset === 0) pending.headerBytes ??= decoder.headerBytes
    if (!decoder.moreFragments) pending.payloadBytes ??= end
    return this.whole(key, pending)
  }

  /** No more packets come. */
  end(): void {
    for (const { fragments } of this.pending.values()) this.incomplete += fragments
    this.pending.clear()
  }

  private whole(key: string, pending: Pending): Datagram | null {
    const { addresses, protocol, head, micros, headerBytes, payloadBytes } = pending
    if (headerBytes === null || payloadBytes === null || !pending.ranges.covers(payloadBytes)) return null
    this.pending.delete(key)
    this.joined += pending.fragments - 1
    const headBytes = Math.min(payloadBytes, HEAD_BYTES)
    return { version: 4, addresses, protocol, bytes: headerBytes + payloadBytes, head, headBytes, micros }
  }

  private follow(pending: Pending, decoder: PacketDecoder): void {
    if (decoder.fragmentOffset === 0) pending.heldByNfpcapd = true
    if (!pending.heldByNfpcapd) return
    const end = decoder.fragmentOffset + decoder.capturedPayload
    if (decoder.moreFragments && end <= LARGEST_DATAGRAM + 1) return
    pending.heldByNfpcapd = false
    if (end > LARGEST_DATAGRAM + 1) return
    this.nfpcapdPackets++
    this.nfpcapdBytes += decoder.headerBytes + end
  }

  private start(key: string, decoder: PacketDecoder, micros: number): Pending {
    if (this.pending.size >= MOST_DATAGRAMS) {
      this.crowded = true
      this.giveUpOldest()
    }
    const pending: Pending = {
      addresses: decoder.addresses.slice(),
      protocol: decoder.protocol,
      head: this.spareHead?.fill(0) ?? new Uint8Array(HEAD_BYTES),
      ranges: new ByteRanges(),
      ...{ micros, fragments: 0, headerBytes: null, payloadBytes: null, heldByNfpcapd: false },
    }
    this.spareHead = null
    this.pending.set(key, pending)
    return pending
  }

  private expire(micros: number): void {
    for (const pending of this.pending.values()) {
      if (!(Math.abs(micros - pending.micros) > PATIENCE_MICROS)) return
      this.giveUpOldest()
    }
  }

  private giveUpOldest(): void {
    for (const [key, { fragments, head }] of this.pending) {
      this.incomplete += fragments
      this.spareHead = head
      this.pending.delete(key)
      return
    }
  }
}

function keyOf({ addresses, protocol, fragmentId }: PacketDecoder): string {
  return `${addresses[0]}/${addresses[4]}/${protocol}/${fragmentId}`
}
