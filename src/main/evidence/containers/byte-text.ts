/** Bytes that grow. */
export class ByteText {
  private buffer = new Uint8Array(512)
  length = 0

  clear(): void {
    this.length = 0
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    const length = this.length + to - from
    if (length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.buffer.length * 2))
      larger.set(this.buffer.subarray(0, this.length))
      this.buffer = larger
    }
    this.buffer.set(bytes.subarray(from, to), this.length)
    this.length = length
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }
}
