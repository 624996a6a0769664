import { setImmediate } from 'node:timers/promises'
import { SNIFF_BYTES } from '../../evidence/sniff'
import type { ConvertOptions } from '../conversion'
import { timesRemark } from '../remarks'
import { Unconvertible } from '../unconvertible'
import { LocalClock } from './local-clock'
import { OutputReader } from './output-reader'
import { outputRemark } from './output-remarks'
import { PrintedRows } from './printed-rows'
import { recogniseOutput } from './recognise-output'

/** A few hundred lines: other work of the process gets its turn after so many. */
const STEP_BYTES = 1 << 15

export type PrintedCounts = ReturnType<OutputReader['counts']>

/** One text that nfdump has printed, on its way into blocks of flows. */
export class PrintedText {
  readonly rows: PrintedRows
  readonly clock: LocalClock
  unpackedBytes = 0
  private begun: OutputReader | null = null
  private head: Uint8Array = new Uint8Array(0)

  /** @param linesBefore lines (records) of the texts before this one, where a file has several */
  constructor(
    private readonly options: ConvertOptions,
    private readonly linesBefore = 0,
  ) {
    this.rows = new PrintedRows(options.evidenceId, options.onBlock)
    this.clock = new LocalClock(options.zone ?? null)
  }

  /** Takes a piece of the text; its flows are handed over by and by. */
  async push(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; at += STEP_BYTES) {
      this.options.signal?.throwIfAborted()
      this.take(piece.subarray(at, at + STEP_BYTES))
      await this.handOver()
      await setImmediate()
    }
  }

  /**
   * The text is over.
   * @throws Unconvertible when it is no output of nfdump
   */
  async finish(): Promise<void> {
    const reader = this.begun ?? this.begin()
    reader.finish()
    await this.handOver()
    await this.rows.handOver()
  }

  /** What it was read with; only to be asked for when the text is over. */
  get reader(): OutputReader {
    return this.begun as OutputReader
  }

  /** Whether UTC was assumed for its times. */
  get zoneAssumed(): boolean {
    return this.hasLocalTimes && this.clock.zone === null
  }

  /** The time zone that its times were read by; null when none was stated, or needed. */
  get zone(): string | null {
    return this.hasLocalTimes ? this.clock.zone : null
  }

  remark(): string | null {
    const { reader, rows, clock, zone, zoneAssumed } = this
    const { rows: sums, inexact, withoutBytes, shortened, bothDirections, aggregated } = rows
    const isExact = inexact === 0
    const remarks = outputRemark({
      output: { ...reader.counts(), inexactFlows: inexact, zoneAssumed, zone },
      summary: reader.summary,
      clock,
      cutToSeconds: reader.cutToSeconds,
      ...{ shortened, withoutBytes, bothDirections, aggregated },
      firstMalformed: reader.malformedLines[0]?.line ?? null,
      sums: { flows: rows.flows, packets: isExact ? sums.packets : null, bytes: isExact ? sums.bytes : null },
    })
    return [remarks, timesRemark(sums)].filter((text) => text !== null).join(' ') || null
  }

  private get hasLocalTimes(): boolean {
    return this.reader.localTimes && this.rows.rows.flows > 0
  }

  private async handOver(): Promise<void> {
    await this.rows.add(this.begun?.found.splice(0) ?? [])
  }

  /** The form is told by as many bytes as the file was recognised by. */
  private take(bytes: Uint8Array): void {
    this.unpackedBytes += bytes.length
    if (this.begun) {
      this.begun.push(bytes)
      return
    }
    this.head = Buffer.concat([this.head, bytes])
    if (this.head.length >= SNIFF_BYTES) this.begin()
  }

  private begin(): OutputReader {
    const form = recogniseOutput(this.head.subarray(0, SNIFF_BYTES))
    if (!form) throw new Unconvertible('The file does not begin with flows as nfdump prints them.')
    const reader = new OutputReader(form, this.clock, this.linesBefore)
    this.begun = reader
    reader.push(this.head)
    return reader
  }
}
