/**
 * Reads flow log records of the plain shape out of the memory's window, row by row, into the columns of a
 * block: the loop that every flow goes through, in AssemblyScript, whose numbers are machine words. What it
 * takes and what it writes are those of fast-record.ts, which reads every line that this leaves. Where things
 * lie in the memory is told in kernel-memory.ts.
 */
import {
  ABSENT,
  ADDRESS,
  DASH,
  DOT,
  LF,
  LONGEST_LINE,
  SPACE,
  STEP_BYTES,
  STEP_COUNT,
  STEP_TARGET,
  STEP_WORDS,
  STEPS,
  STOPPED_AT,
  TIME,
  TIME_BELOW,
  TIME_FROM,
  V4_COUNT,
  V4_LIMIT,
  V4_MASK,
  V4_TABLE,
  V4_VALUES,
  V6_BIT,
  V6_COUNT,
  V6_LIMIT,
} from './layout.as'
import { indexOfV6, parseV6 } from './ipv6.as'
import { entryOf, forgetWords, known, lengthOf, remember } from './words.as'

const DIGITS: u64 = 0x3030_3030_3030_3030
const ABOVE_NINE: u64 = 0x7676_7676_7676_7676
const HIGH_BITS: u64 = 0x8080_8080_8080_8080

/** 10^0 to 10^7. */
const POWERS: usize = memory.data<u64>([1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000])

/** The number of eight digits, the first in the lowest byte, each as its value. */
@inline
function eightDigits(digits: u64): u64 {
  let value = (digits * 2561) >> 8
  value = ((value & 0x00ff_00ff_00ff_00ff) * 6_553_601) >> 16
  return ((value & 0x0000_ffff_0000_ffff) * 42_949_672_960_001) >> 32
}

/** Marks each byte that is no digit; bytes behind the first of them may be marked wrongly. */
@inline
function notDigits(digits: u64): u64 {
  return ((digits + ABOVE_NINE) | digits) & HIGH_BITS
}

/**
 * Reads lines from `at` on, each with its LF before `end`, into rows from `row` on.
 * @returns how many; STOPPED_AT is the beginning of the first line that was not read
 */
export function read(at: usize, end: usize, row: u32, rows: u32): u32 {
  const longest: usize = load<u32>(LONGEST_LINE)
  const v4Limit = load<u32>(V4_LIMIT)
  const v6Limit = load<u32>(V6_LIMIT)
  const first = row
  const behind = row + rows
  while (row < behind && at < end && load<u32>(V4_COUNT) <= v4Limit && load<u32>(V6_COUNT) <= v6Limit) {
    const newline = readLine(at, row)
    if (!newline || newline - at > longest) break
    at = newline + 1
    row++
  }
  store<u32>(STOPPED_AT, <u32>at)
  return row - first
}

/** Reads one line into a row; the offset of its LF, or 0 when it is not of the plain shape. */
function readLine(at: usize, row: u32): usize {
  let step: usize = load<u32>(STEPS)
  const lastStep = step + (<usize>load<u32>(STEP_COUNT) - 1) * STEP_BYTES
  while (true) {
    const kind = load<u32>(step)
    if (kind <= TIME) at = readNumber(step, kind, at, row)
    else if (kind == ADDRESS) at = readAddress(step, at, row)
    else at = known(load<u32>(step + STEP_WORDS), at, row)
    if (!at) return 0
    const behind = load<u8>(at)
    if (step == lastStep) return behind == LF ? at : 0
    if (behind != SPACE) return 0
    at++
    step += STEP_BYTES
  }
}

@inline
function readNumber(step: usize, kind: u32, at: usize, row: u32): usize {
  const target = <usize>load<u32>(step + STEP_TARGET) + (<usize>row << 3)
  const digits = load<u64>(at) ^ DIGITS
  const marks = notDigits(digits)
  let whole: u64
  if (marks) {
    const count = ctz(marks) >> 3
    if (!count) {
      if (load<u8>(at) != DASH || load<u8>(at + 1) > SPACE) return 0
      store<f64>(target, NaN)
      return at + 1
    }
    whole = eightDigits(digits << ((8 - count) << 3))
    at += <usize>count
  } else {
    // Eight digits, and up to seven more: a double holds every number of so many.
    const more = load<u64>(at + 8) ^ DIGITS
    const others = notDigits(more)
    if (!others) return 0
    const count = ctz(others) >> 3
    whole = eightDigits(digits) * load<u64>(POWERS + (<usize>count << 3))
    if (count) whole += eightDigits(more << ((8 - count) << 3))
    at += 8 + <usize>count
  }
  const value = <f64>(<i64>whole)
  if (kind == TIME && (value >= load<f64>(TIME_BELOW) || value < load<f64>(TIME_FROM))) return 0
  store<f64>(target, value)
  return at
}

@inline
function readAddress(step: usize, at: usize, row: u32): usize {
  const target = <usize>load<u32>(step + STEP_TARGET) + (<usize>row << 2)
  let value: u32 = 0
  let from = at
  for (let part: u32 = 0; ; part++) {
    const word = load<u32>(from) ^ 0x3030_3030
    const marks = ((word + 0x7676_7676) | word) & 0x8080_8080
    const count = ctz(marks) >> 3
    // No digit, or four of them.
    if (count - 1 > 2) break
    const digits = word << ((4 - count) << 3)
    const octet = (digits >> 24) + ((digits >> 16) & 0xff) * 10 + ((digits >> 8) & 0xff) * 100
    // A leading zero is refused, as tools differ on what it means.
    if (octet > 255 || (count > 1 && !(word & 0xff))) break
    value = (value << 8) | octet
    from += <usize>count
    if (part == 3) {
      store<u32>(target, indexOfV4(value))
      return from
    }
    if (load<u8>(from) != DOT) break
    from++
  }
  if (load<u8>(at) == DASH && load<u8>(at + 1) <= SPACE) {
    store<u32>(target, ABSENT)
    return at + 1
  }
  return readV6(load<u32>(step + STEP_WORDS), target, at, row)
}

/** By its text, if that was met in the block; by what it says, if not. */
function readV6(words: usize, target: usize, at: usize, row: u32): usize {
  const behind = known(words, at, row)
  if (behind) return behind
  const end = parseV6(at)
  if (!end) return 0
  store<u32>(target, V6_BIT | indexOfV6())
  remember(words, at, <u32>(end - at), row)
  return end
}

/** The index of an address among those of the block, as AddressStage.indexOfV4. */
@inline
function indexOfV4(value: u32): u32 {
  const table: usize = load<u32>(V4_TABLE)
  const values: usize = load<u32>(V4_VALUES)
  const mask = load<u32>(V4_MASK)
  let slot = (value * 0x9e37_79b1) >> 7
  while (true) {
    slot &= mask
    const entry = load<u32>(table + (<usize>slot << 2))
    if (!entry) {
      const count = load<u32>(V4_COUNT)
      store<u32>(values + (<usize>count << 2), value)
      store<u32>(table + (<usize>slot << 2), count + 1)
      store<u32>(V4_COUNT, count + 1)
      return count
    }
    if (load<u32>(values + (<usize>(entry - 1) << 2)) == value) return entry - 1
    slot++
  }
}

/** Remembers the words of a line of the plain shape at `at` by what a row holds of it. */
export function learn(at: usize, row: u32): void {
  let step: usize = load<u32>(STEPS)
  const behind: usize = step + <usize>load<u32>(STEP_COUNT) * STEP_BYTES
  for (; step < behind; step += STEP_BYTES) {
    const words: usize = load<u32>(step + STEP_WORDS)
    const kind = load<u32>(step)
    let wanted = kind > ADDRESS
    if (kind == ADDRESS) {
      const index = load<u32>(<usize>load<u32>(step + STEP_TARGET) + (<usize>row << 2))
      wanted = index != ABSENT && (index & V6_BIT) != 0
    }
    let length: u32 = 0
    if (words) length = lengthOf(words, at)
    else while (load<u8>(at + length) > SPACE) length++
    if (!length) return
    if (wanted && entryOf(words, at, length) < 0) remember(words, at, length, row)
    at += length + 1
  }
}

/** What was remembered means nothing any more: the block's dictionaries have been emptied. */
export function forget(): void {
  let step: usize = load<u32>(STEPS)
  const behind: usize = step + <usize>load<u32>(STEP_COUNT) * STEP_BYTES
  for (; step < behind; step += STEP_BYTES) {
    const words: usize = load<u32>(step + STEP_WORDS)
    if (words) forgetWords(words)
  }
}
