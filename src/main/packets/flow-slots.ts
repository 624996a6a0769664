/** Words of a flow's key: both addresses, both ports, version and protocol. */
export const KEY_WORDS = 10

/**
 * The columns of the flows that a FlowTable holds; a slot is a place in all of them. They are made in
 * their full size, of which the system gives only what is used: to make them larger in mid-work would
 * stop everything for a tenth of a second.
 */
export class FlowSlots {
  readonly keys: Uint32Array
  readonly packets: Float64Array
  readonly bytes: Float64Array
  /** Microseconds since the epoch. */
  readonly first: Float64Array
  readonly last: Float64Array
  readonly tcpFlags: Uint8Array
  /** NaN for anything but ICMP. */
  readonly icmpType: Float32Array
  readonly icmpCode: Float32Array
  readonly hashes: Int32Array
  /** Next slot of the same bucket, or of the free ones. */
  readonly next: Int32Array
  /** Neighbours in the order of the last packets, or of the ended flows. */
  readonly older: Int32Array
  readonly newer: Int32Array

  constructor(readonly capacity: number) {
    this.keys = new Uint32Array(capacity * KEY_WORDS)
    this.packets = new Float64Array(capacity)
    this.bytes = new Float64Array(capacity)
    this.first = new Float64Array(capacity)
    this.last = new Float64Array(capacity)
    this.tcpFlags = new Uint8Array(capacity)
    this.icmpType = new Float32Array(capacity)
    this.icmpCode = new Float32Array(capacity)
    this.hashes = new Int32Array(capacity)
    this.next = new Int32Array(capacity)
    this.older = new Int32Array(capacity)
    this.newer = new Int32Array(capacity)
  }
}
