import { hasLine, type LineSet } from '../../shared/evidence/line-set'
import { BlockSink } from './block-sink'
import type { LineListener } from './line-listener'
import { EvidenceReader, type ReadTarget, type ReadWatch } from './read-evidence'
import { UNPACK_LIMIT } from './unpack-limit'

/** Bytes of lines that are collected before they are handed on. */
const PIECE_BYTES = 1 << 19

/** Lines of one file that follow one another in it, each with its LF. */
export interface LinePiece {
  /** The order of their fields. */
  readonly fields: readonly string[]
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a file was found to be when its lines were read again. */
export interface LinesRead {
  /** Of the wanted lines, those that are records. */
  readonly found: number
  /** Of the file as it is now; null when it could not be read. */
  readonly sha256: string | null
  /** Why, when it could not be read to its end. */
  readonly fault: string | null
}

/**
 * Reads evidence files once more, in the way that they were read into the case, for the exact bytes of
 * some of their lines.
 */
export class LineReader {
  private wanted: LineSet | null = null
  private fields: readonly string[] = []
  private piece = new Uint8Array(PIECE_BYTES)
  private length = 0
  private found = 0
  private readonly reader: EvidenceReader

  constructor(
    watch: ReadWatch,
    private readonly take: (piece: LinePiece) => void,
  ) {
    const listener: LineListener = {
      format: (fields) => {
        this.handOn()
        this.fields = fields
      },
      record: (line, bytes) => this.record(line, bytes),
    }
    // The flows themselves are in the case already.
    this.reader = new EvidenceReader(new BlockSink(() => {}), watch, UNPACK_LIMIT, listener)
  }

  async read(target: ReadTarget, wanted: LineSet): Promise<LinesRead> {
    this.wanted = wanted
    this.found = 0
    this.length = 0
    const { sha256, damage } = await this.reader.read(target)
    this.handOn()
    return { found: this.found, sha256, fault: damage?.kind === 'unreadable' ? damage.message : null }
  }

  private record(line: number, bytes: Uint8Array): void {
    if (!this.wanted || !hasLine(this.wanted, line)) return
    if (this.length + bytes.length + 1 > PIECE_BYTES) this.handOn()
    this.piece.set(bytes, this.length)
    this.length += bytes.length
    this.piece[this.length++] = 10
    this.found++
  }

  private handOn(): void {
    if (this.length === 0) return
    this.take({ fields: this.fields, bytes: this.piece.slice(0, this.length) })
    this.length = 0
  }
}
