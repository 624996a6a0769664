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

/** The first digit of a double in ascending order. */
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

/** The least and the largest key that begin with some digits and go on with one from `first` to `last`. */
export function keyBounds(
  digits: readonly number[],
  first: number,
  last: number,
  descending: boolean,
): { readonly low: number; readonly high: number } {
  const end = (digit: number, rest: number) => {
    const key = keyOf([...digits, digit, rest, rest, rest].slice(0, LEVELS), descending)
    // Digits beyond those of infinity are of no number.
    return Number.isNaN(key) ? Number.POSITIVE_INFINITY : key
  }
  const a = end(first, 0)
  if (digits.length === 0 && last >= NEGATIVE) {
    return descending ? { low: -1, high: Math.max(a, 0) } : { low: -1, high: Number.POSITIVE_INFINITY }
  }
  const b = end(last, DIGITS - 1)
  return { low: Math.min(a, b), high: Math.max(a, b) }
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

/**
 * Adds the first digits of base + stored[i] to the counts, and that of NO_KEY for each that is absent. The first digit
 * of a whole number is how many bits it has, and the four bits behind the first one.
 */
export function countFirstDigitsOfWhole(
  stored: Uint32Array,
  count: number,
  base: number,
  absent: number,
  descending: boolean,
  counts: Float64Array,
): void {
  const turn = descending ? NEGATIVE - 1 : 0
  let missing = 0
  for (let i = 0; i < count; i++) {
    const value = stored[i] as number
    if (value === absent) {
      missing++
      continue
    }
    const whole = value + base
    const zeros = Math.clz32(whole)
    // A shift by 32 is none: of 1 nothing is left behind the first bit.
    const digit =
      whole > MOST_WORD || zeros > 30
        ? firstDigit(whole)
        : ((EXPONENT_OF_BIT_31 - zeros) << 4) | ((whole << (zeros + 1)) >>> 28)
    const place = digit ^ turn
    counts[place] = (counts[place] as number) + 1
  }
  const place = firstDigit(NO_KEY)
  counts[place] = (counts[place] as number) + missing
}

const MOST_WORD = 2 ** 32 - 1
/** A double's exponent is stored with 1023 added. */
const EXPONENT_OF_BIT_31 = 1023 + 31
/** The key of what has none. */
const NO_KEY = -1

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
