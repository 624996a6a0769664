import type { FlowLogFormat, LineCounts, MalformedLine, UnloggedWindow } from '../../shared/evidence/evidence'
import type { BlockBuilder, ColumnStage } from '../../shared/flow/block-builder'
import { ABSENT_INDEX } from '../../shared/flow/column-plan'
import type { NumberStage } from '../../shared/flow/column-stage'
import type { TextStage } from '../../shared/flow/text-stage'
import type { BlockSink } from './block-sink'
import { CarefulRecord, FIRST_MILLISECONDS } from './careful-record'
import { FastRecord, NOT_PLAIN } from './fast-record'
import { isHeader, recogniseFormat, splitFields } from './flow-log-format'
import { RecordKernel } from './kernel/record-kernel'
import { behindMark, behindTime, isBlank, LF, latin1 } from './line-bytes'
import { LineCarry, LONGEST_LINE } from './line-carry'
import type { LineListener } from './line-listener'
import { LineTally } from './line-tally'

/** Rows of a block from which on the kernel is worth its memory. */
const KERNEL_FROM = 4096

/**
 * How lines are read, which must change nothing but the speed: all the careful way; those of the plain shape
 * fast; those by the kernel, as soon as that is worth it or from the first record on.
 */
export type LineReading = 'careful' | 'fast' | 'usual' | 'kernel'

/** Text of rejected lines that may stay in a block's dictionaries before they are emptied. */
const STRAY_BYTES = 1 << 24

export interface FlowLogResult {
  readonly counts: LineCounts
  readonly unterminated: boolean
  readonly commented: number
  /** Line of the first commented record; 0 without any. */
  readonly firstCommented: number
  readonly fields: readonly string[] | null
  /** Where these fields are from, and the name of the order if AWS lists it. */
  readonly order: FlowLogFormat['order'] | null
  readonly standard: string | null
  /** Epoch seconds. */
  readonly firstStart: number | null
  readonly lastStart: number | null
  readonly lastEnd: number | null
  readonly firstLines: readonly string[]
  readonly malformedLines: readonly MalformedLine[]
  readonly unlogged: readonly UnloggedWindow[]
}

/** What is known of a text before its first line is read. */
export interface TextStart {
  /** The order of its fields, and where that is from. */
  readonly fields: readonly string[] | null
  readonly order: FlowLogFormat['order']
  /** Lines are led by an ISO 8601 time. */
  readonly timed: boolean
}

/**
 * Parses flow logs, given as unpacked bytes in pieces, into the builder of a BlockSink. Every line
 * ends in exactly one count: header, record, NODATA, SKIPDATA, blank or malformed.
 */
export class FlowLogParser {
  private fields: readonly string[] | null = null
  private stages: readonly ColumnStage[] = []
  private builder: BlockBuilder | null = null
  private ticksPerSecond: 1 | 1000 = 1
  private fast: FastRecord | null = null
  private kernel: RecordKernel | null = null
  private careful: CarefulRecord | null = null
  private status: TextStage | null = null
  private interfaces: TextStage | null = null
  private startColumn = -1
  private endColumn = -1
  /** All columns are text, so that a header line would pass for a record. */
  private onlyText = false
  /** Addresses of each kind that the block's dictionary can take before it must be emptied. */
  private addressLimit = 0
  private strayBytes = 0
  private timed = false
  private atStart = true
  /** Of the line last read. */
  private lastWasPlain = false

  private readonly carry = new LineCarry()
  private readonly tally = new LineTally()
  private unterminated = false
  private firstStart = Number.POSITIVE_INFINITY
  private lastStart = Number.NEGATIVE_INFINITY
  private lastEnd = Number.NEGATIVE_INFINITY
  private firstFields: readonly string[] | null = null
  private order: FlowLogFormat['order'] | null = null
  private standard: string | null = null

  constructor(
    private readonly evidence: number,
    private readonly sink: BlockSink,
    private readonly reading: LineReading = 'usual',
    private readonly listener: LineListener | null = null,
  ) {}

  /** Records so far. */
  get recordCount(): number {
    return this.tally.records
  }

  get lineCount(): number {
    return this.tally.lines
  }

  /** A new text begins: nothing that the one before said of its fields holds. */
  begin(start: TextStart): void {
    this.endText()
    this.timed = start.timed
    this.atStart = true
    this.builder = null
    this.fast = null
    this.kernel = null
    this.fields = null
    if (start.fields) this.learn(start.fields, start.order)
  }

  push(bytes: Uint8Array): void {
    let at = 0
    if (!this.carry.empty) {
      const end = bytes.indexOf(LF)
      if (end < 0) {
        this.carry.keep(bytes, 0, bytes.length)
        return
      }
      this.carry.keep(bytes, 0, end)
      this.endCarriedLine()
      at = end + 1
    }
    const behind = bytes.lastIndexOf(LF) + 1
    while (at < behind) {
      const kernel = this.kernelNow()
      const loaded = kernel?.load(bytes, at, behind) ?? 0
      at = kernel && loaded > 0 ? this.readWindow(kernel, bytes, at, at + loaded) : this.readLine(bytes, at)
    }
    if (at < bytes.length) this.carry.keep(bytes, at, bytes.length)
  }

  /** Something stands where a line should be: it counts as one that is malformed. */
  pushMalformed(reason: string, bytes: Uint8Array): void {
    this.tally.lines++
    this.tally.keepFirstLine(bytes, 0, bytes.length)
    this.tally.reject(reason, bytes, 0, bytes.length)
  }

  /** The text is over: a last line without its newline counts as a line. */
  endText(): void {
    if (this.carry.empty) return
    this.unterminated = true
    this.endCarriedLine()
  }

  end(): FlowLogResult {
    this.endText()
    const { tally, ticksPerSecond } = this
    return {
      counts: tally.counts(),
      unterminated: this.unterminated,
      commented: tally.commented,
      firstCommented: tally.firstCommented,
      fields: this.firstFields,
      order: this.order,
      standard: this.standard,
      firstStart: finite(this.firstStart, ticksPerSecond),
      lastStart: finite(this.lastStart, ticksPerSecond),
      lastEnd: finite(this.lastEnd, ticksPerSecond),
      firstLines: tally.firstLines,
      malformedLines: tally.malformedLines,
      unlogged: tally.unlogged,
    }
  }

  /** The kernel, if it may read the next line. */
  private kernelNow(): RecordKernel | null {
    const { builder, reading } = this
    if (!builder || !this.fast || this.onlyText || this.timed || this.listener) return null
    if (this.tally.wantsFirstLines || reading === 'fast') return null
    if (!this.kernel && (builder.count >= KERNEL_FROM || reading === 'kernel')) {
      this.kernel = RecordKernel.attach(builder)
      this.fast = new FastRecord(builder)
    }
    return this.kernel?.pays ? this.kernel : null
  }

  /**
   * Reads the lines bytes[from, to), which fill the kernel's window: it reads many at once, and the lines that
   * it leaves are read one by one.
   * @returns the offset of the first line that was not read: another kernel has to, or none
   */
  private readWindow(kernel: RecordKernel, bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to && this.kernel === kernel && kernel.pays) {
      const builder = this.builder as BlockBuilder
      const rows = kernel.read(at - from, to - from)
      if (rows > 0) this.countRecords(builder, rows)
      at = from + kernel.stoppedAt
      if (at === to || (rows > 0 && builder.count === 0)) continue
      const line = at
      const { count: row, emptied } = builder
      const { fast } = this
      at = this.readLine(bytes, at)
      kernel.left()
      if (fast === this.fast && builder.count > row && builder.emptied === emptied && this.lastWasPlain) {
        kernel.learn(line - from, row)
      }
    }
    return at
  }

  /** @returns the offset of the line after it */
  private readLine(bytes: Uint8Array, at: number): number {
    const end = this.plainRecord(bytes, at)
    this.lastWasPlain = end !== NOT_PLAIN
    if (end !== NOT_PLAIN) return end + 1
    const newline = bytes.indexOf(LF, at)
    this.line(bytes, at, newline)
    return newline + 1
  }

  /** Reads a line the fast way; NOT_PLAIN when it must be looked at with care. */
  private plainRecord(bytes: Uint8Array, at: number): number {
    const { fast, builder } = this
    if (!fast || !builder || this.onlyText || this.tally.wantsFirstLines) return NOT_PLAIN
    const row = builder.count
    const end = fast.read(bytes, this.timed ? behindTime(bytes, at, bytes.length) : at, row)
    if (end === NOT_PLAIN || end - at > LONGEST_LINE) return NOT_PLAIN
    // Times in the unit that the block does not have: the careful reader changes the one or the other.
    if (this.ticksPerSecond === 1 ? this.hasMilliseconds(row) : this.hasSeconds(row)) return NOT_PLAIN
    this.tally.lines++
    const { records } = this.tally
    this.countRecord(builder, row, end - at, null)
    if (this.listener) this.tellRecord(records, bytes, at, end)
    return end
  }

  private hasMilliseconds(row: number): boolean {
    return (
      this.timeAt(this.startColumn, row) >= FIRST_MILLISECONDS ||
      this.timeAt(this.endColumn, row) >= FIRST_MILLISECONDS
    )
  }

  private hasSeconds(row: number): boolean {
    return (
      this.timeAt(this.startColumn, row) < FIRST_MILLISECONDS ||
      this.timeAt(this.endColumn, row) < FIRST_MILLISECONDS
    )
  }

  /** Counts the record in a row by its log-status, and keeps the row if it is of traffic. */
  private countRecord(
    builder: BlockBuilder,
    row: number,
    bytes: number,
    careful: CarefulRecord | null,
  ): void {
    const { tally } = this
    if (this.status) {
      // The values of log-status are OK, NODATA and SKIPDATA.
      const { status } = this
      const index = status.indexes[row] as number
      if (index !== ABSENT_INDEX && status.lengthOf(index) !== 2) {
        const text = status.textOf(index)
        if (text === 'NODATA' || text === 'SKIPDATA') {
          tally.countUnlogged(text, () => this.unloggedWindow(text, row))
          this.leaveRow(builder, bytes)
          return
        }
      }
    }
    this.countTimes(row)
    tally.records++
    careful?.keepExact(row)
    builder.endRow(this.evidence, tally.lines)
    this.flushIfFull(builder)
  }

  /** Counts the records that the kernel has read into the next rows; each is of traffic. */
  private countRecords(builder: BlockBuilder, rows: number): void {
    const { tally } = this
    const row = builder.count
    for (let i = row; i < row + rows; i++) this.countTimes(i)
    builder.endRows(this.evidence, tally.lines + 1, rows)
    tally.lines += rows
    tally.records += rows
    this.flushIfFull(builder)
  }

  private countTimes(row: number): void {
    const start = this.timeAt(this.startColumn, row)
    const end = this.timeAt(this.endColumn, row)
    if (start < this.firstStart) this.firstStart = start
    if (start > this.lastStart) this.lastStart = start
    if (end > this.lastEnd) this.lastEnd = end
  }

  private flushIfFull(builder: BlockBuilder): void {
    if (builder.full || builder.addresses.exceeds(this.addressLimit)) this.flush()
  }

  private unloggedWindow(status: UnloggedWindow['status'], row: number): UnloggedWindow {
    const name = this.interfaces?.indexes[row] ?? ABSENT_INDEX
    return {
      status,
      interfaceId: name === ABSENT_INDEX ? null : (this.interfaces?.textOf(name) ?? null),
      start: this.timeAt(this.startColumn, row) / this.ticksPerSecond,
      end: this.timeAt(this.endColumn, row) / this.ticksPerSecond,
    }
  }

  /** A row that is not kept leaves its values in the block's dictionaries: those must not fill up. */
  private leaveRow(builder: BlockBuilder, bytes: number): void {
    this.strayBytes += bytes
    if (builder.addresses.exceeds(this.addressLimit) || this.strayBytes > STRAY_BYTES) this.flush()
  }

  private flush(): void {
    this.strayBytes = 0
    this.sink.flushRows()
  }

  private endCarriedLine(): void {
    const { carry } = this
    const { length, overlong } = carry
    if (overlong) this.pushMalformed(TOO_LONG, carry.bytes.subarray(0, length))
    else this.line(carry.bytes, 0, length)
    carry.clear()
  }

  private line(bytes: Uint8Array, from: number, to: number): void {
    if (to - from > LONGEST_LINE) {
      this.pushMalformed(TOO_LONG, bytes.subarray(from, to))
      return
    }
    const { tally } = this
    tally.lines++
    tally.keepFirstLine(bytes, from, to)
    let end = to
    while (end > from && isBlank(bytes[end - 1] as number)) end--
    let start = this.atStart ? Math.min(end, behindMark(bytes, from)) : from
    this.atStart = false
    if (this.timed) start = Math.min(end, behindTime(bytes, start, to))
    while (start < end && isBlank(bytes[start] as number)) start++
    if (start === end) {
      tally.blank++
      return
    }
    // A header begins with a lower-case letter; so do records of formats that lead with a region or id.
    const first = bytes[start] as number
    if ((first >= 97 && first <= 122) || this.builder === null) {
      const fields = splitFields(latin1(bytes, start, Math.min(end, start + 8192)))
      if (isHeader(fields)) {
        tally.headerLines++
        this.learn(fields, 'header')
        return
      }
      if (this.builder === null) {
        const format = recogniseFormat(fields)
        if (!format) {
          tally.reject('no header line before it, and it fits no format that AWS lists', bytes, from, to)
          return
        }
        this.standard ??= format.name
        this.learn(format.fields, 'standard')
      }
    }
    const { records } = tally
    this.record(bytes, from, start, end)
    if (this.listener) this.tellRecord(records, bytes, from, to)
  }

  /** @param before records before this line: it may be none */
  private tellRecord(before: number, bytes: Uint8Array, from: number, to: number): void {
    if (this.tally.records > before) this.listener?.record(this.tally.lines, bytes.subarray(from, to))
  }

  private learn(fields: readonly string[], order: FlowLogFormat['order']): void {
    this.firstFields ??= fields
    this.order ??= order
    this.setFormat(fields)
  }

  private setFormat(fields: readonly string[]): void {
    this.fields = fields
    this.listener?.format(fields)
    this.startColumn = fields.indexOf('start')
    this.endColumn = fields.indexOf('end')
    const builder = this.sink.builder(fields, this.ticksPerSecond)
    const { columns, addresses } = builder
    this.builder = builder
    this.stages = columns
    this.fast = this.reading === 'careful' ? null : new FastRecord(builder)
    this.kernel = RecordKernel.of(builder)
    this.careful = new CarefulRecord(columns, addresses, this.ticksPerSecond)
    this.onlyText = columns.every(({ kind }) => kind === 'text')
    const addressColumns = columns.filter(({ kind }) => kind === 'address').length
    this.addressLimit = Math.max(1, addressColumns) * builder.capacity - addressColumns
    const textColumn = (field: string): TextStage | null => {
      const column = columns[fields.indexOf(field)]
      return column?.kind === 'text' ? column : null
    }
    this.status = textColumn('log-status')
    this.interfaces = textColumn('interface-id')
  }

  /** Reads a line, whose fields are bytes[start, end), into the row after the last; the row is kept only if all fit. */
  private record(bytes: Uint8Array, from: number, start: number, end: number): void {
    const builder = this.builder as BlockBuilder
    const careful = this.careful as CarefulRecord
    const row = builder.count
    const fault = careful.read(bytes, start, end, row)
    if (fault !== null) {
      this.tally.reject(fault, bytes, from, end)
      this.leaveRow(builder, end - from)
      return
    }
    if (this.ticksPerSecond === 1 && this.hasMilliseconds(row)) {
      this.countMilliseconds()
      this.record(bytes, from, start, end)
      return
    }
    if (careful.commented) this.tally.countComment()
    this.countRecord(builder, row, end - from, careful)
  }

  private timeAt(column: number, row: number): number {
    return column < 0 ? Number.NaN : ((this.stages[column] as NumberStage).values[row] as number)
  }

  /** From this line on times are in milliseconds: its block has that unit. */
  private countMilliseconds(): void {
    this.ticksPerSecond = 1000
    this.firstStart *= 1000
    this.lastStart *= 1000
    this.lastEnd *= 1000
    this.setFormat(this.fields as readonly string[])
  }
}

const TOO_LONG = `line is longer than ${LONGEST_LINE} bytes`

function finite(ticks: number, ticksPerSecond: number): number | null {
  return Number.isFinite(ticks) ? ticks / ticksPerSecond : null
}
