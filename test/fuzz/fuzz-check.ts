import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { BlockSink } from '../../src/main/evidence/block-sink'
import { FlowLogParser, type LineReading } from '../../src/main/evidence/flow-log-parser'
import { EvidenceReader } from '../../src/main/evidence/read-evidence'
import { sniff } from '../../src/main/evidence/sniff'
import type { EvidenceFile, LineCounts } from '../../src/shared/evidence/evidence'
import { readByReference } from '../unit/evidence/reference-parser'
import { temporaryFolder } from '../unit/temporary-folder'
import { type Carrier, fuzzCase } from './fuzz-cases'

/** Of processor time, which a busy machine does not lengthen: far more than any of these small files takes. */
const LONGEST_MS = 5_000

const path = join(temporaryFolder('fuzz'), 'a')
let flows = 0
const sink = new BlockSink((block) => {
  flows += block?.count ?? 0
})
const reader = new EvidenceReader(sink, { throwIfCancelled() {}, advanced() {} })

export interface FuzzResult {
  readonly carrier: Carrier
  readonly isLog: boolean
  readonly damageTold: boolean
  /** What is wrong; nothing, if all is well. */
  readonly faults: readonly string[]
}

/** Reads the case of a seed as the app does, and holds what comes out against independent counts. */
export async function checkCase(seed: number): Promise<FuzzResult> {
  const { carrier, text, damaged, bytes, story } = fuzzCase(seed)
  const faults: string[] = []
  const check = (right: boolean, what: string) => {
    if (!right) faults.push(`seed ${seed}, ${carrier}, ${story}: ${what}`)
  }
  writeFileSync(path, bytes)
  const { size, mtimeMs } = statSync(path)
  const began = process.cpuUsage()
  flows = 0
  const file = await reader.read({
    id: 0,
    path: 'a',
    absolutePath: path,
    sizeBytes: size,
    modifiedMs: mtimeMs,
  })
  sink.flush()
  const isLog = file.kind === 'vpc-flow-log'
  const { user, system } = process.cpuUsage(began)
  check(user + system < LONGEST_MS * 1000, `took ${(user + system) / 1e6} s`)
  check(sumOf(file.counts) === file.counts.lines, `counts do not add up: ${JSON.stringify(file.counts)}`)
  check(flows === file.counts.records, `${file.counts.records} records counted, ${flows} in the blocks`)
  check(isLog || file.counts.lines === 0, 'lines of what is no flow log')
  if (isLog) await checkLines(file, { carrier, text, damaged, bytes }, check)
  return { carrier, isLog, damageTold: file.damage !== null, faults }
}

async function checkLines(
  file: EvidenceFile,
  {
    carrier,
    text,
    damaged,
    bytes,
  }: Pick<ReturnType<typeof fuzzCase>, 'carrier' | 'text' | 'damaged' | 'bytes'>,
  check: (right: boolean, what: string) => void,
): Promise<void> {
  const { counts, container, format } = file
  const isText = format?.carrier === 'text' || format?.carrier === 'timed-text'
  if (!isText || text === null) return
  if (container === 'gzip') {
    // Node's own stream, to where it gives up: nothing of that may be missing.
    const unpacked = await gunzipped(bytes)
    // Unless it is told as lost, being damaged beyond recognition, and a later member is a flow log.
    const unlike = file.damage?.lost?.[0]?.from === 0 && sniff(unpacked, false).kind !== 'vpc-flow-log'
    check(
      unlike || counts.lines >= newlines(unpacked),
      `${counts.lines} lines, ${newlines(unpacked)} can be unpacked`,
    )
  }
  if (damaged || file.damage !== null || (carrier !== 'plain' && carrier !== 'gzip')) return
  const lines = linesOf(text)
  check(counts.lines === lines, `${counts.lines} lines where there are ${lines}`)
  check(file.unpackedBytes === text.length, `${file.unpackedBytes} bytes where there are ${text.length}`)
  for (const reading of ['careful', 'kernel'] as const) {
    const other = countsBy(reading, text, format?.carrier === 'timed-text')
    check(same(other, counts), `${reading} ${JSON.stringify(other)}, else ${JSON.stringify(counts)}`)
  }
  if (format?.carrier !== 'text' || format.order !== 'header' || text.includes('\ufeff')) return
  const reference = readByReference(text.toString('latin1'))
  check(
    counts.records === reference.records.size &&
      counts.headerLines === reference.headers &&
      counts.noData === reference.noData &&
      counts.skipData === reference.skipData &&
      counts.blank === reference.blank &&
      counts.malformed === reference.malformed.length,
    `reference counts ${reference.records.size} records and ${reference.malformed.length} malformed of ${JSON.stringify(counts)}`,
  )
}

function countsBy(reading: LineReading, text: Buffer, timed: boolean): LineCounts {
  const parser = new FlowLogParser(0, sink, reading)
  parser.begin({ fields: null, order: 'given', timed })
  parser.push(text)
  const { counts } = parser.end()
  sink.flush()
  return counts
}

function sumOf({ headerLines, records, noData, skipData, malformed, blank }: LineCounts): number {
  return headerLines + records + noData + skipData + malformed + blank
}

function same(a: LineCounts, b: LineCounts): boolean {
  return (Object.keys(a) as (keyof LineCounts)[]).every((name) => a[name] === b[name])
}

function newlines(bytes: Buffer): number {
  let count = 0
  for (const byte of bytes) if (byte === 10) count++
  return count
}

function linesOf(text: Buffer): number {
  return newlines(text) + (text.length > 0 && text[text.length - 1] !== 10 ? 1 : 0)
}

function gunzipped(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    // Small pieces: what is in the one with the damage is lost.
    const stream = createGunzip({ chunkSize: 64 })
    const done = () => resolve(Buffer.concat(pieces))
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    stream.on('end', done)
    stream.on('error', done)
    stream.end(bytes)
  })
}
