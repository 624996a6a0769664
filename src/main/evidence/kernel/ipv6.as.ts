import { COLON, SPACE, V6_COUNT, V6_MASK, V6_TABLE, V6_WORDS } from './layout.as'

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
export function parseV6(at: usize): usize {
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
export function indexOfV6(): u32 {
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
