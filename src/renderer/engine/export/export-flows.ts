import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { LineSetBuilder } from '../../../shared/evidence/line-set'
import type { FlowExportFormat } from '../../../shared/ipc/channels'
import type { ExportMessage, WantedFile } from '../../../shared/ipc/export-messages'
import type { FlowSelection } from '../../../shared/query/query'
import { compileFilter } from '../block-filter'
import type { BlockShelf } from '../block-shelf'
import type { Dictionaries } from '../engine-block'
import { MatchingRows } from '../matching-rows'
import { valueReader } from '../value-reader'
import type { Encoder } from './encoder'
import { parquetEncoder } from './parquet-format'
import { segmentsOf } from './segments'
import { csvEncoder, jsonLinesEncoder, timesketchEncoder } from './text-formats'

/** Bytes, about, of a message of bytes, or of sets of lines. */
const PIECE_BYTES = 1 << 19
/** Files of a message of lines. */
const FILES = 256

export interface FlowsToExport {
  readonly shelf: BlockShelf
  readonly dictionaries: Dictionaries
  /** Fields of the source, in catalogue order. */
  readonly fields: readonly string[]
  /** Files of the case by their id. */
  readonly evidence: ReadonlyMap<number, EvidenceFile>
}

/**
 * The messages that a file of the flows that match is made of, by evidence file, then line; each is made
 * when it is asked for. Of flows that are added meanwhile there are none in it.
 */
export async function* exportFlows(
  flows: FlowsToExport,
  { filter, time }: FlowSelection,
  format: FlowExportFormat,
): AsyncGenerator<ExportMessage> {
  const matches = compileFilter(filter, time, flows.dictionaries)
  let fractions = false
  const matching = await MatchingRows.of((block, rows, out) => {
    if (block.block.ticksPerSecond !== 1) fractions = true
    return matches(block, rows, out)
  }, flows.shelf)
  yield { type: 'begin', total: matching.total }
  if (format === 'lines') yield* wantedLines(flows, matching)
  else yield* encoded(flows, matching, encoderOf(format, flows.fields, fractions))
  yield { type: 'end' }
}

function encoderOf(
  format: Exclude<FlowExportFormat, 'lines'>,
  fields: readonly string[],
  fractions: boolean,
): Encoder {
  switch (format) {
    case 'csv':
      return csvEncoder(fields)
    case 'jsonl':
      return jsonLinesEncoder(fields)
    case 'timesketch':
      return timesketchEncoder(fields)
    case 'parquet':
      return parquetEncoder(fields, fractions)
  }
}

async function* encoded(
  { shelf, dictionaries, fields, evidence }: FlowsToExport,
  matching: MatchingRows,
  encoder: Encoder,
): AsyncGenerator<ExportMessage> {
  let written = 0
  const piece = (): ExportMessage => {
    const message = { type: 'bytes', bytes: encoder.take(), flows: written } as const
    written = 0
    return message
  }
  const absent = () => null
  encoder.begin()
  for await (const segment of segmentsOf(shelf, matching)) {
    const { block, count } = segment
    const readers = fields.map((field) => {
      const column = block.columns.get(field)
      return column ? valueReader(block, column, dictionaries) : absent
    })
    const file = fileOf(evidence, segment.evidence).path
    const values = new Array<ReturnType<(typeof readers)[number]>>(fields.length)
    for (let n = 0; n < count; n++) {
      const row = segment.rowOf(n)
      for (const [i, read] of readers.entries()) values[i] = read(row)
      if (encoder.add({ values, file, line: segment.lineOf(row) })) written++
      if (encoder.pending >= PIECE_BYTES) yield piece()
    }
  }
  encoder.end()
  yield piece()
}

async function* wantedLines(
  { shelf, evidence }: FlowsToExport,
  matching: MatchingRows,
): AsyncGenerator<ExportMessage> {
  const lines = new LineSetBuilder()
  let id: number | null = null
  let files: WantedFile[] = []
  let bytes = 0
  const endFile = () => {
    if (id === null) return
    const { path, sha256, format, fields } = fileOf(evidence, id)
    const wanted = lines.take()
    bytes += wanted.bits.length
    files.push({ id, path, sha256, fields: format?.order === 'given' ? fields : null, wanted })
  }
  for await (const segment of segmentsOf(shelf, matching)) {
    if (segment.evidence !== id) {
      endFile()
      id = segment.evidence
      if (files.length >= FILES || bytes >= PIECE_BYTES) {
        yield { type: 'lines', files }
        files = []
        bytes = 0
      }
    }
    for (let n = 0; n < segment.count; n++) lines.add(segment.lineOf(segment.rowOf(n)))
  }
  endFile()
  if (files.length > 0) yield { type: 'lines', files }
}

function fileOf(evidence: ReadonlyMap<number, EvidenceFile>, id: number): EvidenceFile {
  const file = evidence.get(id)
  if (!file) throw new Error(`The case has no evidence file of number ${id}. Read the folder as a new case.`)
  return file
}
