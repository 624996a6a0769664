/**
 * A line longer than this is no flow log line (all fields of version 11 at their longest make about a
 * third of it); it is counted as malformed without being kept whole.
 */
export const LONGEST_LINE = 1 << 16

/** The beginning of a line whose end is not here yet. */
export class LineCarry {
  bytes = new Uint8Array(1024)
  length = 0
  /** More came than LONGEST_LINE: bytes holds the beginning only. */
  overlong = false

  get empty(): boolean {
    return this.length === 0 && !this.overlong
  }

  keep(bytes: Uint8Array, from: number, to: number): void {
    const taken = Math.min(to - from, LONGEST_LINE - this.length)
    if (taken < to - from) this.overlong = true
    const length = this.length + taken
    if (length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.bytes.length * 2))
      larger.set(this.bytes.subarray(0, this.length))
      this.bytes = larger
    }
    this.bytes.set(bytes.subarray(from, from + taken), this.length)
    this.length = length
  }

  clear(): void {
    this.length = 0
    this.overlong = false
  }
}
