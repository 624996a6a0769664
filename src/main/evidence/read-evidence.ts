import { createHash } from 'node:crypto'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { bareEvidence, type Damage, type EvidenceFile } from '../../shared/evidence/evidence'
import type { BlockSink } from './block-sink'
import { FlowLogParser } from './flow-log-parser'
import { isGzip, readGzipOrigin } from './gzip-header'
import { recoverGzip } from './gzip-recovery'
import { type FoundMember, hiddenMember } from './gzip-search'
import { createInflater, GzipError, type Inflater } from './inflate'
import { openEvidence } from './open-evidence'
import { errorCode } from './scan'
import { SNIFF_BYTES, sniffKind } from './sniff'
import { checkUnpacked, UNPACK_LIMIT, UnpackLimitError } from './unpack-limit'

const READ_BYTES = 1 << 20
const LINE_END = Uint8Array.of(10)

export interface ReadTarget {
  readonly id: number
  /** As the case shows it. */
  readonly path: string
  readonly absolutePath: string | Buffer
  readonly sizeBytes: number
  readonly modifiedMs: number
}

export interface ReadWatch {
  /** Throws when the import was cancelled. */
  throwIfCancelled(): void
  /** Bytes on disk and records since the last call. */
  advanced(bytes: number, records: number): void
}

/** Thrown out of readEvidence when the import was cancelled; the file is not complete then. */
export class Cancelled extends Error {}

/**
 * Reads evidence files one after the other, each once, from its first byte to its last: hashes
 * what lies on disk, unpacks it, tells what it is and, when it is a flow log, parses it into the
 * sink. Files are opened read-only. Buffers are reused from file to file.
 */
export class EvidenceReader {
  private readonly input = new Uint8Array(READ_BYTES)
  private readonly output = new Uint8Array(1 << 18)

  constructor(
    private readonly sink: BlockSink,
    private readonly watch: ReadWatch,
    private readonly limit = UNPACK_LIMIT,
  ) {}

  /** Never throws for what is wrong with the file: that stands in the answer. */
  async read(target: ReadTarget): Promise<EvidenceFile> {
    const { id, path, sizeBytes, modifiedMs } = target
    const bare = bareEvidence({ id, path, sizeBytes, modifiedMs })
    let fd: number
    try {
      fd = openEvidence(target.absolutePath)
    } catch (error) {
      return unreadable(bare, 0, error)
    }
    try {
      return await this.readOpen(bare, fd)
    } finally {
      closeSync(fd)
    }
  }

  private async readOpen(bare: EvidenceFile, fd: number): Promise<EvidenceFile> {
    const hash = createHash('sha256')
    const content = new FileContent(bare.id, this.sink)
    let inflater: Inflater | null = null
    let damage: Damage | null = null
    let gzip: EvidenceFile['gzip'] = null
    let size = 0
    let records = 0
    let failure: unknown = null
    try {
      for (;;) {
        this.watch.throwIfCancelled()
        const length = readSync(fd, this.input, 0, READ_BYTES, size)
        if (length === 0) break
        const bytes = this.input.subarray(0, length)
        hash.update(bytes)
        if (size === 0 && isGzip(bytes)) {
          inflater = createInflater(this.output)
          gzip = readGzipOrigin(bytes)
        }
        size += length
        if (!inflater) content.push(bytes)
        else if (!damage && content.wanted) damage = await this.unpack(inflater, bytes, content, bare, fd)
        this.watch.advanced(length, content.records - records)
        records = content.records
      }
      if (inflater && !damage && content.wanted) {
        damage = await this.unpack(inflater, null, content, bare, fd)
      }
    } catch (error) {
      if (error instanceof Cancelled) throw error
      failure = error
    } finally {
      inflater?.close()
    }
    let found = content.end()
    this.watch.advanced(0, content.records - records)
    // What was read before stays: its flows are in the sink already.
    if (failure !== null)
      return unreadable({ ...bare, ...found, container: inflater ? 'gzip' : 'none', gzip }, size, failure)
    const rescued = inflater || found.kind !== 'unrecognised' ? null : this.rescue(bare, fd)
    if (rescued) found = rescued
    return {
      ...bare,
      container: inflater ? 'gzip' : 'none',
      gzip,
      ...found,
      sizeBytes: size,
      sha256: hash.digest('hex'),
      damage: joined(rescued?.damage ?? damage, changedWhileRead(bare, fd, size)),
      remark: remarkOn(found, size),
    }
  }

  /** One step of unpacking, or its end; on damage everything that can be read is read by other means. */
  private async unpack(
    inflater: Inflater,
    bytes: Uint8Array | null,
    content: FileContent,
    bare: EvidenceFile,
    fd: number,
  ): Promise<Damage | null> {
    const sink = (unpacked: Uint8Array) => {
      this.watch.throwIfCancelled()
      checkUnpacked(inflater.consumed, content.unpackedBytes + unpacked.length, this.limit)
      content.push(unpacked)
    }
    try {
      await (bytes ? inflater.push(bytes, sink) : inflater.end(sink))
      return null
    } catch (error) {
      if (error instanceof UnpackLimitError) return error.damage(bare.sizeBytes)
      if (error instanceof GzipError) return this.recover(content, bare, fd, null) ?? error.damage
      throw error
    }
  }

  private recover(
    content: FileContent,
    bare: EvidenceFile,
    fd: number,
    first: FoundMember | null,
  ): Damage | null {
    return recoverGzip(
      (buffer, at) => readSync(fd, buffer, 0, buffer.length, at),
      (unpacked) => content.push(unpacked),
      {
        sizeBytes: bare.sizeBytes,
        delivered: content.unpackedBytes,
        first,
        limit: this.limit,
        throwIfCancelled: () => this.watch.throwIfCancelled(),
        wanted: () => content.wanted,
        endLine: () => content.push(LINE_END),
      },
    )
  }

  /** A flow log in gzip whose beginning is damaged so that it does not look like one. */
  private rescue(bare: EvidenceFile, fd: number): Partial<EvidenceFile> | null {
    const first = hiddenMember(
      (buffer, at) => readSync(fd, buffer, 0, buffer.length, at),
      () => this.watch.throwIfCancelled(),
    )
    if (!first) return null
    const content = new FileContent(bare.id, this.sink)
    const damage = this.recover(content, bare, fd, first)
    const found = content.end()
    this.watch.advanced(0, content.records)
    return found.kind === 'vpc-flow-log' ? { ...found, container: 'gzip', damage } : null
  }
}

/** What a file holds behind its container: nothing is decided before enough of it was seen. */
class FileContent {
  private head: Uint8Array | null = new Uint8Array(SNIFF_BYTES)
  private headLength = 0
  private kind: EvidenceFile['kind'] = 'unrecognised'
  private parser: FlowLogParser | null = null
  unpackedBytes = 0

  constructor(
    private readonly evidence: number,
    private readonly sink: BlockSink,
  ) {}

  /** Whether more of the content is of use: a file that is no flow log is only hashed. */
  get wanted(): boolean {
    return this.head !== null || this.parser !== null
  }

  get records(): number {
    return this.parser?.recordCount ?? 0
  }

  push(bytes: Uint8Array): void {
    this.unpackedBytes += bytes.length
    if (this.parser) {
      this.parser.push(bytes)
      return
    }
    if (!this.head) return
    const taken = Math.min(bytes.length, SNIFF_BYTES - this.headLength)
    this.head.set(bytes.subarray(0, taken), this.headLength)
    this.headLength += taken
    if (this.headLength === SNIFF_BYTES) {
      this.decide()
      ;(this.parser as FlowLogParser | null)?.push(bytes.subarray(taken))
    }
  }

  end(): Partial<EvidenceFile> {
    if (this.head) this.decide()
    if (!this.parser) return { kind: this.kind }
    return { kind: this.kind, ...(this.parser as FlowLogParser).end() }
  }

  private decide(): void {
    const head = (this.head as Uint8Array).subarray(0, this.headLength)
    this.head = null
    this.kind = sniffKind(head)
    if (this.kind !== 'vpc-flow-log') return
    this.parser = new FlowLogParser(this.evidence, this.sink)
    this.parser.push(head)
  }
}

/** @param read what is known of the file, read up to `atByte` */
function unreadable(read: EvidenceFile, atByte: number, error: unknown): EvidenceFile {
  const { sizeBytes } = read
  return {
    ...read,
    kind: atByte > 0 && read.kind === 'vpc-flow-log' ? read.kind : 'unreadable',
    damage: {
      kind: 'unreadable',
      atByte,
      message: `can't be read${atByte > 0 ? ` from byte ${atByte} on` : ''}: ${errorCode(error)}`,
      lost: atByte < sizeBytes ? [{ from: atByte, to: sizeBytes }] : [],
    },
    remark:
      'The file could not be read. Check its permissions and the medium it lies on, then open the folder again.',
  }
}

/** A file that grew, shrank or was written while it was read is no sound evidence: say so. */
function changedWhileRead(bare: EvidenceFile, fd: number, size: number): Damage | null {
  const after = fstatSync(fd)
  if (after.size === size && size === bare.sizeBytes && after.mtimeMs === bare.modifiedMs) return null
  return {
    kind: 'corrupt',
    atByte: Math.min(size, bare.sizeBytes),
    message: `file changed while it was read: ${bare.sizeBytes} bytes when listed, ${size} read`,
  }
}

/** Both in one, when a file is damaged and changed: the damage may come from the change. */
function joined(damage: Damage | null, change: Damage | null): Damage | null {
  if (!damage || !change) return damage ?? change
  return { ...damage, message: `${damage.message}; ${change.message}` }
}

function remarkOn(found: Partial<EvidenceFile>, size: number): string | null {
  if (size === 0) return 'The file is empty.'
  if (found.kind === 'unrecognised')
    return 'No flow log, packet capture or nfcapd file: hashed, not analysed.'
  if (found.kind === 'nfcapd') return 'nfcapd file: hashed; not read yet by this version.'
  return null
}
