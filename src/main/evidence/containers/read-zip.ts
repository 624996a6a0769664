import type { ArchiveMember, Container, Damage } from '../../../shared/evidence/evidence'
import { Content, type EvidenceContents } from '../evidence-content'
import { FileWindow, type ReadAt } from '../file-window'
import { GzipDamage } from '../gzip-damage'
import { isGzip } from '../gzip-header'
import { checkUnpacked, UnpackLimitError } from '../unpack-limit'
import { unpackGzip } from './unpack-gzip'
import { listZip, readEntry } from './zip'
import { isZip, type LocalEntry, type ZipEntry } from './zip-directory'
import { ZstdUnpacker } from './zstd'
import { isZstd } from './zstd-frame'

/** What is packed once more inside of the archive is unpacked into memory first. */
const LARGEST_NESTED = 1 << 29
const MEMBERS_KEPT = 10_000
const UNZIP = 'unpack it beside the archive to have it read'

export interface ZipReading {
  readonly members: readonly ArchiveMember[]
  /** Of all, also of those that are not kept. */
  readonly memberCount: number
  readonly logs: number
  /** Outputs of nfdump that are to be read after the archive; none where it has flow logs too. */
  readonly outputs: number
  /** Members that were not read, or not to their end. */
  readonly notes: number
  readonly unpackedBytes: number
  readonly damage: Damage | null
}

/**
 * Reads the files in a zip archive one after the other, in the order of its directory: flow logs, also
 * packed with gzip or zstd or in Parquet. Lines count on from file to file; each has its own format.
 */
export async function readZip(
  read: ReadAt,
  sizeBytes: number,
  contents: EvidenceContents,
): Promise<ZipReading> {
  return new ZipReader(read, sizeBytes, contents).run()
}

class ZipReader {
  private readonly window: FileWindow
  private readonly faults = new GzipDamage()
  private members: ArchiveMember[] = []
  private memberCount = 0
  private logs = 0
  private notes = 0
  /** From the archive, for the limit, and of the texts in the end. */
  private taken = 0
  private unpackedBytes = 0

  constructor(
    read: ReadAt,
    private readonly sizeBytes: number,
    private readonly contents: EvidenceContents,
  ) {
    this.window = new FileWindow(read)
  }

  async run(): Promise<ZipReading> {
    const { entries, withoutDirectory } = listZip(this.window, this.sizeBytes)
    if (withoutDirectory) {
      const message =
        "the archive's directory is missing or damaged; files were found by the headers before them"
      this.faults.add('truncated', this.sizeBytes, message)
    }
    try {
      for (const entry of entries) {
        this.contents.options.throwIfCancelled()
        if ('fault' in entry) this.tell(entry, unread(entry.fault))
        else await this.member(entry)
      }
    } catch (error) {
      if (!(error instanceof UnpackLimitError)) throw error
      this.faults.add('corrupt', error.packed, error.message)
      this.faults.lose(error.packed, this.sizeBytes)
    }
    const outputs = this.settleOutputs()
    const { members, memberCount, logs, notes, unpackedBytes } = this
    return { members, memberCount, logs, outputs, notes, unpackedBytes, damage: this.faults.told() }
  }

  private async member(entry: LocalEntry): Promise<void> {
    const { contents, window, sizeBytes } = this
    const { limit, throwIfCancelled } = contents.options
    const linesBefore = contents.lines
    const content = new Content(contents)
    let container: Container | null = null
    const nested: Uint8Array[] = []
    const before = this.taken
    const reading = readEntry(window, entry, sizeBytes, (bytes, end) => {
      throwIfCancelled()
      this.taken += bytes.length
      checkUnpacked(end, this.taken, limit)
      container ??= containerOf(bytes)
      if (container === 'none') content.push(bytes)
      else if (container === 'zip' || this.taken - before > LARGEST_NESTED) return false
      else nested.push(bytes.slice())
      return container !== 'none' || content.wanted
    })
    const packed = container as Container | null
    let note = reading.fault
    if (packed === 'gzip' || packed === 'zstd') {
      if (this.taken - before > LARGEST_NESTED) note = `larger than ${LARGEST_NESTED} bytes: ${UNZIP}`
      else note = (await this.unpackNested(packed, nested, content)) ?? note
    }
    const damage = await content.end()
    if (content.kind === 'vpc-flow-log') this.unpackedBytes += content.unpackedBytes
    note ??= damage?.message ?? this.noteOn(content, packed)
    if (
      reading.fault !== null ||
      damage !== null ||
      (packed !== 'zip' && content.kind === 'vpc-flow-log' && note)
    ) {
      this.faults.add('corrupt', Math.min(reading.end, sizeBytes), `${entry.path}: ${note}`)
    }
    if (content.kind === 'vpc-flow-log') this.logs++
    const lines = contents.lines - linesBefore
    this.tell(entry, {
      kind: content.kind,
      container: packed ?? 'none',
      sizeBytes: entry.sizesBehind ? reading.unpacked : entry.unpackedBytes,
      firstLine: lines > 0 ? linesBefore + 1 : null,
      lines,
      note,
    })
  }

  /** An archive gives flows of one source: beside flow logs, what nfdump printed is not read. */
  private settleOutputs(): number {
    const isOutput = ({ kind, note }: ArchiveMember) => kind === 'nfdump-output' && note === null
    const outputs = this.members.filter(isOutput).length
    if (this.logs === 0) return outputs
    this.notes += outputs
    const note = `output of nfdump beside flow logs: ${UNZIP}`
    this.members = this.members.map((member) => (isOutput(member) ? { ...member, note } : member))
    return 0
  }

  /** @returns what is wrong with the packed data */
  private async unpackNested(
    container: 'gzip' | 'zstd',
    pieces: readonly Uint8Array[],
    content: Content,
  ): Promise<string | null> {
    const { limit, throwIfCancelled } = this.contents.options
    const bytes = Buffer.concat(pieces)
    if (container === 'gzip') {
      const damage = await unpackGzip(bytes, content, limit, throwIfCancelled)
      return damage?.message ?? null
    }
    const unpacker = await ZstdUnpacker.create(() => content.endLine())
    unpacker.push(bytes, (unpacked) => {
      throwIfCancelled()
      checkUnpacked(unpacker.consumed, content.unpackedBytes + unpacked.length, limit)
      content.push(unpacked)
    })
    unpacker.end()
    return unpacker.damage?.message ?? null
  }

  private noteOn(content: Content, container: Container | null): string | null {
    if (container === 'zip') return `an archive in the archive: ${UNZIP}`
    if (content.kind === 'pcap') return `packet capture: ${UNZIP}`
    if (content.kind === 'nfcapd') return `nfcapd file: ${UNZIP}`
    if (content.kind === 'nfdump-output' && container !== null && container !== 'none') {
      return `output of nfdump, packed once more: ${UNZIP}`
    }
    if (content.formatNeeded)
      return 'looks like a flow log without a header line, in an order of fields that is not known'
    return content.named ? `${content.named}: ${UNZIP}` : null
  }

  private tell(entry: ZipEntry, facts: Omit<ArchiveMember, 'path'>): void {
    this.memberCount++
    if (facts.note !== null) this.notes++
    if (this.members.length < MEMBERS_KEPT) this.members.push({ path: entry.path, ...facts })
  }
}

function unread(fault: string): Omit<ArchiveMember, 'path'> {
  return { kind: 'unreadable', container: 'none', sizeBytes: 0, firstLine: null, lines: 0, note: fault }
}

function containerOf(bytes: Uint8Array): Container {
  if (isGzip(bytes)) return 'gzip'
  if (isZstd(bytes)) return 'zstd'
  return isZip(bytes) ? 'zip' : 'none'
}
