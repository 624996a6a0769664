import type { QueryClient } from '@tanstack/react-query'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { CaseContents } from '../engine/engine-api'

/** Views ask anew at most this often while evidence is read, in milliseconds… */
const LEAST_MS = 1_000
/** …and leave the engine this many times as long to read as it took to answer. */
const REST = 4
/** How soon it is looked again whether the questions are answered. */
const LOOK_MS = 100

/**
 * Hands new contents of the case to the views when all their questions about the last ones are
 * answered: asking anew before that would leave them without any answer, and the reading without time.
 */
export class Refresh {
  private handedAt = Number.NEGATIVE_INFINITY
  private answeredAt = Number.NEGATIVE_INFINITY
  /** The last contents that were not handed on, and when they will be. */
  private waiting: CaseContents | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private completed: EvidenceFile[] = []

  constructor(
    private readonly answers: QueryClient,
    private readonly take: (contents: CaseContents, completed: readonly EvidenceFile[]) => void,
  ) {
    answers.getQueryCache().subscribe(() => {
      if (this.answeredAt < this.handedAt && answers.isFetching() === 0) this.answeredAt = performance.now()
    })
  }

  /** A reading begins: what is over in a moment is not asked about before it is. */
  begin(): void {
    this.handedAt = this.answeredAt = performance.now()
  }

  /**
   * @param completed files that are whole since the last offer; they wait with the contents
   * @param last there is nothing that the views could keep from being read any more
   */
  offer(contents: CaseContents, completed: readonly EvidenceFile[], last: boolean): void {
    this.completed.push(...completed)
    this.waiting = contents
    if (last) this.hand(contents)
    else this.handWhenRested()
  }

  private handWhenRested(): void {
    clearTimeout(this.timer)
    if (!this.waiting) return
    const rest = Math.max(LEAST_MS, REST * (this.answeredAt - this.handedAt))
    const left = this.handedAt + rest - performance.now()
    if (this.answers.isFetching() > 0 || left > 0) {
      this.timer = setTimeout(() => this.handWhenRested(), Math.max(LOOK_MS, left))
      return
    }
    this.hand(this.waiting)
  }

  private hand(contents: CaseContents): void {
    clearTimeout(this.timer)
    this.waiting = null
    this.handedAt = performance.now()
    this.take(contents, this.completed)
    this.completed = []
  }

  /** The reading is over. */
  forget(): void {
    clearTimeout(this.timer)
    this.waiting = null
    this.handedAt = Number.NEGATIVE_INFINITY
    this.answeredAt = Number.NEGATIVE_INFINITY
    this.completed = []
  }
}
