/** Numbers distinct codes (whole numbers below 2^53, or -1) from 0, in the order of their first appearance. */
export class CodeTable {
  private codes = new Float64Array(256)
  /** Open addressing: id + 1, 0 for empty. */
  private table = new Int32Array(1024)
  private mask = 1023
  private size = 0

  get length(): number {
    return this.size
  }

  codeOf(id: number): number {
    return this.codes[id] as number
  }

  idOf(code: number): number {
    let slot = hash(code) & this.mask
    for (;;) {
      const entry = this.table[slot] as number
      if (entry === 0) return this.add(slot, code)
      if (this.codes[entry - 1] === code) return entry - 1
      slot = (slot + 1) & this.mask
    }
  }

  private add(slot: number, code: number): number {
    if (this.size === this.codes.length) {
      const codes = new Float64Array(this.size * 2)
      codes.set(this.codes)
      this.codes = codes
    }
    this.codes[this.size] = code
    this.table[slot] = ++this.size
    if (this.size * 2 > this.table.length) this.grow()
    return this.size - 1
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 4)
    this.mask = this.table.length - 1
    for (let id = 0; id < this.size; id++) {
      let slot = hash(this.codes[id] as number) & this.mask
      while (this.table[slot] !== 0) slot = (slot + 1) & this.mask
      this.table[slot] = id + 1
    }
  }
}

/** Mixes both halves of a code that may be larger than 32 bits. */
function hash(code: number): number {
  const high = (code / 4294967296) | 0
  const mixed = Math.imul((code | 0) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
