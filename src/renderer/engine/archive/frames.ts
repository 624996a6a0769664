import { deflate, Inflate } from 'pako'
import { ARCHIVE_HEAD, FRAME, FRAME_HEAD_BYTES, MOST_FRAME_BYTES } from '../../../shared/archive/archive-form'

export interface Frame {
  /** One of FRAME. */
  readonly kind: number
  readonly bytes: Uint8Array
}

const KINDS: readonly number[] = Object.values(FRAME)

/** More times its own size nothing unpacks to (deflate's limit is 1032). */
const MOST_RATIO = 1040

/** An archive that can't be read; the message is for people, and ends where "the case was not opened" may follow. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault'
}

/** A frame as it lies in the file. */
export function packFrame({ kind, bytes }: Frame): Uint8Array {
  if (bytes.length > MOST_FRAME_BYTES) throw new Error('A part of the case is too large for an archive.')
  const packed = deflate(bytes)
  const frame = new Uint8Array(FRAME_HEAD_BYTES + packed.length)
  const head = new DataView(frame.buffer)
  head.setUint32(0, kind, true)
  head.setUint32(4, packed.length, true)
  head.setUint32(8, bytes.length, true)
  frame.set(packed, FRAME_HEAD_BYTES)
  return frame
}

/**
 * The frames of an archive, whose bytes come in pieces of any size, from its first byte on and without its
 * seal. One frame is in memory at a time. Ends after FRAME.end; throws an ArchiveFault.
 */
export async function* readFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const bytes = new Bytes(pieces)
  await bytes.take(ARCHIVE_HEAD.length)
  for (;;) {
    const head = await bytes.take(FRAME_HEAD_BYTES)
    const numbers = new DataView(head.buffer, head.byteOffset)
    const kind = numbers.getUint32(0, true)
    const packed = numbers.getUint32(4, true)
    const unpacked = numbers.getUint32(8, true)
    if (!KINDS.includes(kind)) throw new ArchiveFault(`it holds a part of an unknown kind (${kind})`)
    if (packed > MOST_FRAME_BYTES || unpacked > MOST_FRAME_BYTES)
      throw new ArchiveFault(`a part of it is said to have ${Math.max(packed, unpacked)} bytes`)
    yield { kind, bytes: unpack(await bytes.take(packed), unpacked) }
    if (kind === FRAME.end) {
      if (!(await bytes.isOver())) throw new ArchiveFault('something follows its end')
      return
    }
  }
}

/** Unpacks exactly so many bytes: a part that unpacks to more is not unpacked further. */
function unpack(packed: Uint8Array, length: number): Uint8Array {
  const fault = new ArchiveFault("a part of it can't be unpacked")
  if (length > packed.length * MOST_RATIO) throw fault
  const whole = new Uint8Array(length)
  let at = 0
  const inflate = new Inflate({ chunkSize: 1 << 20 })
  inflate.onData = (chunk) => {
    const bytes = chunk as Uint8Array
    if (at + bytes.length > length) throw fault
    whole.set(bytes, at)
    at += bytes.length
  }
  // Without this pako would keep every chunk to join them at the end.
  inflate.onEnd = () => {}
  const ok = inflate.push(packed, true)
  // Its type does not tell of it: false where the packed bytes are cut off.
  const { ended } = inflate as unknown as { readonly ended: boolean }
  if (!ok || !ended || at !== length) throw fault
  return whole
}

/** Takes bytes off a sequence of pieces. */
class Bytes {
  private readonly pieces: AsyncIterator<Uint8Array>
  private piece: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.pieces = pieces[Symbol.asyncIterator]()
  }

  /** The next bytes, in an array of their own. */
  async take(length: number): Promise<Uint8Array> {
    // Grows as the bytes come: what a damaged head says is not yet believed.
    let taken = new Uint8Array(Math.min(length, 1 << 20))
    let have = 0
    while (have < length) {
      if (this.at === this.piece.length && !(await this.next())) throw new ArchiveFault('it ends early')
      const count = Math.min(length - have, this.piece.length - this.at)
      if (have + count > taken.length) {
        const larger = new Uint8Array(Math.min(length, Math.max(taken.length * 2, have + count)))
        larger.set(taken.subarray(0, have))
        taken = larger
      }
      taken.set(this.piece.subarray(this.at, this.at + count), have)
      this.at += count
      have += count
    }
    return taken
  }

  async isOver(): Promise<boolean> {
    return this.at === this.piece.length && !(await this.next())
  }

  /** The next piece that is not empty; false after the last one. */
  private async next(): Promise<boolean> {
    do {
      const { done, value } = await this.pieces.next()
      if (done) return false
      this.piece = value
      this.at = 0
    } while (this.piece.length === 0)
    return true
  }
}
