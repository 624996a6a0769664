/** Keeps the first and the last bytes of a stream of any length. */
export class HeadAndTail {
  private first: Buffer = Buffer.alloc(0)
  private last: Buffer = Buffer.alloc(0)
  private total = 0

  constructor(
    private readonly headBytes: number,
    private readonly tailBytes: number,
  ) {}

  push(chunk: Buffer): void {
    this.total += chunk.length
    const room = this.headBytes - this.first.length
    if (room > 0) this.first = Buffer.concat([this.first, chunk.subarray(0, room)])
    const rest = room > 0 ? chunk.subarray(room) : chunk
    if (rest.length === 0 || this.tailBytes === 0) return
    const joined = Buffer.concat([this.last, rest])
    this.last = joined.subarray(Math.max(0, joined.length - this.tailBytes))
  }

  get head(): string {
    return this.first.toString('utf8')
  }

  get tail(): string {
    return this.last.toString('utf8')
  }

  get bytes(): number {
    return this.total
  }
}
