import { Decompress } from 'fzstd'
import xxhash, { type XXHash, type XXHashAPI } from 'xxhash-wasm'
import type { Damage } from '../../../shared/evidence/evidence'
import { GzipDamage } from '../gzip-damage'
import type { ByteSink } from '../inflate'
import { headerLength, isFrame, isSkippable, readFrameHeader, type ZstdFrame } from './zstd-frame'

/** zstd itself refuses more unless told otherwise (--long=31). */
const LARGEST_WINDOW = 2 ** 27
/** RFC 8878, section 3.1.1.2.4. */
const LARGEST_BLOCK = 2 ** 17
const BLOCK_HEADER = 3
const CHECKSUM_BYTES = 4
const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)
/** A file with more faults than this was made so: it is searched no further. */
const MOST_FAULTS = 10_000
const LF = 10

/** Which piece of the file comes next. */
type Piece =
  | 'magic'
  | 'descriptor'
  | 'header'
  | 'skip-length'
  | 'block-header'
  | 'block'
  | 'checksum'
  | 'lost'

interface OpenFrame extends ZstdFrame {
  readonly at: number
  readonly hash: XXHash<bigint>
  unpacked: number
}

/**
 * Unpacks a zstd file, all its frames, from pieces of any size. Damage is collected: the rest of a
 * frame that can't be unpacked is left out, and reading goes on with the next frame.
 */
export class ZstdUnpacker {
  /** Bytes of the file that were taken. */
  consumed = 0
  private readonly faults = new GzipDamage()
  private piece: Piece = 'magic'
  private needed = 4
  private buffer = new Uint8Array(1 << 16)
  private held = 0
  private skip = 0
  private frame: OpenFrame | null = null
  private decoder: Decompress | null = null
  /** Header of the frame, and the blocks that the decoder has not taken yet. */
  private pending: Uint8Array[] = []
  private lastBlock = false
  /** Where what is lost begins; null while nothing is. */
  private lostFrom: number | null = null
  private faultCount = 0
  private unpacked: Uint8Array[] = []
  private lastByte = LF

  private constructor(
    private readonly hashes: XXHashAPI,
    private readonly endLine: () => void,
  ) {}

  /** @param endLine called where a line that was begun is not continued by what the sink gets next */
  static async create(endLine: () => void): Promise<ZstdUnpacker> {
    return new ZstdUnpacker(await xxhash(), endLine)
  }

  push(input: Uint8Array, sink: ByteSink): void {
    let at = 0
    while (at < input.length) {
      const rest = input.length - at
      const taken = Math.min(rest, this.skip > 0 ? this.skip : this.needed - this.held)
      if (this.skip > 0) this.skip -= taken
      else this.hold(input.subarray(at, at + taken))
      at += taken
      this.consumed += taken
      if (this.skip === 0 && this.held === this.needed) this.complete()
      if (this.unpacked.length > 0) this.hand(sink)
    }
  }

  end(): void {
    const at = this.consumed - this.held
    if (this.lostFrom !== null) this.faults.lose(this.lostFrom, this.consumed)
    else if (this.piece === 'magic' && this.skip === 0) {
      if (this.held > 0) this.faults.add('trailing-garbage', at, GARBAGE)
      this.faults.lose(at, this.consumed)
    } else {
      const message = `zstd data ends early, after ${this.frame?.unpacked ?? 0} unpacked bytes of its frame`
      this.faults.add('truncated', this.consumed, message)
      this.faults.lose(at, this.consumed)
    }
  }

  get damage(): Damage | null {
    return this.faults.told()
  }

  /** What was unpacked goes out only here, so that errors of who takes it are not taken for damage. */
  private hand(sink: ByteSink): void {
    const pieces = this.unpacked
    this.unpacked = []
    for (const piece of pieces) {
      this.lastByte = piece[piece.length - 1] as number
      sink(piece)
    }
  }

  private hold(bytes: Uint8Array): void {
    if (this.needed > this.buffer.length) {
      const larger = new Uint8Array(this.needed)
      larger.set(this.buffer.subarray(0, this.held))
      this.buffer = larger
    }
    this.buffer.set(bytes, this.held)
    this.held += bytes.length
  }

  /** The piece is here: says which one comes next. */
  private complete(): void {
    const bytes = this.buffer.subarray(0, this.held)
    switch (this.piece) {
      case 'magic':
        this.magic(littleEndian(bytes))
        break
      case 'skip-length':
        this.skip = littleEndian(bytes)
        this.expect('magic', 4)
        break
      case 'descriptor':
        this.expect('header', headerLength(bytes[4] as number), bytes)
        break
      case 'header':
        this.begin(bytes.slice())
        break
      case 'block-header':
        this.blockHeader(bytes.slice())
        break
      case 'block':
        this.block(bytes.slice())
        break
      case 'checksum':
        this.endFrame(littleEndian(bytes))
        break
      case 'lost':
        this.search(bytes)
        break
    }
  }

  /** @param kept bytes of this piece that are here already */
  private expect(piece: Piece, bytes: number, kept: Uint8Array | null = null): void {
    this.piece = piece
    this.needed = bytes
    this.held = kept?.length ?? 0
    if (this.held === bytes) this.complete()
  }

  private magic(magic: number): void {
    if (isSkippable(magic)) this.expect('skip-length', 4)
    else if (isFrame(magic)) this.expect('descriptor', 5, this.buffer.subarray(0, 4))
    else this.lose(this.consumed - 4, GARBAGE, this.buffer.slice(1, 4))
  }

  private begin(header: Uint8Array): void {
    const at = this.consumed - header.length
    const frame = readFrameHeader(header)
    const refused =
      frame === null
        ? 'its header is damaged'
        : frame.dictionary > 0
          ? `it needs dictionary ${frame.dictionary}`
          : frame.windowBytes > LARGEST_WINDOW
            ? `it needs ${frame.windowBytes} bytes of memory`
            : null
    if (frame === null || refused !== null) {
      this.lose(at, `the zstd frame at byte ${at} can't be unpacked: ${refused}`)
      return
    }
    const hash = this.hashes.create64()
    const open: OpenFrame = { ...frame, at, hash, unpacked: 0 }
    this.frame = open
    this.pending = [header]
    this.decoder = new Decompress((unpacked) => {
      if (unpacked.length === 0) return
      open.unpacked += unpacked.length
      hash.update(unpacked)
      this.unpacked.push(unpacked)
    })
    this.expect('block-header', BLOCK_HEADER)
  }

  private blockHeader(header: Uint8Array): void {
    const word = littleEndian(header)
    const [type, size] = [(word >> 1) & 3, word >> 3]
    this.lastBlock = (word & 1) === 1
    if (type === 3 || size > LARGEST_BLOCK) {
      this.lose(this.consumed - BLOCK_HEADER, 'a zstd block has a damaged header', header.subarray(1))
      return
    }
    this.pending.push(header)
    // A run of one byte is that byte.
    const stored = type === 1 ? 1 : size
    if (stored === 0) this.block(new Uint8Array(0))
    else this.expect('block', stored)
  }

  private block(bytes: Uint8Array): void {
    this.pending.push(bytes)
    const from = this.consumed - bytes.length - BLOCK_HEADER
    if (this.decoder && !this.decode(this.decoder, from)) this.decoder = null
    this.pending = []
    if (!this.lastBlock) this.expect('block-header', BLOCK_HEADER)
    else if (this.frame?.checksum) this.expect('checksum', CHECKSUM_BYTES)
    else this.endFrame(null)
  }

  /** @returns false when the block can't be unpacked: then neither can those behind it in its frame */
  private decode(decoder: Decompress, from: number): boolean {
    try {
      const checksum = this.lastBlock && this.frame?.checksum ? [new Uint8Array(CHECKSUM_BYTES)] : []
      decoder.push(Buffer.concat([...this.pending, ...checksum]), this.lastBlock)
      return true
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const at = this.frame?.at ?? from
      const message = `the zstd frame at byte ${at} can't be unpacked from byte ${from} on (${error.message})`
      this.fault(from, message)
      this.lostFrom = from
      return false
    }
  }

  private endFrame(checksum: number | null): void {
    const frame = this.frame as OpenFrame
    this.frame = null
    if (this.lostFrom !== null) this.found(this.consumed)
    else {
      const { at, unpacked, contentBytes, hash } = frame
      const wrong = checksum !== null && Number(hash.digest() & 0xffff_ffffn) !== checksum
      if (wrong || (contentBytes !== null && contentBytes !== unpacked)) {
        const what = wrong ? 'checksum' : 'length'
        const message = `the ${what} of the zstd frame at byte ${at} is not that of its ${unpacked} unpacked bytes, some of which must be wrong`
        this.faults.add('corrupt', this.consumed - (checksum === null ? 0 : CHECKSUM_BYTES), message)
      }
    }
    this.decoder = null
    this.expect('magic', 4)
  }

  /** From here on nothing can be read, up to the next frame. */
  private lose(from: number, message: string, kept: Uint8Array = new Uint8Array(0)): void {
    this.fault(from, message)
    this.lostFrom ??= from
    this.frame = null
    this.decoder = null
    this.pending = []
    this.expect('lost', 4)
    this.hold(kept)
    if (this.faultCount > MOST_FAULTS) this.skip = Number.POSITIVE_INFINITY
  }

  private fault(at: number, message: string): void {
    this.faultCount++
    this.faults.add('corrupt', at, message)
  }

  private search(bytes: Uint8Array): void {
    if (MAGIC.equals(bytes)) {
      this.found(this.consumed - 4)
      this.expect('descriptor', 5, bytes)
    } else {
      bytes.copyWithin(0, 1)
      this.held = 3
    }
  }

  private found(at: number): void {
    this.faults.lose(this.lostFrom ?? at, at)
    this.lostFrom = null
    if (this.lastByte !== LF) this.endLine()
    this.lastByte = LF
  }
}

const GARBAGE = 'bytes that are no zstd frame'

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
