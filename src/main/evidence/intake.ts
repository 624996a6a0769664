import type { Container, Damage, GzipOrigin } from '../../shared/evidence/evidence'
import { isParquet } from './containers/parquet'
import { readZip, type ZipReading } from './containers/read-zip'
import { isZip } from './containers/zip-directory'
import { ZstdUnpacker } from './containers/zstd'
import { isZstd } from './containers/zstd-frame'
import { Content, type EvidenceContents, NOT_OF_FLOWS } from './evidence-content'
import type { ReadAt } from './file-window'
import { isGzip, readGzipOrigin } from './gzip-header'
import { recoverGzip } from './gzip-recovery'
import { type FoundMember, hiddenMember } from './gzip-search'
import { createInflater, GzipError, type Inflater } from './inflate'
import { checkUnpacked, UnpackLimitError } from './unpack-limit'

/** An evidence file that is open. */
export interface OpenFile {
  readonly read: ReadAt
  /** As it was when it was listed. */
  readonly sizeBytes: number
}

/** Takes a file's bytes in their order, and finds what is in them. */
export interface Intake {
  readonly container: Container
  readonly gzip: GzipOrigin | null
  /** The one content behind the container; null where there are several, or it is read from its end. */
  readonly content: Content | null
  readonly zip: ZipReading | null
  /** What the file is, when that is known and it is not read for it. */
  readonly named: string | null
  push(bytes: Uint8Array): void | Promise<void>
  /** All bytes were taken. */
  end(): Promise<Damage | null>
  /** Frees what is not of JavaScript's memory. */
  close(): void
}

/**
 * @param bytes the first of the file
 * @param output reused from file to file
 */
export async function createIntake(
  bytes: Uint8Array,
  file: OpenFile,
  contents: EvidenceContents,
  output: Uint8Array,
): Promise<Intake> {
  if (isGzip(bytes)) return new GzipIntake(bytes, file, contents, output)
  if (isZstd(bytes)) {
    const content = new Content(contents)
    return new ZstdIntake(file, contents, content, await ZstdUnpacker.create(() => content.endLine()))
  }
  if (isZip(bytes)) return new ZipIntake(file, contents)
  if (isParquet(bytes)) return new ParquetIntake(file, contents)
  return new PlainIntake(contents)
}

class PlainIntake implements Intake {
  readonly container = 'none'
  readonly gzip = null
  readonly zip = null
  readonly named = null
  readonly content: Content

  constructor(contents: EvidenceContents) {
    this.content = new Content(contents)
  }

  push(bytes: Uint8Array): void {
    this.content.push(bytes)
  }

  end(): Promise<Damage | null> {
    return this.content.end()
  }

  close(): void {}
}

class GzipIntake implements Intake {
  readonly container = 'gzip'
  readonly gzip: GzipOrigin | null
  readonly zip = null
  readonly named = null
  readonly content: Content
  private readonly inflater: Inflater
  private damage: Damage | null = null

  constructor(
    bytes: Uint8Array,
    private readonly file: OpenFile,
    private readonly contents: EvidenceContents,
    output: Uint8Array,
  ) {
    this.gzip = readGzipOrigin(bytes)
    this.content = new Content(contents)
    this.inflater = createInflater(output)
  }

  push(bytes: Uint8Array): void | Promise<void> {
    return this.unpack(bytes)
  }

  async end(): Promise<Damage | null> {
    await this.unpack(null)
    const damage = await this.content.end()
    return this.damage ?? damage
  }

  close(): void {
    this.inflater.close()
  }

  /** One step of unpacking, or its end; on damage everything that can be read is read by other means. */
  private async unpack(bytes: Uint8Array | null): Promise<void> {
    const { content, contents, inflater } = this
    if (this.damage || !content.wanted) return
    const sink = (unpacked: Uint8Array) => {
      contents.options.throwIfCancelled()
      checkUnpacked(inflater.consumed, content.unpackedBytes + unpacked.length, contents.options.limit)
      content.push(unpacked)
    }
    try {
      await (bytes ? inflater.push(bytes, sink) : inflater.end(sink))
    } catch (error) {
      if (error instanceof UnpackLimitError) this.damage = error.damage(this.file.sizeBytes)
      else if (error instanceof GzipError) {
        this.damage = recover(this.file, contents, content, null) ?? error.damage
      } else throw error
    }
  }
}

class ZstdIntake implements Intake {
  readonly container = 'zstd'
  readonly gzip = null
  readonly zip = null
  readonly named = null
  private stopped: Damage | null = null

  constructor(
    private readonly file: OpenFile,
    private readonly contents: EvidenceContents,
    readonly content: Content,
    private readonly unpacker: ZstdUnpacker,
  ) {}

  push(bytes: Uint8Array): void {
    const { content, contents, unpacker } = this
    const { limit, throwIfCancelled } = contents.options
    if (this.stopped || !content.wanted) return
    try {
      unpacker.push(bytes, (unpacked) => {
        throwIfCancelled()
        checkUnpacked(unpacker.consumed, content.unpackedBytes + unpacked.length, limit)
        content.push(unpacked)
      })
    } catch (error) {
      if (!(error instanceof UnpackLimitError)) throw error
      this.stopped = error.damage(this.file.sizeBytes)
    }
  }

  async end(): Promise<Damage | null> {
    if (!this.stopped && this.content.wanted) this.unpacker.end()
    const damage = await this.content.end()
    return this.stopped ?? this.unpacker.damage ?? damage
  }

  close(): void {}
}

/** An archive's directory is at its end: nothing is read before that is there. */
class ZipIntake implements Intake {
  readonly container = 'zip'
  readonly gzip = null
  readonly content = null
  readonly named = null
  zip: ZipReading | null = null

  constructor(
    private readonly file: OpenFile,
    private readonly contents: EvidenceContents,
  ) {}

  push(): void {}

  async end(): Promise<Damage | null> {
    this.zip = await readZip(this.file.read, this.file.sizeBytes, this.contents)
    return this.zip.damage
  }

  close(): void {}
}

/** What a Parquet file holds is told at its end. */
class ParquetIntake implements Intake {
  readonly container = 'none'
  readonly gzip = null
  readonly content = null
  readonly zip = null
  named: string | null = null

  constructor(
    private readonly file: OpenFile,
    private readonly contents: EvidenceContents,
  ) {}

  push(): void {}

  async end(): Promise<Damage | null> {
    const damage = await this.contents.readParquet(this.file.read, this.file.sizeBytes)
    if (damage !== false) return damage
    this.named = NOT_OF_FLOWS
    return null
  }

  close(): void {}
}

/**
 * A flow log in gzip whose beginning is damaged so that it does not look like one.
 * @param from where in the file it may begin
 * @returns null when there is none
 */
export async function rescueGzip(
  file: OpenFile,
  contents: EvidenceContents,
  from: number,
): Promise<{ readonly content: Content; readonly damage: Damage | null } | null> {
  for (let at = from; ; ) {
    const first = hiddenMember(file.read, at, contents.options.throwIfCancelled)
    if (!first) return null
    const content = new Content(contents)
    const damage = recover(file, contents, content, first)
    const within = await content.end()
    if (content.kind === 'vpc-flow-log') return { content, damage: damage ?? within }
    // Damaged itself, it may hide one that is not.
    at = first.at + 1
  }
}

function recover(
  file: OpenFile,
  contents: EvidenceContents,
  content: Content,
  first: FoundMember | null,
): Damage | null {
  const { limit, throwIfCancelled } = contents.options
  return recoverGzip(file.read, (unpacked) => content.push(unpacked), {
    sizeBytes: file.sizeBytes,
    delivered: content.unpackedBytes,
    first,
    limit,
    throwIfCancelled,
    wanted: () => content.wanted,
    endLine: () => content.endLine(),
  })
}
