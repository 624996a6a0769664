/** What a sender may still send; waits when it is used up. Bounds what is in memory between two processes. */
export class Credits {
  private waiting: { resolve(): void; reject(reason: unknown): void }[] = []

  constructor(
    private left: number,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => {
      for (const one of this.waiting) one.reject(signal.reason)
      this.waiting = []
    })
  }

  /** Takes one credit, in the order of the calls; rejects with the signal's reason when it is aborted. */
  take(): Promise<void> {
    if (this.signal.aborted) return Promise.reject(this.signal.reason as Error)
    if (this.left > 0) {
      this.left--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
    })
  }

  add(count: number): void {
    this.left += count
    while (this.left > 0) {
      const next = this.waiting.shift()
      if (!next) return
      this.left--
      next.resolve()
    }
  }
}
