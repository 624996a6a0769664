/** Below this many, sorting is faster than looking for a smaller part. */
const SORT_AT_ONCE = 4096

/**
 * The positions that stand at ranks from (included) to (not included) when all positions are sorted
 * by their keys: ascending or descending, ties in the order of the positions, NaN always last.
 * Only the part that is asked for is sorted, so a page of millions takes a few passes.
 */
export function positionsAtRanks(
  keys: Float64Array,
  descending: boolean,
  from: number,
  to: number,
): Uint32Array {
  const digits = new Digits(keys, descending)
  // No digits stand for NaN: what has no value is kept apart, behind all that has one.
  const present = new Uint32Array(keys.length)
  const absent: number[] = []
  let count = 0
  for (let position = 0; position < keys.length; position++) {
    if (Number.isNaN(keys[position])) absent.push(position)
    else present[count++] = position
  }
  const page: number[] = []
  const start = Math.max(0, from)
  collect(digits, present.subarray(0, count), 0, start, Math.min(to, count), page)
  for (let rank = Math.max(start, count); rank < Math.min(to, keys.length); rank++) {
    page.push(absent[rank - count] as number)
  }
  return Uint32Array.from(page)
}

function collect(
  digits: Digits,
  positions: Uint32Array,
  level: number,
  from: number,
  to: number,
  page: number[],
): void {
  if (from >= to) return
  if (level === Digits.LEVELS) {
    for (let i = from; i < to; i++) page.push(positions[i] as number)
    return
  }
  if (positions.length <= SORT_AT_ONCE) {
    const sorted = positions.slice().sort((a, b) => digits.compare(a, b) || a - b)
    for (let i = from; i < to; i++) page.push(sorted[i] as number)
    return
  }
  const counts = new Uint32Array(1 << 16)
  for (let i = 0; i < positions.length; i++) {
    const digit = digits.at(positions[i] as number, level)
    counts[digit] = (counts[digit] as number) + 1
  }
  let below = 0
  for (let digit = 0; digit < counts.length && below < to; digit++) {
    const count = counts[digit] as number
    if (count > 0 && below + count > from) {
      const members = new Uint32Array(count)
      for (let i = 0, found = 0; found < count; i++) {
        const position = positions[i] as number
        if (digits.at(position, level) === digit) members[found++] = position
      }
      collect(digits, members, level + 1, Math.max(0, from - below), Math.min(count, to - below), page)
    }
    below += count
  }
}

/**
 * Doubles as four digits of 16 bits whose order is theirs: the bit pattern of a double that is not
 * negative orders as an unsigned number, and no key is negative.
 */
class Digits {
  static readonly LEVELS = 4
  private readonly halves: Uint32Array
  private readonly flip: number
  /** Which of the two halves has the sign and the exponent. */
  private readonly high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

  constructor(
    private readonly keys: Float64Array,
    descending: boolean,
  ) {
    this.halves = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2)
    this.flip = descending ? 0xffff : 0
  }

  at(position: number, level: number): number {
    const half = this.halves[position * 2 + (level < 2 ? this.high : 1 - this.high)] as number
    return ((level % 2 === 0 ? half >>> 16 : half & 0xffff) ^ this.flip) & 0xffff
  }

  compare(a: number, b: number): number {
    const left = this.keys[a] as number
    const right = this.keys[b] as number
    return this.flip ? right - left : left - right
  }
}
