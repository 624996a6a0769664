import type { CaptureSummary, NfdumpOutput } from '../../../shared/evidence/evidence'
import { readUnpacked } from '../../packets/capture-source'
import { openUntouched } from '../../packets/open-untouched'
import { type Conversion, type ConvertOptions, settled } from '../conversion'
import { firstBytes } from '../first-bytes'
import { counted, joined } from '../remarks'
import { Unconvertible } from '../unconvertible'
import { type ArchivedText, readArchivedTexts } from './archived-texts'
import { PrintedText } from './printed-text'

/** As many as are kept of a file that is no archive. */
const FIRST_LINES = 5
const MALFORMED_KEPT = 1000
/** Texts in an archive whose remarks are told; each file of the others has one of the same kinds. */
const REMARKS_TOLD = 20

/**
 * Reads text, CSV or JSON that nfdump has printed into flows, each numbered by its line; no program is
 * started. Whatever is wrong stands in the result; rejects only when cancelled (with the signal's
 * reason) or when onBlock does.
 */
export function convertNfdumpOutput(options: ConvertOptions): Promise<Conversion> {
  return settled(options, options.members ? convertArchive : convert)
}

async function convert(options: ConvertOptions): Promise<Conversion> {
  const { path, onProgress } = options
  const { size } = await firstBytes(path, 0)
  const text = new PrintedText(options)
  const pieces: Uint8Array[] = []
  const read = async () => {
    for (const piece of pieces.splice(0)) await text.push(piece)
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
  await text.finish()
  return { summary: summaryOf([text]), damage, remark: text.remark(), text: linesOf([text]) }
}

async function convertArchive(options: ConvertOptions): Promise<Conversion> {
  const file = await openUntouched(options.path)
  try {
    const { texts, damage, notLookedAt } = await readArchivedTexts(file, options.members ?? [], options)
    if (texts.length === 0) throw new Unconvertible('No output of nfdump in the archive can be read.', damage)
    const all = texts.map(({ text }) => text)
    const beyond =
      notLookedAt > 0 ? `${counted(notLookedAt, 'file')} at the end of the archive were not looked at.` : null
    const remark = joined(archiveRemark(texts), beyond)
    return { summary: summaryOf(all), damage, remark, text: linesOf(all) }
  } finally {
    await file.close()
  }
}

function summaryOf(texts: readonly PrintedText[]): CaptureSummary {
  const rows = texts.map((text) => text.rows.rows)
  const sum = (of: 'flows' | 'packets' | 'bytes') => rows.reduce((total, each) => total + each[of], 0)
  const firsts = rows.flatMap(({ first }) => first ?? [])
  const lasts = rows.flatMap(({ last }) => last ?? [])
  return {
    ...{ flows: sum('flows'), packets: sum('packets'), bytes: sum('bytes') },
    first: firsts.length > 0 ? firsts.reduce((a, b) => Math.min(a, b)) / 1000 : null,
    last: lasts.length > 0 ? lasts.reduce((a, b) => Math.max(a, b)) / 1000 : null,
    skippedPackets: 0,
    converter: 'nfdump',
    facts: null,
    output: outputOf(texts),
  }
}

function outputOf(texts: readonly PrintedText[]): NfdumpOutput {
  const counts = texts.map(({ reader }) => reader.counts())
  const sum = (of: 'lines' | 'headers' | 'flows' | 'withoutPackets' | 'summary' | 'blank' | 'malformed') =>
    counts.reduce((total, each) => total + each[of], 0)
  // There is at least one. An archive may mix the forms; its remark tells.
  const { format, unit } = counts[0] as (typeof counts)[number]
  return {
    ...{ format, unit },
    ...{ lines: sum('lines'), headers: sum('headers'), flows: sum('flows') },
    ...{ withoutPackets: sum('withoutPackets'), summary: sum('summary') },
    ...{ blank: sum('blank'), malformed: sum('malformed') },
    inexactFlows: texts.reduce((total, { rows }) => total + rows.inexact, 0),
    zoneAssumed: texts.some(({ zoneAssumed }) => zoneAssumed),
    zone: texts.find(({ zone }) => zone !== null)?.zone ?? null,
  }
}

function linesOf(texts: readonly PrintedText[]): NonNullable<Conversion['text']> {
  const readers = texts.map(({ reader }) => reader)
  return {
    firstLines: readers.flatMap(({ firstLines }) => firstLines).slice(0, FIRST_LINES),
    malformedLines: readers.flatMap(({ malformedLines }) => malformedLines).slice(0, MALFORMED_KEPT),
    unterminated: readers.some(({ unterminated }) => unterminated),
    unpackedBytes: texts.reduce((total, { unpackedBytes }) => total + unpackedBytes, 0),
  }
}

function archiveRemark(texts: readonly ArchivedText[]): string | null {
  const formats = [...new Set(texts.map(({ text }) => text.reader.counts().format))]
  const told = texts.slice(0, REMARKS_TOLD).flatMap(({ path, text }) => {
    const remark = text.remark()
    return remark === null ? [] : [`${path}: ${remark}`]
  })
  return joined(
    formats.length > 1 ? `The files in it are in ${formats.length} formats (${formats.join(', ')}).` : null,
    told.join(' ') || null,
    texts.length > REMARKS_TOLD ? `${texts.length - REMARKS_TOLD} more files may have remarks too.` : null,
  )
}
