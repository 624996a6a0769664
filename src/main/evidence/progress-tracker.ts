import type { ImportProgress } from '../../shared/ipc/import-messages'
import type { ReaderFile } from './reader-pool'
import { type ReaderShare, readProgress } from './reader-state'

/** Smooth enough for a progress bar, and cheap. */
const INTERVAL_MS = 200

/** Tells the progress of an import a few times a second, from what the readers count. */
export class ProgressTracker {
  stage = 'Reading evidence'
  paused = false
  /** Flows from elsewhere than the readers: converted captures. */
  flows = 0
  private filesDone = 0
  private bytesDone = 0
  private readonly shares: ReaderShare[] = []
  private readonly bytes: number
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly files: readonly ReaderFile[],
    private readonly tell: (progress: ImportProgress) => void,
  ) {
    this.bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
    this.timer = setInterval(() => this.now(), INTERVAL_MS)
  }

  /** Counts what the readers of this share have done, beside those of earlier ones. */
  watch(share: ReaderShare): void {
    this.shares.push(share)
  }

  /** A file needs not be read. */
  passOver({ sizeBytes }: Pick<ReaderFile, 'sizeBytes'>): void {
    this.filesDone++
    this.bytesDone += sizeBytes
  }

  /** Tells once more, and no more after that. */
  stop(): void {
    clearInterval(this.timer)
    this.now()
  }

  private now(): void {
    const done = { files: this.filesDone, bytes: this.bytesDone, flows: this.flows }
    for (const share of this.shares) {
      const { files, bytes, records } = readProgress(share)
      done.files += files
      done.bytes += bytes
      done.flows += records
    }
    this.tell({
      files: this.files.length,
      filesDone: done.files,
      bytes: this.bytes,
      bytesDone: done.bytes,
      flows: done.flows,
      stage: this.paused ? 'Paused' : this.stage,
    })
  }
}
