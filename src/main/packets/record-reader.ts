import type { CaptureFault } from './capture-fault'

/** Splits the bytes of one capture format into records. */
export interface RecordReader {
  /**
   * Reads the records that lie whole in `bytes` from `from` to `to`.
   * @param offset of `from` in the capture
   * @returns where the first record begins that does not, or that can't be read
   */
  read(bytes: Uint8Array, from: number, to: number, offset: number): number
  /** Bytes from there on that read must get to come any further. */
  readonly need: number
  /** Set when a record can't be read: nothing after it can be found. */
  readonly fault: CaptureFault | null
  /** What comes next, for a message: "packet 4". */
  readonly next: string
}

/** The most that libpcap reads as one packet, whatever the snapshot length says (MAXIMUM_SNAPLEN). */
export const LARGEST_PACKET = 262_144
/** The first second after the last that a pcap file can tell, in 2106. */
const END_OF_TIME = 0x1_0000_0000

/** A time in microseconds, NaN when it is none that a capture can have. */
export function possibleTime(micros: number): number {
  return micros >= 0 && micros < END_OF_TIME * 1e6 ? micros : Number.NaN
}
