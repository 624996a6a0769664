import { ABSENT_INDEX } from './column-plan'

const SPACE = 32

const decoder = new TextDecoder('utf-8')
const encoder = new TextEncoder()

/** A column of text while its block is being filled: a dictionary over raw bytes, so that no string is made per flow. */
export class TextStage {
  readonly kind = 'text'
  indexes: Uint32Array
  private bytes = new Uint8Array(4096)
  private used = 0
  private offsets = new Uint32Array(257)
  private entries = 0
  /** Open addressing, index + 1, 0 for empty; grows with the number of entries. */
  private table = new Uint32Array(512)
  private last = ABSENT_INDEX
  private lastLength = 1
  /** Entry + 1 by the last bytes of a value. */
  private readonly guesses = new Uint32Array(1024)

  constructor(
    readonly field: string,
    capacity: number,
  ) {
    this.indexes = new Uint32Array(capacity)
  }

  get size(): number {
    return this.entries
  }

  /** Goes on in another array of indexes, of the same length. */
  moveTo(indexes: Uint32Array): void {
    indexes.set(this.indexes)
    this.indexes = indexes
  }

  putBytes(row: number, source: Uint8Array, from: number, to: number): void {
    if (this.last !== ABSENT_INDEX && this.equals(this.last, source, from, to)) {
      this.indexes[row] = this.last
      return
    }
    this.last = this.indexes[row] = this.find(source, from, to)
  }

  /**
   * Takes the word that begins at `from` and ends before a space or a control byte.
   * @returns the offset behind it
   */
  putWord(row: number, source: Uint8Array, from: number): number {
    // Values of a field mostly have one length: the end of the last one is the first guess.
    let to = from + this.lastLength
    if ((source[to] as number) > SPACE || (source[to - 1] as number) <= SPACE) {
      to = from
      while ((source[to] as number) > SPACE) to++
      this.lastLength = to - from
    }
    // Values differ most in their last bytes.
    const guess =
      ((source[to - 1] as number) * 5 + (source[to - 2] as number) * 41 + (source[to - 3] as number) * 7) &
      1023
    const candidate = (this.guesses[guess] as number) - 1
    if (candidate >= 0 && this.equals(candidate, source, from, to)) {
      this.indexes[row] = candidate
      return to
    }
    // The guessed end may have jumped over a separator; only an exact match above makes that impossible.
    to = from
    while ((source[to] as number) > SPACE) to++
    const entry = this.find(source, from, to)
    this.indexes[row] = entry
    this.guesses[guess] = entry + 1
    return to
  }

  putText(row: number, value: string): void {
    const bytes = encoder.encode(value)
    this.putBytes(row, bytes, 0, bytes.length)
  }

  /** Bytes of a value. */
  lengthOf(index: number): number {
    return (this.offsets[index + 1] as number) - (this.offsets[index] as number)
  }

  textOf(index: number): string {
    return decoder.decode(
      this.bytes.subarray(this.offsets[index] as number, this.offsets[index + 1] as number),
    )
  }

  values(): string[] {
    const values: string[] = []
    for (let i = 0; i < this.entries; i++) values.push(this.textOf(i))
    return values
  }

  reset(): void {
    this.used = 0
    this.entries = 0
    this.table.fill(0)
    this.last = ABSENT_INDEX
    this.guesses.fill(0)
  }

  private equals(entry: number, source: Uint8Array, from: number, to: number): boolean {
    const at = this.offsets[entry] as number
    if ((this.offsets[entry + 1] as number) - at !== to - from) return false
    // Values of one field share their beginning (eni-, i-, arn:), so the end tells them apart sooner.
    for (let i = to - from - 1; i >= 0; i--) if (this.bytes[at + i] !== source[from + i]) return false
    return true
  }

  private find(source: Uint8Array, from: number, to: number): number {
    let slot = hashBytes(source, from, to)
    const mask = this.table.length - 1
    for (;;) {
      slot &= mask
      const entry = this.table[slot] as number
      if (entry === 0) return this.add(slot, source, from, to)
      if (this.equals(entry - 1, source, from, to)) return entry - 1
      slot++
    }
  }

  private add(slot: number, source: Uint8Array, from: number, to: number): number {
    const length = to - from
    if (this.used + length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length))
      larger.set(this.bytes.subarray(0, this.used))
      this.bytes = larger
    }
    if (this.entries + 2 > this.offsets.length) {
      const larger = new Uint32Array(this.offsets.length * 2)
      larger.set(this.offsets)
      this.offsets = larger
    }
    this.bytes.set(source.subarray(from, to), this.used)
    this.offsets[this.entries] = this.used
    this.used += length
    this.offsets[this.entries + 1] = this.used
    this.table[slot] = ++this.entries
    if (this.entries * 2 > this.table.length) this.grow()
    return this.entries - 1
  }

  private grow(): void {
    this.table = new Uint32Array(this.table.length * 2)
    const mask = this.table.length - 1
    for (let entry = 0; entry < this.entries; entry++) {
      let slot =
        hashBytes(this.bytes, this.offsets[entry] as number, this.offsets[entry + 1] as number) & mask
      while (this.table[slot] !== 0) slot = (slot + 1) & mask
      this.table[slot] = entry + 1
    }
  }
}

/** FNV-1a, folded so that the low bits depend on all. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c_9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193)
  return (hash ^ (hash >>> 15)) >>> 0
}
