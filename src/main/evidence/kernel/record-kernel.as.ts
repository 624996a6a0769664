/**
 * Reads flow log records of the plain shape out of the memory's window, row by row, into the columns of a
 * block: the loop that every flow goes through, in AssemblyScript, whose numbers are machine words. What it
 * takes and what it writes are those of fast-record.ts, which reads every line that this leaves. Where things
 * lie in the memory is told in kernel-memory.ts.
 */

const SPACE: u32 = 32
const DASH: u32 = 45
const DOT: u32 = 46
const COLON: u32 = 58
const LF: u32 = 10

/** Kinds of steps; a record is as many steps as it has fields, but neighbouring words are one. */
const NUMBER: u32 = 0
const TIME: u32 = 1
const ADDRESS: u32 = 2

/** Offsets in the head of the memory, 4 bytes each unless said otherwise. */
const STEPS: usize = 2048
const STEP_COUNT: usize = 2052
const V4_COUNT: usize = 2056
const V4_LIMIT: usize = 2060
const V4_VALUES: usize = 2064
const V4_TABLE: usize = 2068
const V4_MASK: usize = 2072
const LONGEST_LINE: usize = 2076
/** 8 bytes: times at least that large are no times of the block, and those below the other. */
const TIME_BELOW: usize = 2080
const TIME_FROM: usize = 2088
/** Where reading has stopped. */
const STOPPED_AT: usize = 2096
const V6_COUNT: usize = 2104
const V6_LIMIT: usize = 2108
const V6_WORDS: usize = 2112
const V6_TABLE: usize = 2116
const V6_MASK: usize = 2120

/** Of a step of 16 bytes: its kind, and where its values are written to, or its words. */
const STEP_BYTES: usize = 16
const STEP_TARGET: usize = 4
const STEP_WORDS: usize = 8

/** Of the words of a step: see kernel-memory.ts. */
const WIDTH: usize = 0
const LENGTH: usize = 4
const OTHER_LENGTH: usize = 8
const ENTRIES: usize = 12
const MOST_ENTRIES: usize = 16
const USED: usize = 20
const MOST_USED: usize = 24
const GUESSES: usize = 28
const PLACES: usize = 32
const TEXT: usize = 36
const VALUES: usize = 40
const TARGETS: usize = 44
/** Slots that GUESSES has, 4 bytes each: entry + 1 by a hash of the text, 0 for none; a power of two. */
const GUESS_SLOTS: u32 = 32_768
const GUESS_MASK: u32 = GUESS_SLOTS - 1
const MOST_TRIES: u32 = 8

const ABSENT: u32 = 0xffff_ffff
const V6_BIT: u32 = 0x8000_0000
/** A longer text is not remembered: the line is read as fast word by word. */
const LONGEST_TEXT: u32 = 2048

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

/** The address at hand: 8 words of 2 bytes, as they lie in the table of the block. */
const V6: usize = memory.data(16, 16)

@inline
function hexDigit(byte: u32): u32 {
  const digit = byte - 48
  if (digit < 10) return digit
  const letter = (byte | 32) - 97
  return letter < 6 ? letter + 10 : 16
}

/**
 * Reads hexadecimal groups, at most one '::' among them, to V6; forms with a dotted quad are left.
 * @returns where the address ends, 0 when it is none of that form
 */
function parseV6(at: usize): usize {
  let count: usize = 0
  let gap: isize = -1
  if (load<u8>(at) == COLON && load<u8>(at + 1) == COLON) {
    gap = 0
    at += 2
  }
  while (load<u8>(at) > SPACE) {
    if (count == 8) return 0
    const from = at
    let word: u32 = 0
    for (let digit = hexDigit(load<u8>(at)); digit < 16; digit = hexDigit(load<u8>(at))) {
      word = (word << 4) | digit
      at++
    }
    if (at == from || at - from > 4) return 0
    store<u16>(V6 + (count << 1), <u16>word)
    count++
    if (load<u8>(at) != COLON) break
    at++
    if (load<u8>(at) == COLON) {
      if (gap >= 0) return 0
      gap = count
      at++
    } else if (load<u8>(at) <= SPACE) return 0
  }
  if (gap < 0) return count == 8 ? at : 0
  if (count > 7) return 0
  const behind = count - <usize>gap
  const moved = V6 + ((8 - behind) << 1)
  memory.copy(moved, V6 + (<usize>gap << 1), behind << 1)
  memory.fill(V6 + (<usize>gap << 1), 0, (8 - count) << 1)
  return at
}

/** The index of the address at hand among those of the block, as AddressStage.indexOfV6Words. */
function indexOfV6(): u32 {
  const table: usize = load<u32>(V6_TABLE)
  const all: usize = load<u32>(V6_WORDS)
  const mask = load<u32>(V6_MASK)
  const first = load<u64>(V6)
  const last = load<u64>(V6 + 8)
  let hash: u32 = 0x811c_9dc5
  for (let i: usize = 0; i < 16; i += 2) hash = (hash ^ load<u16>(V6 + i)) * 0x0100_0193
  let slot = hash ^ (hash >> 15)
  while (true) {
    slot &= mask
    const entry = load<u32>(table + (<usize>slot << 2))
    const place = all + (<usize>(entry - 1) << 4)
    if (!entry) {
      const count = load<u32>(V6_COUNT)
      const free = all + (<usize>count << 4)
      store<u64>(free, first)
      store<u64>(free + 8, last)
      store<u32>(table + (<usize>slot << 2), count + 1)
      store<u32>(V6_COUNT, count + 1)
      return count
    }
    if (load<u64>(place) == first && load<u64>(place + 8) == last) return entry - 1
    slot++
  }
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

/** Writes the values of the words at `at` into the row, if they are remembered; where they end, 0 when not. */
function known(words: usize, at: usize, row: u32): usize {
  let length = load<u32>(words + LENGTH)
  let entry = entryOf(words, at, length)
  if (entry < 0) {
    const other = load<u32>(words + OTHER_LENGTH)
    entry = entryOf(words, at, other)
    if (entry < 0) {
      length = lengthOf(words, at)
      if (!length) return 0
      entry = entryOf(words, at, length)
      if (entry < 0) return 0
    } else length = other
    store<u32>(words + OTHER_LENGTH, load<u32>(words + LENGTH))
    store<u32>(words + LENGTH, length)
  }
  const width = load<u32>(words + WIDTH)
  let target: usize = load<u32>(words + TARGETS)
  let value: usize = <usize>load<u32>(words + VALUES) + ((<usize>entry * width) << 3)
  const last = value + (<usize>width << 3)
  for (; value < last; value += 8) {
    const place: usize = load<u32>(target)
    if (load<u32>(target + 4)) store<f64>(place + (<usize>row << 3), load<f64>(value))
    else store<u32>(place + (<usize>row << 2), load<u32>(value))
    target += 8
  }
  return at + length
}

/** Bytes up to the end of the last of the words, 0 when they do not follow each other with one space between. */
function lengthOf(words: usize, at: usize): u32 {
  let left = load<u32>(words + WIDTH)
  let end = at
  while (true) {
    const from = end
    while (load<u8>(end) > SPACE) end++
    if (end == from || end - at > LONGEST_TEXT) return 0
    if (--left == 0) return <u32>(end - at)
    if (load<u8>(end) != SPACE) return 0
    end++
  }
}

/** The entry whose text is that of `length` bytes at `at`, with the end of a word behind it; -1 when none is. */
@inline
function entryOf(words: usize, at: usize, length: u32): i32 {
  if (!length || load<u8>(at + length) > SPACE) return -1
  const guesses: usize = load<u32>(words + GUESSES)
  const places: usize = load<u32>(words + PLACES)
  let slot = hash(at, length)
  for (let tries: u32 = 0; tries < MOST_TRIES; tries++, slot++) {
    const entry = <i32>load<u32>(guesses + (<usize>(slot & GUESS_MASK) << 2)) - 1
    if (entry < 0) return -1
    const place = places + (<usize>entry << 3)
    if (load<u32>(place + 4) == length && sameText(load<u32>(place), at, length)) return entry
  }
  return -1
}

@inline
function sameText(a: usize, b: usize, length: u32): bool {
  if (length < 8) {
    // Both have bytes before them that are not theirs.
    const shift = <u64>(8 - length) << 3
    return load<u64>(a + length - 8) >> shift == load<u64>(b + length - 8) >> shift
  }
  const last: usize = length - 8
  for (let i: usize = 0; i < last; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false
  return load<u64>(a + last) == load<u64>(b + last)
}

/** Mixes all bytes, since ids differ anywhere. */
@inline
function hash(at: usize, length: u32): u32 {
  let mixed = <u64>length
  let i: usize = 0
  for (; i + 8 <= <usize>length; i += 8) mixed = (mixed ^ load<u64>(at + i)) * 0x9e37_79b9_7f4a_7c15
  const left = <u64>length & 7
  if (left) mixed = (mixed ^ (load<u64>(at + i) << ((8 - left) << 3))) * 0x9e37_79b9_7f4a_7c15
  return <u32>(mixed >> 32) ^ <u32>(mixed >> 48)
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

function remember(words: usize, at: usize, length: u32, row: u32): void {
  const entry = load<u32>(words + ENTRIES)
  const used = load<u32>(words + USED)
  if (entry == load<u32>(words + MOST_ENTRIES) || used + length > load<u32>(words + MOST_USED)) return
  const text: usize = <usize>load<u32>(words + TEXT) + used
  memory.copy(text, at, length)
  const place: usize = <usize>load<u32>(words + PLACES) + (<usize>entry << 3)
  store<u32>(place, <u32>text)
  store<u32>(place + 4, length)
  const width = load<u32>(words + WIDTH)
  let target: usize = load<u32>(words + TARGETS)
  let value: usize = <usize>load<u32>(words + VALUES) + ((<usize>entry * width) << 3)
  for (let i: u32 = 0; i < width; i++) {
    const from: usize = load<u32>(target)
    if (load<u32>(target + 4)) store<f64>(value, load<f64>(from + (<usize>row << 3)))
    else store<u32>(value, load<u32>(from + (<usize>row << 2)))
    target += 8
    value += 8
  }
  store<u32>(words + ENTRIES, entry + 1)
  store<u32>(words + USED, used + length)
  const guesses: usize = load<u32>(words + GUESSES)
  let slot = hash(at, length)
  while (load<u32>(guesses + (<usize>(slot & GUESS_MASK) << 2))) slot++
  store<u32>(guesses + (<usize>(slot & GUESS_MASK) << 2), entry + 1)
  if (length != load<u32>(words + LENGTH)) {
    store<u32>(words + OTHER_LENGTH, load<u32>(words + LENGTH))
    store<u32>(words + LENGTH, length)
  }
}

/** What was remembered means nothing any more: the block's dictionaries have been emptied. */
export function forget(): void {
  let step: usize = load<u32>(STEPS)
  const behind: usize = step + <usize>load<u32>(STEP_COUNT) * STEP_BYTES
  for (; step < behind; step += STEP_BYTES) {
    const words: usize = load<u32>(step + STEP_WORDS)
    if (!words || !load<u32>(words + ENTRIES)) continue
    store<u32>(words + ENTRIES, 0)
    store<u32>(words + USED, 0)
    memory.fill(load<u32>(words + GUESSES), 0, <usize>GUESS_SLOTS << 2)
  }
}
