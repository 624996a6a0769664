/**
 * Random numbers that come out the same on every machine: xoshiro128** seeded through splitmix32, both in
 * 32-bit integer arithmetic. Nothing here or in the sample case calls Math.log, Math.pow, Math.sin …: their last
 * digit may differ between engines, and one digit changes a hash.
 */

/** @param {string} text */
function fnv1a(text) {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * @param {number} x
 * @param {number} bits
 */
const rotateLeft = (x, bits) => (x << bits) | (x >>> (32 - bits))

export class Random {
  #a
  #b
  #c
  #d

  /**
   * One stream for each purpose, so that a change in one part of the case leaves the others as they were.
   * @param {string} stream
   */
  constructor(stream) {
    let state = fnv1a(stream)
    const seed = () => {
      state = (state + 0x9e3779b9) >>> 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return (z ^ (z >>> 15)) >>> 0
    }
    this.#a = seed()
    this.#b = seed()
    this.#c = seed()
    this.#d = seed()
  }

  /** An integer from 0 to 2^32 − 1. */
  next() {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0
    const t = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = rotateLeft(this.#d, 11)
    return result
  }

  /** From 0 up to, not including, 1. */
  unit() {
    return this.next() / 0x100000000
  }

  /**
   * An integer from 0 to limit − 1.
   * @param {number} limit
   */
  below(limit) {
    return Math.floor(this.unit() * limit)
  }

  /**
   * An integer from low to high, both included.
   * @param {number} low
   * @param {number} high
   */
  between(low, high) {
    return low + this.below(high - low + 1)
  }

  /**
   * Mostly near low, seldom near high: the long tail of sizes and popularities.
   * @param {number} low
   * @param {number} high
   */
  skewed(low, high) {
    const u = this.unit()
    return low + Math.floor(u * u * u * (high - low + 1))
  }

  /** @param {number} probability */
  chance(probability) {
    return this.unit() < probability
  }

  /**
   * @template T
   * @param {readonly T[]} values at least one
   * @returns {T}
   */
  pick(values) {
    return /** @type {T} */ (values[this.below(values.length)])
  }

  /**
   * Fisher–Yates, in place.
   * @template T
   * @param {T[]} values
   */
  shuffle(values) {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const kept = /** @type {T} */ (values[i])
      values[i] = /** @type {T} */ (values[j])
      values[j] = kept
    }
    return values
  }

  /** @param {number} length */
  bytes(length) {
    const out = Buffer.alloc(length)
    let i = 0
    for (; i + 4 <= length; i += 4) out.writeUInt32LE(this.next(), i)
    for (; i < length; i++) out[i] = this.next() & 0xff
    return out
  }

  /** @param {number} digits */
  hex(digits) {
    let text = ''
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0')
    return text.slice(0, digits)
  }

  /** An ephemeral port as Linux chooses them. */
  ephemeralPort() {
    return this.between(32768, 60999)
  }
}
