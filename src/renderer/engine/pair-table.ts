/** Lower bits of a slot: id + 1, 0 when it is empty. The upper ones are some of the pair's hash. */
const ID_BITS = 26
const ID_MASK = 2 ** ID_BITS - 1
const MARK_MASK = ~ID_MASK

/**
 * Numbers distinct pairs of whole numbers below 2^32 from 0, in the order of their first appearance.
 * Slots are small, and tell most other pairs apart by themselves: a table that is larger than the
 * processor's cache costs more than all the rest of a question.
 */
export class PairTable {
  private slots: Int32Array = new Int32Array(1024)
  /** The numbers of pair i at 2i and 2i + 1. */
  private pairs: Uint32Array = new Uint32Array(1024)
  /** Ids + 1 of pairs whose first number is 0, by the second: all pairs, where nothing is grouped. */
  private ofZero: Uint32Array = new Uint32Array(1024)
  private size = 0
  private hashed = 0

  get length(): number {
    return this.size
  }

  firstOf(id: number): number {
    return this.pairs[2 * id] as number
  }

  secondOf(id: number): number {
    return this.pairs[2 * id + 1] as number
  }

  /**
   * Writes the id of each pair (firsts[i], seconds[i]) into ids[0 .. count). Many at once, since the
   * processor then waits for the memory of several at a time. Throws an Error beyond 2^26 pairs.
   */
  idsOf(firsts: Uint32Array, seconds: Uint32Array, count: number, ids: Uint32Array): void {
    let { slots, pairs } = this
    for (let i = 0; i < count; i++) {
      const first = firsts[i] as number
      const second = seconds[i] as number
      if (first === 0 && second < DENSE) {
        ids[i] = this.idOfZero(second)
        pairs = this.pairs
        continue
      }
      const mixed = hash(first, second)
      const mask = slots.length - 1
      let at = mixed & mask
      let slot = slots[at] as number
      for (; slot !== 0; slot = slots[at] as number) {
        if (((slot ^ mixed) & MARK_MASK) === 0) {
          const pair = ((slot & ID_MASK) - 1) * 2
          if (pairs[pair] === first && pairs[pair + 1] === second) break
        }
        at = (at + 1) & mask
      }
      if (slot === 0) {
        const id = this.append(first, second)
        pairs = this.pairs
        slot = slots[at] = (mixed & MARK_MASK) | (id + 1)
        if (++this.hashed > mask * 0.6) {
          this.grow()
          slots = this.slots
        }
      }
      ids[i] = (slot & ID_MASK) - 1
    }
  }

  private idOfZero(second: number): number {
    if (second >= this.ofZero.length) {
      this.ofZero = enlarged(this.ofZero, Math.max(second + 1, this.ofZero.length * 2))
    }
    const entry = this.ofZero[second] as number
    if (entry !== 0) return entry - 1
    const id = this.append(0, second)
    this.ofZero[second] = id + 1
    return id
  }

  private append(first: number, second: number): number {
    const id = this.size++
    if (this.size === ID_MASK) throw new Error('Too many distinct values to group by: narrow the filter.')
    if (2 * id === this.pairs.length) this.pairs = enlarged(this.pairs, this.pairs.length * 2)
    this.pairs[2 * id] = first
    this.pairs[2 * id + 1] = second
    return id
  }

  private grow(): void {
    const { pairs } = this
    const slots = new Int32Array(this.slots.length * 2)
    const mask = slots.length - 1
    for (let id = 0; id < this.size; id++) {
      const first = pairs[2 * id] as number
      const second = pairs[2 * id + 1] as number
      if (first === 0 && second < DENSE) continue
      const mixed = hash(first, second)
      let at = mixed & mask
      while (slots[at] !== 0) at = (at + 1) & mask
      slots[at] = (mixed & MARK_MASK) | (id + 1)
    }
    this.slots = slots
  }
}

/** Second numbers below this are looked up by their place. */
const DENSE = 2 ** 22

function enlarged(values: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length)
  larger.set(values)
  return larger
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e37_79b1) ^ second, 0x85eb_ca6b)
  return mixed ^ (mixed >>> 15)
}
