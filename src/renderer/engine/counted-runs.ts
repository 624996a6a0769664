import type { Run } from './block-shelf'

/** Rows of runs, of which some are left out, can be found by their number. */
export class CountedRuns {
  /** Number of the first row of each run. */
  private readonly firsts: Float64Array

  /** @param counts rows of each run that are not left out */
  constructor(
    private readonly runs: readonly Run[],
    counts: ArrayLike<number>,
  ) {
    this.firsts = new Float64Array(runs.length + 1)
    for (let i = 0; i < runs.length; i++) {
      this.firsts[i + 1] = (this.firsts[i] as number) + (counts[i] as number)
    }
  }

  get total(): number {
    return this.firsts[this.runs.length] as number
  }

  /** The parts of runs that hold the rows numbered from (included) to (not included). */
  parts(from: number, to: number): readonly { run: Run; index: number; from: number; to: number }[] {
    const parts = []
    let index = this.runOf(from)
    for (; index < this.runs.length && (this.firsts[index] as number) < to; index++) {
      const first = this.firsts[index] as number
      const behind = this.firsts[index + 1] as number
      if (behind === first) continue
      const run = this.runs[index] as Run
      parts.push({ run, index, from: Math.max(from, first) - first, to: Math.min(to, behind) - first })
    }
    return parts
  }

  private runOf(row: number): number {
    let low = 0
    let high = this.runs.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.firsts[middle] as number) <= row) low = middle
      else high = middle - 1
    }
    return Math.max(0, low)
  }
}
