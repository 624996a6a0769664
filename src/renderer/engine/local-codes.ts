import { BLOCK_ROWS } from '../../shared/flow/block'

/**
 * Numbers distinct 32-bit keys of one block's rows from 0, in the order of their first appearance.
 * Small enough for the processor's cache, which a table over the whole case is not.
 */
export class LocalCodes {
  /** Kept from question to question, as row-lists.ts does. */
  private static readonly spare: LocalCodes[] = []

  /** One to be given back when the question is answered. */
  static borrow(): LocalCodes {
    return LocalCodes.spare.pop() ?? new LocalCodes()
  }

  static giveBack(codes: LocalCodes | null): void {
    if (codes) LocalCodes.spare.push(codes)
  }

  /** Twice as many slots as a block has rows. */
  private static readonly SLOTS = BLOCK_ROWS * 2
  private readonly slotKeys = new Uint32Array(LocalCodes.SLOTS)
  /** Id + 1, 0 for empty. */
  private readonly slotIds = new Uint32Array(LocalCodes.SLOTS)
  /** The keys by id. */
  readonly keys = new Uint32Array(BLOCK_ROWS)
  size = 0

  private constructor() {}

  /** Replaces each of codes[0 .. count) by its id. */
  renumber(codes: Uint32Array, count: number): void {
    const { slotKeys, slotIds, keys } = this
    let slots = 64
    while (slots < count * 2) slots *= 2
    const mask = slots - 1
    slotIds.fill(0, 0, slots)
    let size = 0
    for (let i = 0; i < count; i++) {
      const key = codes[i] as number
      const mixed = Math.imul(key, 0x9e37_79b1)
      let slot = (mixed ^ (mixed >>> 15)) & mask
      let id = slotIds[slot] as number
      while (id !== 0 && (slotKeys[slot] as number) !== key) {
        slot = (slot + 1) & mask
        id = slotIds[slot] as number
      }
      if (id === 0) {
        slotKeys[slot] = key
        keys[size] = key
        id = slotIds[slot] = ++size
      }
      codes[i] = id - 1
    }
    this.size = size
  }
}
