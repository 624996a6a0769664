import type { MalformedLine, NfdumpFormat, NfdumpOutput } from '../../../shared/evidence/evidence'
import { escapeBytes } from '../../evidence/escape'
import { readFlowJson } from './json-flow'
import { JsonObjects } from './json-objects'
import type { LocalClock } from './local-clock'
import { type PrintedFlow, PrintedFlowError } from './printed-flow'
import { isRawField, RAW_BEGIN, readRawRecord } from './raw-record'
import { isTextHeader, type OutputForm } from './recognise-output'
import { type CsvColumns, csvHeader, csvTimes, readCsvLine, readPipeLine } from './separated-line'
import { SummaryLines } from './summary-lines'
import { readTextLine } from './text-line'
import { TextLines } from './text-lines'

const FIRST_LINES = 5
const MALFORMED_KEPT = 1000
const TEXT_KEPT = 500

/** A flow and the number, from 1, of the line or record that it stands in. */
export interface FoundFlow {
  readonly flow: PrintedFlow
  readonly line: number
}

/**
 * Reads what nfdump has printed, in pieces, and accounts for every line (in JSON and raw output for
 * every record). The flows wait in `found` until they are taken away.
 */
export class OutputReader {
  readonly summary = new SummaryLines()
  readonly firstLines: string[] = []
  readonly malformedLines: MalformedLine[] = []
  /** CSV whose times lack the milliseconds. */
  cutToSeconds = false
  /** Whether the times are local ones; raw and pipe output, and csv-fast, count from the epoch. */
  localTimes: boolean
  unterminated = false
  found: FoundFlow[] = []
  private readonly format: NfdumpFormat
  private columns: CsvColumns | null
  private lines = 0
  private headers = 0
  private flows = 0
  private withoutPackets = 0
  private blank = 0
  private summaryLines = 0
  private malformed = 0
  /** Waits for the next, which shows whether it is the outer half of a tunnel. */
  private pending: FoundFlow | null = null
  private rawFields: string[] | null = null
  private readonly text = new TextLines((line, whole) => this.line(line, whole))
  private readonly objects = new JsonObjects(
    (text) => this.record(text, () => readFlowJson(text, this.clock)),
    (text) => this.between(text),
  )

  constructor(
    form: OutputForm,
    private readonly clock: LocalClock,
    /** Where lines of other texts are counted before those of this one. */
    private readonly linesBefore: number,
  ) {
    this.format = form.format
    this.columns = form.columns
    this.localTimes = !['csv', 'pipe', 'raw'].includes(form.format)
  }

  push(bytes: Uint8Array): void {
    if (this.format === 'json') this.objects.push(bytes)
    else this.text.push(bytes)
  }

  finish(): void {
    if (this.format === 'json') this.objects.finish()
    else this.unterminated = this.text.finish()
    this.endRaw()
    this.settle()
  }

  counts(): Omit<NfdumpOutput, 'inexactFlows' | 'zoneAssumed' | 'zone'> {
    const { format, lines, headers, flows, withoutPackets, blank, malformed } = this
    const unit = format === 'json' || format === 'raw' ? 'record' : 'line'
    return {
      format,
      unit,
      lines,
      headers,
      flows,
      withoutPackets,
      summary: this.summaryLines,
      blank,
      malformed,
    }
  }

  private line(text: string, whole: boolean): void {
    if (this.firstLines.length < FIRST_LINES) this.firstLines.push(safe(text))
    if (this.format === 'raw') this.rawLine(text, whole)
    else this.textLine(text, whole)
  }

  private textLine(text: string, whole: boolean): void {
    this.lines++
    const line = text.trimEnd()
    if (line === '') this.blank++
    else if (!whole) this.reject(text, 'longer than any line of nfdump')
    // Nearly all lines are flows, which begin with a digit; nothing else does but the sums of CSV.
    else if (isDigit(line.charCodeAt(0)) && !this.summary.inCsvSums) {
      this.read(text, () => this.readLine(line))
    } else if (this.isHeader(line)) this.headers++
    else if (this.summary.take(line)) this.summaryLines++
    else this.read(text, () => this.readLine(line))
  }

  private isHeader(line: string): boolean {
    if (this.format !== 'csv') return isTextHeader(line)
    const columns = /^[a-z]/i.test(line) ? csvHeader(line) : null
    // The output of several calls in one file may change its columns.
    if (columns) this.columns = columns
    return columns !== null
  }

  private readLine(line: string): PrintedFlow {
    if (this.format === 'pipe') return readPipeLine(line)
    if (this.format !== 'csv' || !this.columns) return readTextLine(line, this.clock)
    const flow = readCsvLine(line, this.columns, this.clock)
    const times = csvTimes(line, this.columns)
    this.localTimes ||= times !== 'epoch'
    this.cutToSeconds ||= times === 'local seconds'
    return flow
  }

  private rawLine(text: string, whole: boolean): void {
    const line = text.trimEnd()
    if (line === RAW_BEGIN) {
      this.endRaw()
      this.rawFields = []
    } else if (whole && this.rawFields && isRawField(line)) this.rawFields.push(line)
    else if (line === '') this.endRaw()
    else this.between(line)
  }

  private endRaw(): void {
    const fields = this.rawFields
    this.rawFields = null
    if (fields) this.record([RAW_BEGIN, ...fields].join('\n'), () => readRawRecord(fields))
  }

  private record(text: string, read: () => PrintedFlow): void {
    if (this.format === 'json' && this.firstLines.length < FIRST_LINES) this.firstLines.push(safe(text))
    this.lines++
    this.read(text, read)
  }

  /** Something that is no record. */
  private between(text: string): void {
    this.endRaw()
    this.lines++
    if (this.summary.take(text)) this.summaryLines++
    else this.reject(text, 'neither a flow nor anything else that nfdump prints')
  }

  private read(text: string, read: () => PrintedFlow): void {
    let flow: PrintedFlow
    try {
      flow = read()
    } catch (error) {
      if (!(error instanceof PrintedFlowError)) throw error
      this.reject(text, error.message)
      return
    }
    if (this.pending && isOuterHalf(this.pending.flow, flow)) {
      this.pending = null
      this.withoutPackets++
    }
    this.settle()
    this.pending = { flow, line: this.linesBefore + this.lines }
  }

  private settle(): void {
    const { pending } = this
    this.pending = null
    if (!pending) return
    const { forward, backward } = pending.flow
    if (forward.packets === 0 && (backward?.packets ?? 0) === 0) this.withoutPackets++
    else {
      this.flows++
      this.found.push(pending)
    }
  }

  private reject(text: string, reason: string): void {
    this.malformed++
    if (this.malformedLines.length >= MALFORMED_KEPT) return
    this.malformedLines.push({ line: this.linesBefore + this.lines, reason, text: safe(text) })
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** IPIP, IPv6 in IP, GRE. */
const TUNNELS: ReadonlySet<number> = new Set([4, 41, 47])

/**
 * From version 1.7.5 on nfdump prints the addresses of a tunnel as a row of its own, with the time,
 * packets and bytes of the flow in it, which is the next row.
 */
function isOuterHalf(row: PrintedFlow, next: PrintedFlow): boolean {
  return (
    TUNNELS.has(row.protocol) &&
    row.first === next.first &&
    row.last === next.last &&
    row.forward.packets === next.forward.packets &&
    row.forward.bytes === next.forward.bytes &&
    (row.protocol !== next.protocol || row.source !== next.source)
  )
}

function safe(text: string): string {
  return escapeBytes(Buffer.from(text.slice(0, TEXT_KEPT), 'latin1'))
}
