/**
 * Looks through the columns of a block and writes them narrow, in AssemblyScript: what column-work.ts and
 * joint-codes.ts do, for columns that lie in the memory of record-kernel.as.ts. All places are given.
 */

import { ABSENT, V6_BIT } from './layout.as'

/** Combinations that one byte can tell apart. */
const MOST: i32 = 256

/**
 * Writes of `count` numbers the smallest and the largest (8 bytes each), and how many are absent (NaN; 4 bytes)
 * to `result`.
 */
export function scanNumbers(at: usize, count: u32, result: usize): void {
  let low = f64x2.splat(Infinity)
  let high = f64x2.splat(-Infinity)
  let absent = i64x2.splat(0)
  const behindPairs = at + (<usize>(count & ~1) << 3)
  for (; at < behindPairs; at += 16) {
    const pair = v128.load(at)
    // pmin and pmax keep the first of two when a comparison with NaN fails.
    low = f64x2.pmin(low, pair)
    high = f64x2.pmax(high, pair)
    absent = i64x2.sub(absent, f64x2.ne(pair, pair))
  }
  let smallest = min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1))
  let largest = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1))
  let absentCount = <u32>(i64x2.extract_lane(absent, 0) + i64x2.extract_lane(absent, 1))
  if (count & 1) {
    const value = load<f64>(at)
    if (value < smallest) smallest = value
    if (value > largest) largest = value
    if (value != value) absentCount++
  }
  store<f64>(result, smallest)
  store<f64>(result + 8, largest)
  store<u32>(result + 16, absentCount)
}

/** Writes of `count` indexes how many are absent, and whether all are the same (4 bytes each) to `result`. */
export function scanIndexes(at: usize, count: u32, result: usize): void {
  const first = load<u32>(at)
  const all = i32x4.splat(first)
  const none = i32x4.splat(ABSENT)
  let absent = i32x4.splat(0)
  let differs = i32x4.splat(0)
  const behindQuads = at + (<usize>(count & ~3) << 2)
  const behind = at + (<usize>count << 2)
  for (; at < behindQuads; at += 16) {
    const quad = v128.load(at)
    differs = v128.or(differs, v128.xor(quad, all))
    absent = i32x4.sub(absent, i32x4.eq(quad, none))
  }
  let absentCount: u32 = 0
  absentCount += i32x4.extract_lane(absent, 0) + i32x4.extract_lane(absent, 1)
  absentCount += i32x4.extract_lane(absent, 2) + i32x4.extract_lane(absent, 3)
  let isSame = !v128.any_true(differs)
  for (; at < behind; at += 4) {
    const index = load<u32>(at)
    if (index != first) isSame = false
    if (index == ABSENT) absentCount++
  }
  store<u32>(result, absentCount)
  store<u32>(result + 4, isSame ? 1 : 0)
}

/** What is stored of a number; absent is NaN. */
@inline
function stored(at: usize, base: f64, absent: u32): u32 {
  const value = load<f64>(at)
  return value >= 0 ? <u32>(value - base) : absent
}

/** What is stored of four numbers. */
@inline
function fourStored(at: usize, base: v128, absent: v128): v128 {
  const a = v128.load(at)
  const b = v128.load(at, 16)
  const values = v128.shuffle<i64>(
    i32x4.trunc_sat_f64x2_u_zero(f64x2.sub(a, base)),
    i32x4.trunc_sat_f64x2_u_zero(f64x2.sub(b, base)),
    0,
    2,
  )
  const present = v128.shuffle<i32>(f64x2.eq(a, a), f64x2.eq(b, b), 0, 2, 4, 6)
  return v128.bitselect(values, absent, present)
}

/** @param width bytes of each stored number: 1, 2 or 4 */
export function writeNumbers(at: usize, count: u32, base: f64, absent: u32, width: u32, out: usize): void {
  const behindFours = at + (<usize>(count & ~3) << 3)
  const behind = at + (<usize>count << 3)
  const bases = f64x2.splat(base)
  const absents = i32x4.splat(absent)
  if (width == 1) {
    const none = i32x4.splat(absent & 0xff)
    for (; at < behindFours; at += 32, out += 4) {
      const four = fourStored(at, bases, none)
      const halves = i16x8.narrow_i32x4_u(four, four)
      v128.store32_lane(out, i8x16.narrow_i16x8_u(halves, halves), 0)
    }
    for (; at < behind; at += 8, out += 1) store<u8>(out, <u8>stored(at, base, absent))
  } else if (width == 2) {
    const none = i32x4.splat(absent & 0xffff)
    for (; at < behindFours; at += 32, out += 8) {
      const four = fourStored(at, bases, none)
      v128.store64_lane(out, i16x8.narrow_i32x4_u(four, four), 0)
    }
    for (; at < behind; at += 8, out += 2) store<u16>(out, <u16>stored(at, base, absent))
  } else {
    for (; at < behindFours; at += 32, out += 16) v128.store(out, fourStored(at, bases, absents))
    for (; at < behind; at += 8, out += 4) store<u32>(out, stored(at, base, absent))
  }
}

/** IPv6 addresses come behind the IPv4 ones. */
@inline
function resolved(at: usize, v4Count: u32, absent: u32): u32 {
  const index = load<u32>(at)
  if (index == ABSENT) return absent
  return index & V6_BIT ? v4Count + (index ^ V6_BIT) : index
}

/** @param width bytes of each stored index: 1, 2 or 4 */
export function writeIndexes(at: usize, count: u32, v4Count: u32, absent: u32, width: u32, out: usize): void {
  const behind = at + (<usize>count << 2)
  if (width == 1) for (; at < behind; at += 4, out += 1) store<u8>(out, <u8>resolved(at, v4Count, absent))
  else if (width == 2) for (; at < behind; at += 4, out += 2) store<u16>(out, <u16>resolved(at, v4Count, absent))
  else for (; at < behind; at += 4, out += 4) store<u32>(out, resolved(at, v4Count, absent))
}

/** Places of a join, the same for each: see column-kernel.ts. */
let ids: usize = 0
let firsts: usize = 0
let seconds: usize = 0

export function placeJoin(idsAt: usize, firstsAt: usize, secondsAt: usize): void {
  ids = idsAt
  firsts = firstsAt
  seconds = secondsAt
}

let size: i32 = 0

@inline
function joined(code: u32, own: u32): i32 {
  const place = ids + (<usize>((code << 8) | own) << 1)
  const id = <i32>load<i16>(place)
  if (id >= 0) return id
  if (size == MOST) return -1
  store<i16>(place, <i16>size)
  store<u8>(firsts + <usize>size, <u8>code)
  store<u8>(seconds + <usize>size, <u8>own)
  return size++
}

@inline
function beginJoin(): void {
  memory.fill(ids, 0xff, <usize>(MOST * MOST) << 1)
  size = 0
}

/**
 * Writes the combinations of `codes` with what is stored of numbers, a byte each, to `out`.
 * @returns how many there are, -1 when too many
 */
export function joinNumbers(codes: usize, at: usize, count: u32, base: f64, absent: u32, out: usize): i32 {
  beginJoin()
  const behind = codes + <usize>count
  for (; codes < behind; codes++, at += 8, out++) {
    const id = joined(load<u8>(codes), stored(at, base, absent))
    if (id < 0) return -1
    store<u8>(out, <u8>id)
  }
  return size
}

/** The same with indexes below 256, none of them absent. */
export function joinIndexes(codes: usize, at: usize, count: u32, out: usize): i32 {
  beginJoin()
  const behind = codes + <usize>count
  for (; codes < behind; codes++, at += 4, out++) {
    const id = joined(load<u8>(codes), load<u8>(at))
    if (id < 0) return -1
    store<u8>(out, <u8>id)
  }
  return size
}
