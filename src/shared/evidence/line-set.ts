/** A set of lines of one evidence file, numbered as FlowRuns numbers them (from 1). */
export interface LineSet {
  /** The line that the first bit stands for. */
  readonly first: number
  /** Bit i of the set, the lowest of a byte first, stands for line first + i. */
  readonly bits: Uint8Array
  /** How many lines are in the set. */
  readonly count: number
}

export function hasLine({ first, bits }: LineSet, line: number): boolean {
  const at = line - first
  if (at < 0) return false
  return ((bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0
}

/** Collects lines, given in ascending order, each once. */
export class LineSetBuilder {
  private first = 0
  private bits = new Uint8Array(64)
  private last = 0
  private count = 0

  add(line: number): void {
    if (this.count === 0) this.first = line
    const at = line - this.first
    if (at >>> 3 >= this.bits.length) {
      const larger = new Uint8Array(Math.max((at >>> 3) + 1, this.bits.length * 2))
      larger.set(this.bits)
      this.bits = larger
    }
    const byte = at >>> 3
    this.bits[byte] = (this.bits[byte] as number) | (1 << (at & 7))
    this.last = line
    this.count++
  }

  /** The lines so far; the builder is empty after it. */
  take(): LineSet {
    const { first, last, count } = this
    const bits = this.bits.slice(0, count === 0 ? 0 : ((last - first) >>> 3) + 1)
    this.bits.fill(0)
    this.count = 0
    return { first, bits, count }
  }
}

export function oneLineSet(line: number): LineSet {
  return { first: line, bits: Uint8Array.of(1), count: 1 }
}
