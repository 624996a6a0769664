import type { ColumnStage } from '../../shared/flow/block-builder'

/** So many different groups are remembered; then they are too many for this to pay. */
const ENTRIES = 1024
const GUESSES = 4096
/** Rows after which it is looked at whether remembering pays. */
const TRIAL = 4096
/** Shorter groups are read as fast word by word. */
const SHORTEST = 8
const SPACE = 32

/**
 * Neighbouring columns whose values come in few combinations, such as region, account, instance and
 * interface: their text in a line is compared as a whole with what was met before, which takes a fraction
 * of reading each word. What is remembered holds for one block, as its dictionaries do.
 */
export class WordGroup {
  readonly width: number
  private text = new Uint8Array(1 << 12)
  private view: DataView = new DataView(this.text.buffer)
  private used = 0
  private count = 0
  private readonly offsets = new Uint32Array(ENTRIES + 1)
  /** What each column holds, entry by entry: an index of its dictionary, or a number. */
  private readonly values: Float64Array
  /** Entry + 1 by a hash of some of its bytes, 0 for none. */
  private readonly guesses = new Uint16Array(GUESSES)
  /** The two lengths met last: most logs have no more. */
  private length = 0
  private otherLength = 0
  private rows = 0
  private misses = 0
  private source: ArrayBufferLike | null = null
  private sourceView: DataView = this.view

  /** @param stages of the columns, in their order: of numbers or text */
  constructor(private readonly stages: readonly ColumnStage[]) {
    this.width = stages.length
    this.values = new Float64Array(ENTRIES * this.width)
  }

  /** A new block begins. */
  reset(): void {
    this.used = 0
    this.count = 0
    this.guesses.fill(0)
  }

  /**
   * Writes the values of the group that begins at `at` into a row, if it is one that was met before.
   * @returns the offset behind it, where a space or a control byte stands; -1 when it is not known
   */
  match(bytes: Uint8Array, at: number, row: number): number {
    if (++this.rows > TRIAL && this.misses * 4 > this.rows) return -1
    if (bytes.buffer !== this.source) {
      this.source = bytes.buffer
      this.sourceView = new DataView(bytes.buffer)
    }
    const from = bytes.byteOffset + at
    let length = this.length
    let entry = this.entryAt(from, length)
    if (entry < 0) {
      length = this.otherLength
      entry = this.entryAt(from, length)
      if (entry < 0) return -1
      this.otherLength = this.length
      this.length = length
    }
    if ((bytes[at + length] as number) > SPACE) return -1
    const { stages, values, width } = this
    for (let i = 0; i < width; i++) {
      const stage = stages[i] as ColumnStage
      const value = values[entry * width + i] as number
      if (stage.kind === 'number') stage.values[row] = value
      else stage.indexes[row] = value
    }
    return at + length
  }

  /** Remembers the group whose bytes are [at, end) by what a row holds of it. */
  learn(bytes: Uint8Array, at: number, end: number, row: number): void {
    this.misses++
    const length = end - at
    if (length < SHORTEST || this.count === ENTRIES) return
    while (this.used + length > this.text.length) {
      const larger = new Uint8Array(this.text.length * 2)
      larger.set(this.text)
      this.text = larger
      this.view = new DataView(larger.buffer)
    }
    this.text.set(bytes.subarray(at, end), this.used)
    const { stages, values, width, count } = this
    for (let i = 0; i < width; i++) {
      const stage = stages[i] as ColumnStage
      values[count * width + i] = (stage.kind === 'number' ? stage.values[row] : stage.indexes[row]) as number
    }
    this.guesses[guessOf(this.view, this.used, length)] = count + 1
    this.offsets[count] = this.used
    this.used += length
    this.offsets[++this.count] = this.used
    if (length !== this.length) {
      this.otherLength = this.length
      this.length = length
    }
  }

  /** The entry that is the `length` bytes from `from` of the source; -1 when none is. */
  private entryAt(from: number, length: number): number {
    const { sourceView: source, view } = this
    if (length === 0 || from + length > source.byteLength) return -1
    const entry = (this.guesses[guessOf(source, from, length)] as number) - 1
    if (entry < 0) return -1
    const at = this.offsets[entry] as number
    if ((this.offsets[entry + 1] as number) - at !== length) return -1
    let i = length - 4
    for (; i >= 0; i -= 4) if (view.getUint32(at + i) !== source.getUint32(from + i)) return -1
    for (i += 3; i >= 0; i--) if (view.getUint8(at + i) !== source.getUint8(from + i)) return -1
    return entry
  }
}

/** Mixes bytes of the end, where ids differ, and of the middle. */
function guessOf(view: DataView, from: number, length: number): number {
  const mixed =
    Math.imul(view.getUint32(from + length - 4), 0x9e37_79b1) ^
    Math.imul(view.getUint32(from + length - 8), 0x85eb_ca6b) ^
    Math.imul(view.getUint32(from + (length >> 1)), 0xc2b2_ae35)
  return ((mixed ^ (mixed >>> 15) ^ (mixed >>> 23)) >>> 0) & (GUESSES - 1)
}
