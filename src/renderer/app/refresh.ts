import type { QueryClient } from '@tanstack/react-query'
import type { CaseContents } from '../engine/engine-api'

/** Views ask anew at most this often while evidence is read, in milliseconds… */
const LEAST_MS = 1_000
/** …and leave the engine this many times as long to read as it took to answer. */
const REST = 4

/**
 * Hands new contents of the case to the views when all their questions about the last ones are
 * answered: asking anew before that would leave them without any answer, and the reading without time.
 */
export class Refresh {
  private handedAt = Number.NEGATIVE_INFINITY
  private answeredAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly answers: QueryClient,
    private readonly hand: (contents: CaseContents) => void,
  ) {
    answers.getQueryCache().subscribe(() => {
      if (this.answeredAt < this.handedAt && answers.isFetching() === 0) this.answeredAt = performance.now()
    })
  }

  offer(contents: CaseContents): void {
    const now = performance.now()
    const rest = Math.max(LEAST_MS, REST * (this.answeredAt - this.handedAt))
    if (this.answers.isFetching() > 0 || now - this.handedAt < rest) return
    this.handedAt = now
    this.hand(contents)
  }

  /** The reading is over. */
  forget(): void {
    this.handedAt = Number.NEGATIVE_INFINITY
    this.answeredAt = Number.NEGATIVE_INFINITY
  }
}
