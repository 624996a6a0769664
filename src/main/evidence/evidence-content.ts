import type { Carrier, Damage, EvidenceKind, FormatNeeded } from '../../shared/evidence/evidence'
import type { BlockSink } from './block-sink'
import { JsonMessages } from './containers/json-messages'
import { openParquet, readParquet } from './containers/parquet'
import { escapeBytes } from './escape'
import type { ReadAt } from './file-window'
import { FlowLogParser, type TextStart } from './flow-log-parser'
import { LF } from './line-bytes'
import type { LineListener } from './line-listener'
import { SNIFF_BYTES, type Sniffed, sniff } from './sniff'
import type { UnpackLimit } from './unpack-limit'

/** A Parquet file is read from its end, so one that is packed has to be unpacked into memory. */
const LARGEST_COLLECTED = 1 << 29

const LINE_END = Uint8Array.of(LF)

export interface ContentOptions {
  readonly evidence: number
  readonly sink: BlockSink
  /** The order of the fields of records without a header, as the examiner stated it. */
  readonly stated: readonly string[] | null
  readonly limit: UnpackLimit
  readonly listener: LineListener | null
  throwIfCancelled(): void
}

/** What was found of the flow logs of one evidence file, beside what the parser counts. */
interface Found {
  readonly carriers: Set<Exclude<Carrier, 'mixed'>>
  /** Fields whose leading zeros are lost. */
  readonly lostZeros: Set<string>
  /** Program that wrote a Parquet file. */
  writtenBy: string | null
  controlMessages: number
}

/** What lies in one evidence file: a content, or several in an archive, with one accounting of lines. */
export class EvidenceContents {
  private opened: FlowLogParser | null = null
  readonly found: Found = { carriers: new Set(), lostZeros: new Set(), writtenBy: null, controlMessages: 0 }

  constructor(readonly options: ContentOptions) {}

  get records(): number {
    return this.opened?.recordCount ?? 0
  }

  get lines(): number {
    return this.opened?.lineCount ?? 0
  }

  /** Null while no flow log was met. */
  get parser(): FlowLogParser | null {
    return this.opened
  }

  /** The parser, ready for another text. */
  open(carrier: Exclude<Carrier, 'mixed'>, fields = this.options.stated): FlowLogParser {
    const { evidence, sink, listener } = this.options
    const order: TextStart['order'] = carrier === 'parquet' ? 'columns' : 'given'
    this.opened ??= new FlowLogParser(evidence, sink, 'usual', listener)
    this.opened.begin({ fields, order, timed: carrier === 'timed-text' })
    this.found.carriers.add(carrier)
    return this.opened
  }

  /** @returns damage of the Parquet file, or false when it has no fields of a flow log */
  async readParquet(read: ReadAt, sizeBytes: number): Promise<Damage | null | false> {
    let log: Awaited<ReturnType<typeof openParquet>>
    try {
      log = await openParquet(read, sizeBytes)
    } catch (error) {
      const message = `the end of the Parquet file, which says what is in it, can't be read (${String(error)})`
      return { kind: 'corrupt', atByte: sizeBytes, message, lost: [{ from: 0, to: sizeBytes }] }
    }
    if (!log) return false
    const { columns, metadata } = log
    const fields = columns.map(({ field }) => field)
    const parser = this.open('parquet', fields)
    for (const { field, lostZeros } of columns) if (lostZeros) this.found.lostZeros.add(field)
    this.found.writtenBy = escapeBytes(Buffer.from(metadata.created_by ?? 'a program without a name'))
    return readParquet(log, read, sizeBytes, this.options.limit, {
      rows: (bytes) => parser.push(bytes),
      malformed: (reason, bytes) => parser.pushMalformed(reason, bytes),
      throwIfCancelled: this.options.throwIfCancelled,
    })
  }
}

/** One content behind its container: nothing is decided before enough of it was seen. */
export class Content {
  private head: Uint8Array | null = new Uint8Array(SNIFF_BYTES)
  private headLength = 0
  private sniffed: Sniffed | null = null
  private parser: FlowLogParser | null = null
  private messages: JsonMessages | null = null
  private collected: Uint8Array[] | null = null
  unpackedBytes = 0

  constructor(private readonly contents: EvidenceContents) {}

  /** Whether more of the content is of use: a file that is no flow log is only hashed. */
  get wanted(): boolean {
    return this.head !== null || this.parser !== null || this.collected !== null
  }

  get kind(): EvidenceKind {
    return this.sniffed?.kind ?? 'unrecognised'
  }

  get formatNeeded(): FormatNeeded | null {
    return this.sniffed && 'formatNeeded' in this.sniffed ? this.sniffed.formatNeeded : null
  }

  /** What it is, when that is known and it is not read for it. */
  get named(): string | null {
    return this.sniffed && 'named' in this.sniffed ? this.sniffed.named : null
  }

  push(bytes: Uint8Array): void {
    this.unpackedBytes += bytes.length
    if (!this.head) {
      this.take(bytes)
      return
    }
    const taken = Math.min(bytes.length, SNIFF_BYTES - this.headLength)
    this.head.set(bytes.subarray(0, taken), this.headLength)
    this.headLength += taken
    if (this.headLength < SNIFF_BYTES) return
    this.decide(this.head)
    if (taken < bytes.length) this.take(bytes.subarray(taken))
  }

  /** What follows does not continue the line that was begun. */
  endLine(): void {
    this.push(LINE_END)
    // It was in no file.
    this.unpackedBytes--
  }

  /** @returns damage of the content itself, below its container */
  async end(): Promise<Damage | null> {
    if (this.head) this.decide(this.head.subarray(0, this.headLength))
    this.messages?.end()
    if (this.messages) this.contents.found.controlMessages += this.messages.controlMessages
    this.parser?.endText()
    if (this.collected) return this.parquet(this.collected)
    return null
  }

  private async parquet(pieces: readonly Uint8Array[]): Promise<Damage | null> {
    if (this.unpackedBytes > LARGEST_COLLECTED) {
      this.sniffed = { kind: 'unrecognised', formatNeeded: null, named: 'a packed Parquet file of this size' }
      return null
    }
    const bytes = Buffer.concat(pieces)
    const read = readFrom(bytes)
    const damage = await this.contents.readParquet(read, bytes.length)
    if (damage !== false) return damage
    this.sniffed = { kind: 'unrecognised', formatNeeded: null, named: NOT_OF_FLOWS }
    return null
  }

  private decide(head: Uint8Array): void {
    this.head = null
    this.sniffed = sniff(head, this.contents.options.stated !== null)
    if (this.sniffed.kind !== 'vpc-flow-log') return
    const { carrier } = this.sniffed
    if (carrier === 'parquet') this.collected = []
    else {
      const parser = this.contents.open(carrier)
      this.parser = parser
      if (carrier === 'json') this.messages = new JsonMessages(messageSink(parser))
    }
    this.take(head)
  }

  private take(bytes: Uint8Array): void {
    if (this.messages) this.messages.push(bytes)
    else if (this.parser) this.parser.push(bytes)
    else if (this.collected && this.unpackedBytes <= LARGEST_COLLECTED) this.collected.push(bytes.slice())
  }
}

/** Bytes in memory, read as a file is. */
export function readFrom(bytes: Buffer): ReadAt {
  return (buffer, at) => (at < bytes.length ? bytes.copy(buffer, 0, at) : 0)
}

export const NOT_OF_FLOWS = 'a Parquet file without the columns of a flow log'

/** A message is a line, or several; the line end that some shippers put behind it is its own. */
function messageSink(parser: FlowLogParser) {
  return {
    message(bytes: Uint8Array) {
      let end = bytes.length
      while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === 13)) end--
      parser.push(bytes.subarray(0, end))
      parser.push(LINE_END)
    },
    malformed: (reason: string, bytes: Uint8Array) => parser.pushMalformed(reason, bytes),
  }
}
