import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import { PROGRESS_FIELDS, type ReaderShare } from './reader-state'

export interface ReaderFile {
  readonly id: number
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
}

export interface ReaderTask {
  readonly share: ReaderShare
  /** Position of this reader, for its part of the shared progress. */
  readonly reader: number
  readonly root: string
  /** The same for all readers; each takes the next by the shared counter. */
  readonly files: readonly ReaderFile[]
}

export type ReaderReply =
  | { readonly type: 'batch'; readonly block: FlowBlock | null; readonly complete: readonly EvidenceFile[] }
  /** error is a bug's description: what is wrong with evidence stands in the evidence. */
  | { readonly type: 'end'; readonly error: string | null }

/**
 * Threads that read evidence. Starting one takes longer than reading a small case, so they are
 * started with the app and kept.
 */
export class ReaderPool {
  private readonly workers: Worker[]

  /** @param script the built evidence-worker */
  constructor(
    readonly size: number,
    script: string = join(__dirname, 'evidence-worker.cjs'),
  ) {
    this.workers = Array.from({ length: size }, () => new Worker(script))
    for (const worker of this.workers) worker.unref()
  }

  /**
   * Reads the files on all threads; resolves when every thread is done or has stopped.
   * Rejects when a thread breaks, which is a bug.
   */
  async read(
    task: Omit<ReaderTask, 'reader'>,
    onBatch: (batch: Extract<ReaderReply, { type: 'batch' }>) => void,
  ): Promise<void> {
    await Promise.all(
      this.workers.map(
        (worker, reader) =>
          new Promise<void>((resolve, reject) => {
            const finish = (error: Error | null) => {
              worker.off('message', receive)
              worker.off('error', finish)
              worker.unref()
              if (error) reject(error)
              else resolve()
            }
            const receive = (message: ReaderReply) => {
              if (message.type === 'batch') onBatch(message)
              else finish(message.error === null ? null : new Error(message.error))
            }
            worker.on('message', receive)
            worker.on('error', finish)
            worker.ref()
            worker.postMessage({ ...task, reader })
          }),
      ),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()))
  }
}

/** Sums over all readers. */
export function readProgress(share: ReaderShare): { bytes: number; records: number; files: number } {
  const fields = new Float64Array(share.progress)
  const sum = { bytes: 0, records: 0, files: 0 }
  for (let at = 0; at < fields.length; at += PROGRESS_FIELDS) {
    sum.bytes += fields[at] as number
    sum.records += fields[at + 1] as number
    sum.files += fields[at + 2] as number
  }
  return sum
}
