const DIGIT_BITS = 16
const DIGITS = 2 ** DIGIT_BITS

/**
 * The places of numbers in their order, equal ones as they stand, those below 0 last whichever the direction. The bits
 * of doubles from 0 on have the order of the numbers: they are sorted by four digits of 16 bits, the last one first.
 * Millions of numbers take a tenth of the time that comparing them does.
 */
export function placesInOrder(keys: Float64Array, descending: boolean): Uint32Array {
  const { length } = keys
  const words = wordsOf(keys, descending)
  let places: Uint32Array<ArrayBufferLike> = Uint32Array.from({ length }, (_, place) => place)
  let spare: Uint32Array<ArrayBufferLike> = new Uint32Array(length)
  const next = new Uint32Array(DIGITS + 1)
  for (const word of [0, 1]) {
    for (const shift of [0, DIGIT_BITS]) {
      const digitAt = (place: number) => ((words[2 * place + word] as number) >>> shift) & (DIGITS - 1)
      next.fill(0)
      for (let place = 0; place < length; place++) {
        const digit = digitAt(place) + 1
        next[digit] = (next[digit] as number) + 1
      }
      // All have the same digit here, as small whole numbers have in their lower halves.
      if (length === 0 || next[digitAt(0) + 1] === length) continue
      for (let digit = 1; digit <= DIGITS; digit++) {
        next[digit] = (next[digit] as number) + (next[digit - 1] as number)
      }
      for (let i = 0; i < length; i++) {
        const place = places[i] as number
        const digit = digitAt(place)
        const to = next[digit] as number
        next[digit] = to + 1
        spare[to] = place
      }
      ;[places, spare] = [spare, places]
    }
  }
  return places
}

/** Two words of each number, the lower one first, whose order is the wanted one. */
function wordsOf(keys: Float64Array, descending: boolean): Uint32Array {
  const words = new Uint32Array(keys.slice().buffer)
  for (let place = 0; place < keys.length; place++) {
    const none = (keys[place] as number) < 0
    if (!none && !descending) continue
    words[2 * place] = none ? 0xffff_ffff : ~(words[2 * place] as number)
    words[2 * place + 1] = none ? 0xffff_ffff : ~(words[2 * place + 1] as number)
  }
  return words
}
