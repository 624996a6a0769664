import type { FlowBlock } from '../../shared/flow/block'
import { blockBytes } from '../../shared/flow/block'
import { type Dictionaries, type EngineBlock, prepareBlock } from './engine-block'

/** Consecutive lines of one evidence file, as they lie in one block. */
export interface Run {
  /** Position of the block on the shelf. */
  readonly block: number
  readonly evidence: number
  readonly line: number
  readonly fromRow: number
  readonly toRow: number
}

interface Slot {
  readonly count: number
  /** null while the block lies only in the store. */
  block: EngineBlock | null
  /** Its key in the store; null while it is not stored. */
  key: number | null
}

/** Bytes that blocks may take in memory, shared by all shelves of a case. */
export class MemoryBudget {
  used = 0

  constructor(readonly bytes: number) {}
}

/**
 * The blocks of one source in the order of their rows. As many as the budget allows are in memory, the
 * others are read from the store each time they are looked at: every question looks at all blocks in
 * order, so keeping the last ones instead of the first would help none of them.
 */
export class BlockShelf {
  private readonly slots: Slot[] = []
  private readonly runs: Run[] = []
  private runsInOrder: readonly Run[] | null = null
  rows = 0

  constructor(
    private readonly dictionaries: Dictionaries,
    private readonly budget: MemoryBudget,
    private readonly load: (key: number) => Promise<FlowBlock>,
  ) {}

  /** Bytes that something beside the blocks may take. */
  get roomInMemory(): number {
    return this.budget.bytes - this.budget.used
  }

  get length(): number {
    return this.slots.length
  }

  /** @param key of the block in the store, null when it is not there yet: then tell `stored` of it */
  add(block: EngineBlock, key: number | null): number {
    const index = this.slots.length
    const { count } = block.block
    this.slots.push({ count, block, key })
    this.rows += count
    this.budget.used += blockBytes(block.block)
    const { evidence, row, line } = block.block.runs
    for (let i = 0; i < row.length; i++) {
      this.runs.push({
        block: index,
        evidence: evidence[i] as number,
        line: line[i] as number,
        fromRow: row[i] as number,
        toRow: i + 1 < row.length ? (row[i + 1] as number) : count,
      })
    }
    this.runsInOrder = null
    this.releaseIfOver(index)
    return index
  }

  stored(index: number, key: number): void {
    const slot = this.slots[index] as Slot
    slot.key = key
    this.releaseIfOver(index)
  }

  /** Calls `look` with each block in order. The block may be gone after the call. */
  async visit(look: (block: EngineBlock, index: number) => void): Promise<void> {
    // Blocks that are added meanwhile are not looked at.
    const { length } = this.slots
    for (let index = 0; index < length; index++) {
      const slot = this.slots[index] as Slot
      look(slot.block ?? (await this.fetch(slot)), index)
    }
  }

  async block(index: number): Promise<EngineBlock> {
    const slot = this.slots[index] as Slot
    return slot.block ?? (await this.fetch(slot))
  }

  rowsOf(index: number): number {
    return (this.slots[index] as Slot).count
  }

  /** The runs of all blocks by evidence file, then line: the order that every other one breaks ties with. */
  inEvidenceOrder(): readonly Run[] {
    this.runsInOrder ??= [...this.runs].sort((a, b) => a.evidence - b.evidence || a.line - b.line)
    return this.runsInOrder
  }

  private async fetch({ key }: Slot): Promise<EngineBlock> {
    if (key === null) throw new Error('A block of flows is neither in memory nor stored.')
    return prepareBlock(await this.load(key), this.dictionaries)
  }

  private releaseIfOver(index: number): void {
    const slot = this.slots[index] as Slot
    if (this.budget.used <= this.budget.bytes || slot.key === null || !slot.block) return
    this.budget.used -= blockBytes(slot.block.block)
    slot.block = null
  }
}
