/** Fills a buffer from an offset of the file; the number of bytes, 0 at the end. */
export type ReadAt = (buffer: Uint8Array, at: number) => number

/** A file seen through a buffer, for looking here and there in it. */
export class FileWindow {
  private readonly buffer: Uint8Array
  private from = 0
  private length = 0
  private atEnd = false

  /** @param size the most that can be seen at once */
  constructor(
    private readonly read: ReadAt,
    size = 1 << 18,
  ) {
    this.buffer = new Uint8Array(size)
  }

  /** Up to `length` bytes from an offset, fewer only at the end of the file. Valid until the next call. */
  at(offset: number, length: number): Uint8Array {
    const { buffer } = this
    if (offset < this.from || (offset + length > this.from + this.length && !this.atEnd)) this.fill(offset)
    const start = Math.min(this.length, offset - this.from)
    return buffer.subarray(start, Math.min(this.length, start + length))
  }

  private fill(offset: number): void {
    this.from = offset
    this.length = 0
    this.atEnd = false
    while (this.length < this.buffer.length && !this.atEnd) {
      const more = this.read(this.buffer.subarray(this.length), offset + this.length)
      this.length += more
      this.atEnd = more === 0
    }
  }
}
