/** Codes below this are looked up by their place: one access to memory in place of a search. */
const DENSE = 2 ** 20

/** Numbers distinct codes (whole numbers from -2^53 to 2^53) from 0, in the order of their first appearance. */
export class CodeTable {
  /** Id + 1 by code, 0 for none; grows to DENSE. */
  private dense = new Int32Array(1024)
  private codes = new Float64Array(256)
  /** Open addressing: id + 1, 0 for empty. */
  private table = new Int32Array(1024)
  private mask = 1023
  private size = 0
  /** Codes that are not found by their place. */
  private hashed = 0

  get length(): number {
    return this.size
  }

  codeOf(id: number): number {
    return this.codes[id] as number
  }

  idOf(code: number): number {
    return code >= 0 && code < DENSE ? this.denseId(code) : this.hashedId(code)
  }

  /** Writes the id of each of codes[0 .. count) to ids: a loop over what is known already, most of it. */
  idsOf(codes: Float64Array, count: number, ids: Uint32Array): void {
    let { dense } = this
    for (let i = 0; i < count; i++) {
      const code = codes[i] as number
      if (code >= 0 && code < dense.length) {
        const entry = dense[code] as number
        if (entry !== 0) {
          ids[i] = entry - 1
          continue
        }
      }
      ids[i] = this.idOf(code)
      dense = this.dense
    }
  }

  private denseId(code: number): number {
    if (code >= this.dense.length) {
      const larger = new Int32Array(Math.min(DENSE, Math.max(code + 1, this.dense.length * 2)))
      larger.set(this.dense)
      this.dense = larger
    }
    const entry = this.dense[code] as number
    if (entry !== 0) return entry - 1
    this.dense[code] = this.append(code) + 1
    return this.size - 1
  }

  private hashedId(code: number): number {
    let slot = hash(code) & this.mask
    for (;;) {
      const entry = this.table[slot] as number
      if (entry === 0) return this.add(slot, code)
      if (this.codes[entry - 1] === code) return entry - 1
      slot = (slot + 1) & this.mask
    }
  }

  private add(slot: number, code: number): number {
    const id = this.append(code)
    this.table[slot] = id + 1
    if (++this.hashed * 2 > this.table.length) this.grow()
    return id
  }

  private append(code: number): number {
    if (this.size === this.codes.length) {
      const codes = new Float64Array(this.size * 2)
      codes.set(this.codes)
      this.codes = codes
    }
    this.codes[this.size] = code
    return this.size++
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 4)
    this.mask = this.table.length - 1
    for (let id = 0; id < this.size; id++) {
      const code = this.codes[id] as number
      if (code >= 0 && code < DENSE) continue
      let slot = hash(code) & this.mask
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
