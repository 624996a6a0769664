import type { EvidenceFile } from '../../shared/evidence/evidence'
import { blockBytes, type FlowBlock } from '../../shared/flow/block'

/** A batch of an import, as main sends it. */
export interface Batch {
  readonly block: FlowBlock | null
  readonly complete: readonly EvidenceFile[]
}

interface Waiting extends Batch {
  readonly onStored: ((key: number) => void) | null
}

/**
 * Stores the batches of an import in their order, behind the analysis and not beside it: storing costs
 * as much as all the rest of an import, and the examiner waits for figures, not for the disk. It begins
 * when `begin` bytes wait, or when the import is over. What is not stored when the app dies is read
 * again when the case is opened.
 */
export class StoreQueue {
  private readonly waiting: Waiting[] = []
  private bytes = 0
  private writing: Promise<void> | null = null
  private failure: unknown = null
  private makeRoom: (() => void)[] = []

  /**
   * @param store puts one batch into the store, all of it or nothing; resolves with the key of the block
   * @param begin bytes that may wait before storing begins; twice as many, and `room` waits
   */
  constructor(
    private readonly store: (batch: Batch) => Promise<number | null>,
    private readonly begin: number,
  ) {}

  /** @param onStored told the key of the block */
  add(batch: Batch, onStored: ((key: number) => void) | null): void {
    this.waiting.push({ ...batch, onStored })
    this.bytes += batch.block ? blockBytes(batch.block) : 0
    if (this.bytes > this.begin) void this.write(this.begin / 2)
  }

  /** Resolves when more may be added without too much waiting; rejects when storing has failed. */
  async room(): Promise<void> {
    while (this.bytes > this.begin * 2 && this.failure === null) {
      await new Promise<void>((resolve) => this.makeRoom.push(resolve))
    }
    if (this.failure !== null) throw this.failure
  }

  /** Resolves when everything is stored; rejects with the first error of the store. */
  async finish(): Promise<void> {
    while (this.waiting.length > 0 && this.failure === null) await this.write(0)
    if (this.failure !== null) throw this.failure
  }

  /** Stores until no more than some bytes wait. */
  private write(downTo: number): Promise<void> {
    this.writing ??= this.writeAll(downTo)
      .catch((error: unknown) => {
        this.failure ??= error
      })
      .finally(() => {
        this.writing = null
        this.letIn()
      })
    return this.writing
  }

  private async writeAll(downTo: number): Promise<void> {
    for (;;) {
      const next = this.waiting[0]
      if (!next || (downTo > 0 && this.bytes <= downTo)) return
      const key = await this.store({ block: next.block, complete: next.complete })
      this.waiting.shift()
      this.bytes -= next.block ? blockBytes(next.block) : 0
      if (key !== null) next.onStored?.(key)
      this.letIn()
    }
  }

  private letIn(): void {
    const letIn = this.makeRoom
    this.makeRoom = []
    for (const resolve of letIn) resolve()
  }
}
