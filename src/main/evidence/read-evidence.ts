import { createHash } from 'node:crypto'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { bareEvidence, type Damage, type EvidenceFile } from '../../shared/evidence/evidence'
import type { BlockSink } from './block-sink'
import { EvidenceContents } from './evidence-content'
import { factsOf } from './evidence-facts'
import { createIntake, type Intake, type OpenFile, rescueGzip } from './intake'
import type { LineListener } from './line-listener'
import { openEvidence } from './open-evidence'
import { errorCode } from './scan'
import { SNIFF_BYTES } from './sniff'
import { UNPACK_LIMIT } from './unpack-limit'

const READ_BYTES = 1 << 20

export interface ReadTarget {
  readonly id: number
  /** As the case shows it. */
  readonly path: string
  readonly absolutePath: string | Buffer
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** See ScannedFile. */
  readonly unlisted?: true
  /** The order of its fields where no header tells it, as the examiner stated it. */
  readonly format?: readonly string[]
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
    private readonly listener: LineListener | null = null,
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
      return await this.readOpen(target.unlisted ? { ...bare, ...asOpened(fd) } : bare, fd, target)
    } finally {
      closeSync(fd)
    }
  }

  private async readOpen(bare: EvidenceFile, fd: number, target: ReadTarget): Promise<EvidenceFile> {
    const hash = createHash('sha256')
    const throwIfCancelled = () => this.watch.throwIfCancelled()
    const contents = new EvidenceContents({
      evidence: bare.id,
      sink: this.sink,
      stated: target.format ?? null,
      limit: this.limit,
      listener: this.listener,
      throwIfCancelled: () => {
        throwIfCancelled()
        // One piece of a file may hold very much.
        tell(0)
      },
    })
    const file: OpenFile = {
      read: (buffer, at) => readSync(fd, buffer, 0, buffer.length, at),
      sizeBytes: bare.sizeBytes,
    }
    let intake: Intake | null = null
    let damage: Damage | null = null
    let size = 0
    let records = 0
    let failure: unknown = null
    const tell = (bytes: number) => {
      this.watch.advanced(bytes, contents.records - records)
      records = contents.records
    }
    try {
      for (;;) {
        throwIfCancelled()
        const length = readSync(fd, this.input, 0, READ_BYTES, size)
        if (length === 0) break
        const bytes = this.input.subarray(0, length)
        hash.update(bytes)
        intake ??= await createIntake(bytes, file, contents, this.output)
        size += length
        await intake.push(bytes)
        tell(length)
      }
      damage = (await intake?.end()) ?? null
    } catch (error) {
      if (error instanceof Cancelled) throw error
      failure = error
      await intake?.content?.end()
    } finally {
      intake?.close()
    }
    tell(0)
    const { container = 'none', gzip = null, content = null, zip = null, named = null } = intake ?? {}
    const found = factsOf({ contents, container, content, zip, named, sizeBytes: size })
    const known = { ...bare, ...found, container, gzip }
    // What was read before stays: its flows are in the sink already.
    if (failure !== null) return unreadable(known, size, failure)
    // Of what is no flow log only the beginning is unpacked; when that is all, it is known to be whole.
    const whole = damage === null && (content?.unpackedBytes ?? 0) < SNIFF_BYTES
    const mayHide = container === 'none' || (container === 'gzip' && !whole)
    const rescued =
      found.kind === 'unrecognised' && mayHide
        ? await this.rescue(file, contents, container === 'gzip' ? 1 : 0)
        : null
    tell(0)
    return {
      ...known,
      ...rescued,
      sizeBytes: size,
      sha256: hash.digest('hex'),
      damage: joined(rescued?.damage ?? damage, changedWhileRead(bare, fd, size)),
    }
  }

  /** @param from where in the file the flow log may begin */
  private async rescue(
    file: OpenFile,
    contents: EvidenceContents,
    from: number,
  ): Promise<Partial<EvidenceFile> | null> {
    const rescued = await rescueGzip(file, contents, from)
    if (!rescued) return null
    const { content, damage } = rescued
    const reading = { contents, container: 'gzip', content, zip: null, named: null } as const
    return { ...factsOf({ ...reading, sizeBytes: file.sizeBytes }), container: 'gzip', damage }
  }
}

function asOpened(fd: number): Pick<EvidenceFile, 'sizeBytes' | 'modifiedMs'> {
  const { size, mtimeMs } = fstatSync(fd)
  return { sizeBytes: size, modifiedMs: mtimeMs }
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
