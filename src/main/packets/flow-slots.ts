/** Words of a flow's key: both addresses, both ports, version and protocol. */
export const KEY_WORDS = 10

const SEGMENT_BITS = 13
const SEGMENT_SLOTS = 1 << SEGMENT_BITS
const PLACE = SEGMENT_SLOTS - 1

/** The columns of 8192 flows. */
export class FlowSegment {
  readonly keys = new Uint32Array(SEGMENT_SLOTS * KEY_WORDS)
  readonly packets = new Float64Array(SEGMENT_SLOTS)
  readonly bytes = new Float64Array(SEGMENT_SLOTS)
  /** Microseconds since the epoch. */
  readonly first = new Float64Array(SEGMENT_SLOTS)
  readonly last = new Float64Array(SEGMENT_SLOTS)
  readonly tcpFlags = new Uint8Array(SEGMENT_SLOTS)
  /** NaN for anything but ICMP. */
  readonly icmpType = new Float32Array(SEGMENT_SLOTS)
  readonly icmpCode = new Float32Array(SEGMENT_SLOTS)
  readonly hashes = new Int32Array(SEGMENT_SLOTS)
  /** Next slot of the same bucket, or of the free ones. */
  readonly next = new Int32Array(SEGMENT_SLOTS)
  /** Neighbours in the order of the last packets, or of the ended flows. */
  readonly older = new Int32Array(SEGMENT_SLOTS)
  readonly newer = new Int32Array(SEGMENT_SLOTS)
}

/**
 * The places of the flows in a FlowTable, by number. They come in segments as they are needed: fresh
 * memory is dear, and one large piece of it would stop everything for a tenth of a second.
 */
export class FlowSlots {
  private readonly segments: FlowSegment[] = []
  private used = 0

  constructor(private readonly most: number) {}

  /** A slot that was never used. */
  take(): number {
    if (this.used === this.most) throw new Error('The ended flows were not drained')
    if ((this.used & PLACE) === 0) this.segments.push(new FlowSegment())
    return this.used++
  }

  segment(slot: number): FlowSegment {
    return this.segments[slot >> SEGMENT_BITS] as FlowSegment
  }

  next(slot: number): number {
    return this.segment(slot).next[slot & PLACE] as number
  }

  setNext(slot: number, value: number): void {
    this.segment(slot).next[slot & PLACE] = value
  }

  older(slot: number): number {
    return this.segment(slot).older[slot & PLACE] as number
  }

  setOlder(slot: number, value: number): void {
    this.segment(slot).older[slot & PLACE] = value
  }

  newer(slot: number): number {
    return this.segment(slot).newer[slot & PLACE] as number
  }

  setNewer(slot: number, value: number): void {
    this.segment(slot).newer[slot & PLACE] = value
  }

  hash(slot: number): number {
    return this.segment(slot).hashes[slot & PLACE] as number
  }

  last(slot: number): number {
    return this.segment(slot).last[slot & PLACE] as number
  }
}

/** Of a slot in its segment. */
export function placeOf(slot: number): number {
  return slot & PLACE
}
