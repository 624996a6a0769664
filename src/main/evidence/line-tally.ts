import type { LineCounts, MalformedLine, UnloggedWindow } from '../../shared/evidence/evidence'
import { escapeBytes } from './escape'

const FIRST_LINES = 5
const MALFORMED_KEPT = 1000
const UNLOGGED_KEPT = 1000
const LINE_TEXT_BYTES = 500

/** The accounting of a flow log's lines. */
export class LineTally {
  lines = 0
  headerLines = 0
  records = 0
  noData = 0
  skipData = 0
  malformed = 0
  blank = 0
  commented = 0
  /** Line of the first record with a comment. */
  firstCommented = 0
  readonly firstLines: string[] = []
  readonly malformedLines: MalformedLine[] = []
  readonly unlogged: UnloggedWindow[] = []

  get wantsFirstLines(): boolean {
    return this.firstLines.length < FIRST_LINES
  }

  keepFirstLine(bytes: Uint8Array, from: number, to: number): void {
    if (this.wantsFirstLines) this.firstLines.push(lineText(bytes, from, to))
  }

  /** Counts the current line as malformed. */
  reject(reason: string, bytes: Uint8Array, from: number, to: number): void {
    this.malformed++
    if (this.malformedLines.length >= MALFORMED_KEPT) return
    this.malformedLines.push({ line: this.lines, reason, text: lineText(bytes, from, to) })
  }

  /** Counts the current line as NODATA or SKIPDATA, and keeps its window if it tells one. */
  countUnlogged(status: UnloggedWindow['status'], read: () => UnloggedWindow): void {
    const count = status === 'NODATA' ? ++this.noData : ++this.skipData
    if (count > UNLOGGED_KEPT) return
    const window = read()
    if (!Number.isNaN(window.start + window.end)) this.unlogged.push(window)
  }

  /** The current line is a record, or NODATA or SKIPDATA, with a comment. */
  countComment(): void {
    if (this.commented++ === 0) this.firstCommented = this.lines
  }

  counts(): LineCounts {
    const { lines, headerLines, records, noData, skipData, malformed, blank } = this
    return { lines, headerLines, records, noData, skipData, malformed, blank }
  }
}

function lineText(bytes: Uint8Array, from: number, to: number): string {
  return escapeBytes(bytes, from, Math.min(to, from + LINE_TEXT_BYTES))
}
