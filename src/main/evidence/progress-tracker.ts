import type { ImportProgress } from '../../shared/ipc/import-messages'
import { type ReaderFile, readProgress } from './reader-pool'
import type { ReaderShare } from './reader-state'

/** Smooth enough for a progress bar, and cheap. */
const INTERVAL_MS = 200

/** Tells the progress of an import a few times a second, from what the readers count. */
export class ProgressTracker {
  stage = 'Reading evidence'
  /** Flows from elsewhere than the readers: converted captures. */
  flows = 0
  private share: ReaderShare | null = null
  private readonly bytes: number
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly files: readonly ReaderFile[],
    private readonly tell: (progress: ImportProgress) => void,
  ) {
    this.bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
    this.timer = setInterval(() => this.now(), INTERVAL_MS)
  }

  watch(share: ReaderShare): void {
    this.share = share
  }

  /** Tells once more, and no more after that. */
  stop(): void {
    clearInterval(this.timer)
    this.now()
  }

  private now(): void {
    const done = this.share ? readProgress(this.share) : { bytes: 0, records: 0, files: 0 }
    this.tell({
      files: this.files.length,
      filesDone: done.files,
      bytes: this.bytes,
      bytesDone: done.bytes,
      flows: done.records + this.flows,
      stage: this.stage,
    })
  }
}
