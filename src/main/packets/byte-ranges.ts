/** Ranges beyond which a datagram is not followed further: real ones have one or two gaps at a time. */
const MOST_RANGES = 256

/** Which bytes of a datagram have come: ranges [from, to), in order, none touching the next. */
export class ByteRanges {
  private readonly bounds: number[] = []
  /** More ranges came than are kept; it will never be whole. */
  overflowed = false

  add(from: number, to: number): void {
    if (from >= to || this.overflowed) return
    const { bounds } = this
    let begin = 0
    while (begin < bounds.length && (bounds[begin + 1] as number) < from) begin += 2
    let end = begin
    let low = from
    let high = to
    for (; end < bounds.length && (bounds[end] as number) <= to; end += 2) {
      low = Math.min(low, bounds[end] as number)
      high = Math.max(high, bounds[end + 1] as number)
    }
    bounds.splice(begin, end - begin, low, high)
    if (bounds.length > MOST_RANGES * 2) {
      this.overflowed = true
      bounds.length = 0
    }
  }

  /** Whether all bytes from 0 to `length` are there. */
  covers(length: number): boolean {
    return length === 0 ? !this.overflowed : this.bounds[0] === 0 && (this.bounds[1] as number) >= length
  }
}
