/**
 * The lines of one slot as bytes in one buffer that is used again and again. Millions of lines kept as strings
 * would cost more time in memory management than all the rest.
 */
export class Lines {
  #bytes = Buffer.allocUnsafe(1 << 20)
  #begins = new Uint32Array(1 << 13)
  #length = 0

  get length() {
    return this.#length
  }

  clear() {
    this.#length = 0
  }

  /** @param {string} text Latin-1, without newline */
  add(text) {
    const begin = this.#begin(this.#length)
    if (begin + text.length + 1 > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2)
    }
    if (this.#length + 2 > this.#begins.length) {
      const begins = new Uint32Array(this.#begins.length * 2)
      begins.set(this.#begins)
      this.#begins = begins
    }
    const end = begin + this.#bytes.write(text, begin, 'latin1')
    this.#bytes[end] = 0x0a
    this.#length++
    this.#begins[this.#length] = end + 1
  }

  /** @param {number} line */
  #begin(line) {
    return /** @type {number} */ (this.#begins[line])
  }

  /**
   * Length of some lines in bytes, with their newlines.
   * @param {readonly number[]} lines
   */
  byteLength(lines) {
    return lines.reduce((sum, line) => sum + this.#begin(line + 1) - this.#begin(line), 0)
  }

  /**
   * Copies some lines, with their newlines.
   * @param {readonly number[]} lines in the wanted order
   * @param {Buffer} target long enough
   * @param {number} position in the target
   */
  copy(lines, target, position) {
    let at = position
    for (const line of lines) at += this.#bytes.copy(target, at, this.#begin(line), this.#begin(line + 1))
  }
}
