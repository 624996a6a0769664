import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { ScanRemark } from '../../shared/ipc/import-messages'

/**
 * Finds flow logs that seem to be one log in two containers, or packed twice: their bytes differ,
 * so both are counted, and the examiner must know.
 */
export class SameLines {
  private readonly met = new Map<string, string>()
  readonly remarks: ScanRemark[] = []

  add(file: EvidenceFile): void {
    const { path, counts, unpackedBytes, firstStart, lastStart, lastEnd, firstLines } = file
    if (counts.records === 0) return
    const times = [firstStart, lastStart, lastEnd]
    const likeness = [unpackedBytes, ...Object.values(counts), ...times, ...firstLines].join('\n')
    const before = this.met.get(likeness)
    if (before === undefined) this.met.set(likeness, path)
    else {
      this.remarks.push({
        path,
        message: `Seems to hold the same lines as ${before}, packed in another way: both are counted, so its flows are in the figures twice. If they are the same, open a copy of the folder without one of them as a new case.`,
      })
    }
  }
}
