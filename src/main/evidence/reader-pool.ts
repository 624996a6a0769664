import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { LineSet } from '../../shared/evidence/line-set'
import type { FlowBlock } from '../../shared/flow/block'
import type { LinePiece, LinesRead } from './read-lines'
import type { ReaderShare } from './reader-state'

export interface ReaderFile {
  readonly id: number
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** See ScannedFile. */
  readonly unlisted?: true
  /** The order of its fields where no header tells it, as the examiner stated it. */
  readonly format?: readonly string[]
  /** Of the work 'lines': which ones. */
  readonly wanted?: LineSet
}

/** What the readers are to do with each file: read all of it, tell it from others, or give some of its lines. */
export type ReaderWork = 'read' | 'sample-digest' | 'file-digest' | 'lines'

export interface ReaderTask {
  readonly work: ReaderWork
  readonly share: ReaderShare
  /** Position of this reader, for its part of the shared progress. */
  readonly reader: number
  readonly root: string
  /** The same for all readers; each takes the next by the shared counter. */
  readonly files: readonly ReaderFile[]
}

/** What a reader thread is told: warming up has no reply, and ends when there is a task. */
export type ReaderMessage = ReaderTask | { readonly work: 'warm-up' }

export type ReaderReply =
  | { readonly type: 'batch'; readonly block: FlowBlock | null; readonly complete: readonly EvidenceFile[] }
  /** Null for a file that can't be read or is not as it was listed. */
  | { readonly type: 'digest'; readonly id: number; readonly digest: string | null }
  /** Lines of a file, for one credit each; then how the file was found. */
  | ({ readonly type: 'lines'; readonly id: number } & LinePiece)
  | ({ readonly type: 'lines-read'; readonly id: number } & LinesRead)
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
   * Works on the files on all threads; resolves when every thread is done or has stopped.
   * Rejects when a thread breaks, which is a bug.
   */
  async run(
    task: Omit<ReaderTask, 'reader'>,
    onReply: (reply: Exclude<ReaderReply, { type: 'end' }>) => void,
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
              if (message.type !== 'end') onReply(message)
              else finish(message.error === null ? null : new Error(message.error))
            }
            worker.on('message', receive)
            worker.on('error', finish)
            worker.ref()
            worker.postMessage({ ...task, reader } satisfies ReaderMessage)
          }),
      ),
    )
  }

  /** Lets the threads get their code compiled while there is nothing else to do. */
  warmUp(): void {
    for (const worker of this.workers) worker.postMessage({ work: 'warm-up' } satisfies ReaderMessage)
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()))
  }
}
