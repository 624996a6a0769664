import type { LineCounts, MalformedLine } from '../../shared/evidence/evidence'
import { parseIPv6 } from '../../shared/flow/address'
import type { BlockBuilder, ColumnStage } from '../../shared/flow/block-builder'
import {
  ABSENT_INDEX,
  type AddressColumnStage,
  type NumberStage,
  type TextStage,
} from '../../shared/flow/column-stage'
import { DEFAULT_V2_FIELDS } from '../../shared/flow/fields'
import type { BlockSink } from './block-sink'
import { escapeBytes } from './escape'
import { FastRecord, NOT_PLAIN } from './fast-record'
import { isDefaultV2, isHeader, splitFields } from './flow-log-format'

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9
const HASH = 35
const DASH = 45
const DOT = 46
const ZERO = 48

/** Numbers of up to 15 digits are exact in a double. */
const EXACT_DIGITS = 15
/** The largest value of a column stands for "absent", so this is the largest number that can be kept. */
const LARGEST = 0xffff_ffff_ffff_fffen
/** No second since the epoch is that large before the year 5138: such a time is in milliseconds. */
const FIRST_MILLISECONDS = 100_000_000_000

const FIRST_LINES = 5
const MALFORMED_KEPT = 1000
const LINE_TEXT_BYTES = 500
/** A line longer than this is no flow log line; it is counted as malformed without being kept whole. */
const LONGEST_LINE = 1 << 20

export interface FlowLogResult {
  readonly counts: LineCounts
  readonly unterminated: boolean
  readonly unpackedBytes: number
  readonly fields: readonly string[] | null
  /** Epoch seconds. */
  readonly firstStart: number | null
  readonly lastStart: number | null
  readonly lastEnd: number | null
  readonly firstLines: readonly string[]
  readonly malformedLines: readonly MalformedLine[]
}

/**
 * Parses one flow log, given as its unpacked bytes in pieces, into the builder of a BlockSink.
 * Every line ends in exactly one count: header, record, NODATA, SKIPDATA, blank or malformed.
 */
export class FlowLogParser {
  private fields: readonly string[] | null = null
  private stages: readonly ColumnStage[] = []
  private builder: BlockBuilder | null = null
  private ticksPerSecond: 1 | 1000 = 1
  private fast: FastRecord | null = null
  private status: TextStage | null = null
  private startColumn = -1
  private endColumn = -1

  private carry = new Uint8Array(1024)
  private carried = 0
  private overlong = false

  private unpackedBytes = 0
  private lines = 0
  private headerLines = 0
  private records = 0
  private noData = 0
  private skipData = 0
  private malformed = 0
  private blank = 0
  private firstStart = Number.POSITIVE_INFINITY
  private lastStart = Number.NEGATIVE_INFINITY
  private lastEnd = Number.NEGATIVE_INFINITY
  private firstFields: readonly string[] | null = null
  private readonly firstLines: string[] = []
  private readonly malformedLines: MalformedLine[] = []

  constructor(
    private readonly evidence: number,
    private readonly sink: BlockSink,
  ) {}

  /** Records so far. */
  get recordCount(): number {
    return this.records
  }

  push(bytes: Uint8Array): void {
    this.unpackedBytes += bytes.length
    let at = 0
    if (this.carried > 0 || this.overlong) {
      const end = bytes.indexOf(LF)
      if (end < 0) {
        this.keep(bytes, 0, bytes.length)
        return
      }
      this.keep(bytes, 0, end)
      this.endCarriedLine()
      at = end + 1
    }
    const last = bytes.lastIndexOf(LF)
    while (at <= last) {
      const end = this.plainRecord(bytes, at)
      if (end === NOT_PLAIN) {
        const newline = bytes.indexOf(LF, at)
        this.line(bytes, at, newline)
        at = newline + 1
      } else at = end + 1
    }
    if (at < bytes.length) this.keep(bytes, at, bytes.length)
  }

  /** Reads a line the fast way; NOT_PLAIN when it must be looked at with care. */
  private plainRecord(bytes: Uint8Array, at: number): number {
    const { fast, builder } = this
    const first = bytes[at] as number
    // A lower-case letter may begin a header.
    if (!fast || !builder || (first >= 97 && first <= 122) || this.firstLines.length < FIRST_LINES)
      return NOT_PLAIN
    const row = builder.count
    const end = fast.read(bytes, at, row)
    if (end === NOT_PLAIN) return NOT_PLAIN
    // Times in the unit that the block does not have: the careful reader changes the one or the other.
    if (this.ticksPerSecond === 1 ? this.hasMilliseconds(row) : this.hasSeconds(row)) return NOT_PLAIN
    this.lines++
    this.countRecord(builder, row)
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
  private countRecord(builder: BlockBuilder, row: number): void {
    if (this.status) {
      // The values of log-status are OK, NODATA and SKIPDATA.
      const { status } = this
      const index = status.indexes[row] as number
      if (index !== ABSENT_INDEX && status.lengthOf(index) !== 2) {
        const text = status.textOf(index)
        if (text === 'NODATA') {
          this.noData++
          return
        }
        if (text === 'SKIPDATA') {
          this.skipData++
          return
        }
      }
    }
    const start = this.timeAt(this.startColumn, row)
    const end = this.timeAt(this.endColumn, row)
    if (start < this.firstStart) this.firstStart = start
    if (start > this.lastStart) this.lastStart = start
    if (end > this.lastEnd) this.lastEnd = end
    this.records++
    builder.endRow(this.evidence, this.lines)
    if (builder.full) this.sink.flushRows()
  }

  /** The file is over: a last line without its newline counts as a line. */
  end(): FlowLogResult {
    const unterminated = this.carried > 0 || this.overlong
    if (unterminated) this.endCarriedLine()
    const { lines, headerLines, records, noData, skipData, malformed, blank } = this
    return {
      counts: { lines, headerLines, records, noData, skipData, malformed, blank },
      unterminated,
      unpackedBytes: this.unpackedBytes,
      fields: this.firstFields,
      firstStart: finite(this.firstStart, this.ticksPerSecond),
      lastStart: finite(this.lastStart, this.ticksPerSecond),
      lastEnd: finite(this.lastEnd, this.ticksPerSecond),
      firstLines: this.firstLines,
      malformedLines: this.malformedLines,
    }
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    const length = this.carried + to - from
    if (this.overlong || length > LONGEST_LINE) {
      this.overlong = true
      return
    }
    if (length > this.carry.length) {
      const larger = new Uint8Array(Math.max(length, this.carry.length * 2))
      larger.set(this.carry.subarray(0, this.carried))
      this.carry = larger
    }
    this.carry.set(bytes.subarray(from, to), this.carried)
    this.carried = length
  }

  private endCarriedLine(): void {
    const length = this.carried
    this.carried = 0
    if (this.overlong) {
      this.overlong = false
      this.lines++
      this.reject(this.carry, 0, length, `line is longer than ${LONGEST_LINE} bytes`)
      return
    }
    this.line(this.carry, 0, length)
  }

  private line(bytes: Uint8Array, from: number, to: number): void {
    this.lines++
    if (this.firstLines.length < FIRST_LINES)
      this.firstLines.push(escapeBytes(bytes, from, Math.min(to, from + LINE_TEXT_BYTES)))
    let start = from
    let end = to
    while (end > start && isBlank(bytes[end - 1] as number)) end--
    while (start < end && isBlank(bytes[start] as number)) start++
    if (start === end) {
      this.blank++
      return
    }
    // A header begins with a lower-case letter; so do records of formats that lead with a region or id.
    const first = bytes[start] as number
    if ((first >= 97 && first <= 122) || this.builder === null) {
      const fields = splitFields(latin1(bytes, start, Math.min(end, start + 8192)))
      if (isHeader(fields)) {
        this.headerLines++
        this.setFormat(fields)
        return
      }
      if (this.builder === null) {
        if (!isDefaultV2(fields)) {
          this.reject(bytes, from, to, 'no header line before it, and not in the default format (version 2)')
          return
        }
        this.setFormat(DEFAULT_V2_FIELDS)
      }
    }
    this.record(bytes, start, end)
  }

  private setFormat(fields: readonly string[]): void {
    this.firstFields ??= fields
    this.fields = fields
    this.startColumn = fields.indexOf('start')
    this.endColumn = fields.indexOf('end')
    this.builder = this.sink.builder(fields, this.ticksPerSecond)
    this.stages = this.builder.columns
    this.fast = new FastRecord(this.stages, this.builder.addresses)
    const status = this.stages[fields.indexOf('log-status')]
    this.status = status?.kind === 'text' ? status : null
  }

  /** Reads the fields of one line into the row after the last; the row is kept only if all fit. */
  private record(bytes: Uint8Array, from: number, to: number): void {
    const builder = this.builder as BlockBuilder
    const row = builder.count
    const { stages } = this
    const columns = stages.length
    let at = from
    for (let column = 0; column < columns; column++) {
      if (at >= to) {
        this.reject(bytes, from, to, `${column} fields where the header has ${columns}`)
        return
      }
      let end = at + 1
      while (end < to && bytes[end] !== SPACE && bytes[end] !== TAB) end++
      const stage = stages[column] as ColumnStage
      if (end === at + 1 && bytes[at] === DASH) {
        setAbsent(stage, row)
      } else if (stage.kind === 'number') {
        if (!this.number(stage, row, bytes, at, end)) {
          this.reject(bytes, from, to, `${stage.field} is no number`)
          return
        }
      } else if (stage.kind === 'address') {
        if (!this.address(stage, row, bytes, at, end)) {
          this.reject(bytes, from, to, `${stage.field} is no IP address`)
          return
        }
      } else {
        stage.putBytes(row, bytes, at, end)
      }
      at = end + 1
      while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++
    }
    // AWS's own examples carry "# comment" behind the last field; anything else is one field too many.
    if (at < to && bytes[at] !== HASH) {
      this.reject(bytes, from, to, `more than the ${columns} fields of the header`)
      return
    }
    if (this.ticksPerSecond === 1 && this.hasMilliseconds(row)) {
      this.countMilliseconds()
      this.record(bytes, from, to)
      return
    }
    this.countRecord(builder, row)
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

  private number(stage: NumberStage, row: number, bytes: Uint8Array, from: number, to: number): boolean {
    let value = 0
    for (let at = from; at < to; at++) {
      const digit = (bytes[at] as number) - ZERO
      if (digit < 0 || digit > 9) return false
      value = value * 10 + digit
    }
    if (to - from > EXACT_DIGITS && value > Number.MAX_SAFE_INTEGER) {
      const exact = BigInt(latin1(bytes, from, to))
      if (exact > LARGEST) return false
      stage.setBig(row, exact)
      return true
    }
    if (
      this.ticksPerSecond === 1000 &&
      value < FIRST_MILLISECONDS &&
      (stage.field === 'start' || stage.field === 'end')
    ) {
      value *= 1000
    }
    stage.values[row] = value
    return true
  }

  private address(
    stage: AddressColumnStage,
    row: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    const { addresses } = this.builder as BlockBuilder
    let value = 0
    let octet = 0
    let digits = 0
    let dots = 0
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === DOT) {
        if (digits === 0 || octet > 255 || dots === 3) return false
        value = value * 256 + octet
        octet = 0
        digits = 0
        dots++
      } else {
        const digit = byte - ZERO
        if (digit < 0 || digit > 9) return this.address6(stage, row, bytes, from, to)
        // A leading zero is refused, as tools differ on what it means.
        if (digits > 0 && octet === 0) return false
        octet = octet * 10 + digit
        if (++digits > 3) return this.address6(stage, row, bytes, from, to)
      }
    }
    if (dots !== 3 || digits === 0 || octet > 255) return this.address6(stage, row, bytes, from, to)
    stage.indexes[row] = addresses.indexOfV4((value * 256 + octet) >>> 0)
    return true
  }

  private address6(
    stage: AddressColumnStage,
    row: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    if (to - from > 45) return false
    const parsed = parseIPv6(latin1(bytes, from, to))
    if (!parsed) return false
    stage.indexes[row] = (this.builder as BlockBuilder).addresses.indexOfV6(parsed)
    return true
  }

  private reject(bytes: Uint8Array, from: number, to: number, reason: string): void {
    this.malformed++
    if (this.malformedLines.length >= MALFORMED_KEPT) return
    this.malformedLines.push({
      line: this.lines,
      reason,
      text: escapeBytes(bytes, from, Math.min(to, from + LINE_TEXT_BYTES)),
    })
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR
}

function setAbsent(stage: ColumnStage, row: number): void {
  if (stage.kind === 'number') stage.values[row] = Number.NaN
  else stage.indexes[row] = ABSENT_INDEX
}

function finite(ticks: number, ticksPerSecond: number): number | null {
  return Number.isFinite(ticks) ? ticks / ticksPerSecond : null
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}
