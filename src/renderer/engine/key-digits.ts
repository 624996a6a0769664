/**
 * A double as four digits of 16 bits whose order is the order of the doubles, as long as none is negative
 * but one: NO_KEY, whose first digit is beyond all others, also when the order is turned round.
 */
export const DIGITS = 1 << 16
export const LEVELS = 4
/** First digits from here on have the sign set. */
export const NEGATIVE = 0x8000

/** Which half of a double has its sign and exponent. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

const one = new Float64Array(1)
const oneWords = new Uint32Array(one.buffer)

/** The first digit of a double that is not negative. */
export function firstDigit(value: number): number {
  one[0] = value
  return (oneWords[HIGH] as number) >>> 16
}

/** A digit of the i-th double of an array seen as `words`, in the order of the sort. */
export function digitAt(words: Uint32Array, i: number, level: number, descending: boolean): number {
  const high = words[i * 2 + HIGH] as number
  const half = level < 2 ? high : (words[i * 2 + 1 - HIGH] as number)
  const digit = level % 2 === 0 ? half >>> 16 : half & 0xffff
  if (!descending || high >>> 31 === 1) return digit
  return level === 0 ? NEGATIVE - 1 - digit : DIGITS - 1 - digit
}

/** Whether the i-th double begins with these digits. */
export function agrees(
  words: Uint32Array,
  i: number,
  digits: readonly number[],
  descending: boolean,
): boolean {
  for (let level = digits.length - 1; level >= 0; level--) {
    if (digitAt(words, i, level, descending) !== digits[level]) return false
  }
  return true
}

/** The double that has these digits. */
export function keyOf(digits: readonly number[], descending: boolean): number {
  const turned = descending && (digits[0] as number) < NEGATIVE
  const [a = 0, b = 0, c = 0, d = 0] = digits.map((digit, level) =>
    turned ? (level === 0 ? NEGATIVE : DIGITS) - 1 - digit : digit,
  )
  const halves = new Uint32Array(2)
  halves[HIGH] = ((a << 16) | b) >>> 0
  halves[1 - HIGH] = ((c << 16) | d) >>> 0
  return new Float64Array(halves.buffer)[0] as number
}

/** Adds the first digits of `count` doubles to the counts, each as often as its weight says. */
export function countFirstDigits(
  words: Uint32Array,
  weights: Uint32Array,
  count: number,
  descending: boolean,
  counts: Float64Array,
): void {
  const turn = descending ? NEGATIVE - 1 : 0
  for (let i = 0; i < count; i++) {
    const digit = (words[i * 2 + HIGH] as number) >>> 16
    const place = digit < NEGATIVE ? digit ^ turn : digit
    counts[place] = (counts[place] as number) + (weights[i] as number)
  }
}

/** Adds the next digit of those doubles that begin with `digits`, and widens their range. */
export function countDigits(
  keys: Float64Array,
  words: Uint32Array,
  weights: Uint32Array,
  count: number,
  digits: readonly number[],
  descending: boolean,
  counts: Float64Array,
  range: { least: number; most: number },
): void {
  const level = digits.length
  // The first digit alone rules nearly all others out.
  const first = digits[0] as number
  const plain = descending && first < NEGATIVE ? NEGATIVE - 1 - first : first
  for (let i = 0; i < count; i++) {
    if ((words[i * 2 + HIGH] as number) >>> 16 !== plain) continue
    if (level > 1 && !agrees(words, i, digits, descending)) continue
    const digit = digitAt(words, i, level, descending)
    counts[digit] = (counts[digit] as number) + (weights[i] as number)
    const key = keys[i] as number
    if (key < range.least) range.least = key
    if (key > range.most) range.most = key
  }
}
