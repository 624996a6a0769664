import type { Damage } from '../../shared/evidence/evidence'
import { FileWindow, type ReadAt } from './file-window'
import { GzipDamage } from './gzip-damage'
import { gzipHeaderLength, headerChecksumWrong, LONGEST_HEADER } from './gzip-header'
import { type MemberReading, readMember, TRAILER_BYTES } from './gzip-member'
import { type FoundMember, findMember, firstMember } from './gzip-search'
import type { ByteSink } from './inflate'
import { checkUnpacked, type UnpackLimit, UnpackLimitError } from './unpack-limit'

const LF = 10
const ZEROS_STEP = 1 << 16

export interface RecoveryOptions {
  /** Of the file on disk. */
  readonly sizeBytes: number
  /** Bytes that the sink was given already; they are unpacked again and left out. */
  readonly delivered: number
  /** The member to begin with; null is the one at the beginning of the file. */
  readonly first: FoundMember | null
  readonly limit: UnpackLimit
  throwIfCancelled(): void
  /** Whether there is any use in more. */
  wanted(): boolean
  /** Called where a line that was begun is not continued by what the sink gets next. */
  endLine(): void
}

/**
 * Unpacks all of a damaged gzip file that can be unpacked: up to the damage, and again from the next
 * member behind it, as often as there is one.
 * @returns what is wrong, and which bytes of the file gave nothing
 */
export function recoverGzip(read: ReadAt, sink: ByteSink, options: RecoveryOptions): Damage | null {
  return new Recovery(new FileWindow(read), sink, options).run()
}

/** Nobody has any use for more of the file. */
class Unwanted extends Error {}

class Recovery {
  private readonly damage = new GzipDamage()
  private skip: number
  private unpacked = 0
  private lastByte = LF

  constructor(
    private readonly window: FileWindow,
    private readonly sink: ByteSink,
    private readonly options: RecoveryOptions,
  ) {
    this.skip = options.delivered
  }

  run(): Damage | null {
    const { damage, options } = this
    try {
      let member = this.first()
      while (member !== null) {
        const reading = readMember(this.window, member.dataAt, (bytes, end) => this.hand(bytes, end))
        member = this.next(member, reading)
      }
    } catch (error) {
      if (error instanceof UnpackLimitError) {
        damage.add('corrupt', error.packed, error.message)
        damage.lose(error.packed, options.sizeBytes)
      } else if (!(error instanceof Unwanted)) throw error
    }
    return damage.told()
  }

  private hand(bytes: Uint8Array, end: number): void {
    this.options.throwIfCancelled()
    if (!this.options.wanted()) throw new Unwanted()
    this.unpacked += bytes.length
    checkUnpacked(end, this.unpacked, this.options.limit)
    this.lastByte = bytes[bytes.length - 1] as number
    const known = Math.min(this.skip, bytes.length)
    this.skip -= known
    if (known < bytes.length) this.sink(bytes.subarray(known))
  }

  private first(): FoundMember | null {
    const { damage, options, window } = this
    const first = options.first ?? firstMember(window)
    if (first === null) {
      damage.add('corrupt', 0, "the gzip header can't be read")
      return this.search(1, 0)
    }
    if (first.at > 0) {
      damage.add('corrupt', 0, `the gzip data begins at byte ${first.at} only`)
      damage.lose(0, first.at)
    } else if (this.headerLength(0) !== first.dataAt) {
      damage.add('corrupt', 0, 'the gzip header is damaged')
      // What was unpacked behind a header of the wrong length is not what is unpacked now.
      if (this.skip > 0) options.endLine()
      this.skip = 0
    }
    return first
  }

  /** Tells what was wrong with a member, and says which is to be read next. */
  private next(member: FoundMember, { end, unpacked, fault }: MemberReading): FoundMember | null {
    const { damage } = this
    const before = `the gzip member at byte ${member.at}`
    if (fault === null || fault.kind === 'checksum' || fault.kind === 'length') {
      if (fault) {
        const what = `the ${fault.kind} of ${before} is not that of its ${unpacked} unpacked bytes, some of which must be wrong`
        damage.add('corrupt', end - TRAILER_BYTES, what)
      }
      const header = this.headerLength(end)
      if (header !== null) return { at: end, dataAt: end + header }
      if (this.onlyZeros(end)) return null
    }
    // Damaged data may be unpacked wrongly far beyond the beginning of the next member.
    const found = this.search(fault === null ? end : member.at + 1, end)
    if (found !== null && found.at < end) {
      damage.add('corrupt', found.at, `${before} breaks off where the one at byte ${found.at} begins`)
    } else if (fault?.kind === 'data') {
      const what = `gzip data can't be unpacked from byte ${end} on (${fault.message}), after ${this.unpacked} unpacked bytes`
      damage.add('corrupt', end, what)
    } else if (fault?.kind === 'cut') {
      damage.add('truncated', end, `gzip stream ends early, after ${this.unpacked} unpacked bytes`)
    } else if (found !== null) {
      damage.add('corrupt', end, `bytes between ${before} and the one at byte ${found.at} belong to none`)
    } else if (fault === null) {
      damage.add('trailing-garbage', end, 'bytes after the end of the gzip data are no gzip member')
    }
    return found
  }

  /** @param end from here to what is found the file gives nothing */
  private search(from: number, end: number): FoundMember | null {
    const { sizeBytes } = this.options
    const found = findMember(this.window, from, sizeBytes, this.options.throwIfCancelled)
    this.damage.lose(end, found?.at ?? sizeBytes)
    if (found !== null && this.lastByte !== LF) {
      this.options.endLine()
      this.lastByte = LF
    }
    return found
  }

  /** Of the header at an offset, whose own checksum is looked at if it has one; null when there is none. */
  private headerLength(at: number): number | null {
    const bytes = this.window.at(at, LONGEST_HEADER)
    const length = gzipHeaderLength(bytes)
    if (length !== null && headerChecksumWrong(bytes, length)) {
      this.damage.add('corrupt', at, `the checksum of the gzip header at byte ${at} is wrong`)
    }
    return length
  }

  private onlyZeros(from: number): boolean {
    for (let at = from; ; ) {
      this.options.throwIfCancelled()
      const bytes = this.window.at(at, ZEROS_STEP)
      if (bytes.length === 0) return true
      if (bytes.some((byte) => byte !== 0)) return false
      at += bytes.length
    }
  }
}
