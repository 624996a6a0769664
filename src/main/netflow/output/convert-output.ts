import { setImmediate } from 'node:timers/promises'
import type { CaptureSummary } from '../../../shared/evidence/evidence'
import { SNIFF_BYTES } from '../../evidence/sniff'
import { readUnpacked } from '../../packets/capture-source'
import { type Conversion, type ConvertOptions, settled } from '../conversion'
import { firstBytes } from '../first-bytes'
import { joined, timesRemark } from '../remarks'
import { Unconvertible } from '../unconvertible'
import { OutputReader } from './output-reader'
import { outputRemark } from './output-remarks'
import { PrintedRows } from './printed-rows'
import { recogniseOutput } from './recognise-output'

/** A few hundred lines: other work of the process gets its turn after so many. */
const STEP_BYTES = 1 << 15

/**
 * Reads text, CSV or JSON that nfdump has printed into flows, each numbered by its line; no program is
 * started. Whatever is wrong stands in the result; rejects only when cancelled (with the signal's
 * reason) or when onBlock does.
 */
export function convertNfdumpOutput(options: ConvertOptions): Promise<Conversion> {
  return settled(options, convert)
}

async function convert(options: ConvertOptions): Promise<Conversion> {
  const { path, signal, onProgress } = options
  const { size } = await firstBytes(path, 0)
  const rows = new PrintedRows(options.evidenceId, options.onBlock)
  const output = new BegunOutput()
  const add = () => rows.add(output.reader?.found.splice(0) ?? [])
  const pieces: Uint8Array[] = []
  const read = async () => {
    for (const piece of pieces.splice(0)) {
      for (let at = 0; at < piece.length; at += STEP_BYTES) {
        signal?.throwIfAborted()
        output.push(piece.subarray(at, at + STEP_BYTES))
        await add()
        await setImmediate()
      }
    }
  }
  const { damage } = await readUnpacked(path, {
    take: (bytes) => void pieces.push(bytes.slice()),
    async next(bytesOnDisk) {
      await read()
      onProgress?.({ stage: 'reading lines', done: bytesOnDisk, total: size })
      return true
    },
  })
  await read()
  const reader = output.finish()
  await add()
  await rows.handOver()
  const { firstLines, malformedLines, unterminated } = reader
  return {
    summary: summaryOf(reader, rows),
    damage,
    remark: joined(remarkOn(reader, rows), timesRemark(rows.rows)),
    text: { firstLines, malformedLines, unterminated, unpackedBytes: output.unpackedBytes },
  }
}

/** Output of which the form is told by as many bytes as the file was recognised by. */
class BegunOutput {
  reader: OutputReader | null = null
  unpackedBytes = 0
  private head: Uint8Array = new Uint8Array(0)

  push(bytes: Uint8Array): void {
    this.unpackedBytes += bytes.length
    if (this.reader) {
      this.reader.push(bytes)
      return
    }
    this.head = Buffer.concat([this.head, bytes])
    if (this.head.length >= SNIFF_BYTES) this.begin()
  }

  finish(): OutputReader {
    const reader = this.reader ?? this.begin()
    reader.finish()
    return reader
  }

  private begin(): OutputReader {
    const form = recogniseOutput(this.head.subarray(0, SNIFF_BYTES))
    if (!form) throw new Unconvertible('The file does not begin with flows as nfdump prints them.')
    this.reader = new OutputReader(form)
    this.reader.push(this.head)
    return this.reader
  }
}

function summaryOf(reader: OutputReader, { rows, inexact }: PrintedRows): CaptureSummary {
  const { flows, packets, bytes, first, last } = rows
  return {
    ...{ flows, packets, bytes },
    first: first === null ? null : first / 1000,
    last: last === null ? null : last / 1000,
    skippedPackets: 0,
    converter: 'nfdump',
    facts: null,
    output: { ...reader.counts(), inexactFlows: inexact, zoneAssumed: reader.localTimes && flows > 0 },
  }
}

function remarkOn(reader: OutputReader, rows: PrintedRows): string | null {
  const { rows: sums, inexact, withoutBytes, shortened, bothDirections, aggregated } = rows
  const isExact = inexact === 0
  return outputRemark({
    output: summaryOf(reader, rows).output as NonNullable<CaptureSummary['output']>,
    summary: reader.summary,
    cutToSeconds: reader.cutToSeconds,
    ...{ shortened, withoutBytes, bothDirections, aggregated },
    firstMalformed: reader.malformedLines[0]?.line ?? null,
    sums: { flows: rows.flows, packets: isExact ? sums.packets : null, bytes: isExact ? sums.bytes : null },
  })
}
