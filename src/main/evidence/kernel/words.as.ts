/** Neighbouring words that a block has met before, by their text: what a row holds of them is only copied. */

import { SPACE } from './layout.as'

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

/** A longer text is not remembered: the line is read as fast word by word. */
const LONGEST_TEXT: u32 = 2048

/** Writes the values of the words at `at` into the row, if they are remembered; where they end, 0 when not. */
export function known(words: usize, at: usize, row: u32): usize {
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
export function lengthOf(words: usize, at: usize): u32 {
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
export function entryOf(words: usize, at: usize, length: u32): i32 {
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

export function remember(words: usize, at: usize, length: u32, row: u32): void {
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

/** What was remembered means nothing any more. */
export function forgetWords(words: usize): void {
  if (!load<u32>(words + ENTRIES)) return
  store<u32>(words + ENTRIES, 0)
  store<u32>(words + USED, 0)
  memory.fill(load<u32>(words + GUESSES), 0, <usize>GUESS_SLOTS << 2)
}
