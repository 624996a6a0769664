import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import { BlockBuilder } from '../../shared/flow/block-builder'

/** Takes a full block, or the last one, with the files that are complete with it. */
export type BatchSink = (block: FlowBlock | null, complete: readonly EvidenceFile[]) => void

/**
 * Collects the flows of many files into blocks: small files share a block, and a block has one
 * format. A file is complete with the block that holds its last row.
 */
export class BlockSink {
  private readonly builders = new Map<string, BlockBuilder>()
  private current: BlockBuilder | null = null
  private complete: EvidenceFile[] = []

  constructor(private readonly send: BatchSink) {}

  /** The builder for a format; rows of another format so far become a block of their own. */
  builder(fields: readonly string[], ticksPerSecond: 1 | 1000): BlockBuilder {
    const key = `${ticksPerSecond} ${fields.join(' ')}`
    let builder = this.builders.get(key)
    if (!builder) {
      // Each holds megabytes of buffers: formats that come and go must not add up.
      if (this.builders.size >= 4) {
        this.flushRows()
        this.builders.clear()
      }
      builder = new BlockBuilder('vpc', ticksPerSecond, fields)
      this.builders.set(key, builder)
    }
    if (this.current !== builder) this.flushRows()
    this.current = builder
    return builder
  }

  /** Sends the rows so far as a block; the builder is empty after it. */
  flushRows(): void {
    const block = this.current?.take() ?? null
    if (block) this.sendBatch(block)
  }

  fileComplete(file: EvidenceFile): void {
    this.complete.push(file)
  }

  /** Sends what is left. */
  flush(): void {
    this.flushRows()
    if (this.complete.length > 0) this.sendBatch(null)
  }

  private sendBatch(block: FlowBlock | null): void {
    const complete = this.complete
    this.complete = []
    this.send(block, complete)
  }
}
