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
  /** All of the file before this offset was read, or is told to be lost. */
  private done = 0

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
        const hand = (bytes: Uint8Array, end: number) => this.hand(bytes, end)
        const reading = readMember(this.window, member.dataAt, hand, 'zeros')
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
      const { sizeBytes, throwIfCancelled } = options
      const found = findMember(window, 1, sizeBytes, throwIfCancelled)
      damage.lose(0, found?.at ?? sizeBytes)
      return found
    }
    if (first.at > 0) {
      damage.add('corrupt', 0, `nothing before byte ${first.at} can be read`)
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
  private next(member: FoundMember, reading: MemberReading): FoundMember | null {
    const { end, fault } = reading
    // What gave nothing at all is no more than what is between members.
    const done = Math.max(this.done, fault !== null && reading.unpacked === 0 ? member.at : end)
    this.done = done
    const unpackedAll = fault === null || fault.kind === 'checksum' || fault.kind === 'length'
    const adjoining = unpackedAll ? this.memberAt(end) : null
    // A line may go on in the next member.
    if (fault === null && adjoining !== null) return adjoining
    // Damaged data may be unpacked wrongly far beyond the beginning of another member.
    let found = findMember(
      this.window,
      fault === null ? end : member.at + 1,
      this.options.sizeBytes,
      this.options.throwIfCancelled,
    )
    if (adjoining !== null && (found === null || found.at > end)) found = adjoining
    this.tell(member, reading, found)
    const from = found?.at ?? this.options.sizeBytes
    if (from > done && !(found === null && unpackedAll && this.onlyZeros(done))) {
      this.damage.lose(done, from)
      if (unpackedAll && found === null) {
        this.damage.add('trailing-garbage', done, 'bytes after the end of the gzip data are no gzip member')
      } else if (unpackedAll) {
        this.damage.add('corrupt', done, `bytes before the gzip member at byte ${from} belong to none`)
      }
    }
    if (found !== null) this.endLine()
    return found
  }

  private tell(
    member: FoundMember,
    { end, unpacked, fault }: MemberReading,
    found: FoundMember | null,
  ): void {
    const { damage } = this
    const name = `the gzip member at byte ${member.at}`
    switch (fault?.kind) {
      case 'checksum':
      case 'length':
        damage.add(
          'corrupt',
          end - TRAILER_BYTES,
          `the ${fault.kind} of ${name} is not that of its ${unpacked} unpacked bytes, some of which must be wrong`,
        )
        break
      case 'data':
        damage.add(
          'corrupt',
          end,
          `${name} can't be unpacked from byte ${end} on (${fault.message}); the last of its ${unpacked} unpacked bytes may be wrong`,
        )
        break
      case 'cut':
        if (found === null) {
          damage.add('truncated', end, `gzip stream ends early, after ${this.unpacked} unpacked bytes`)
        }
    }
    if (fault !== null && found !== null && found.at < end) {
      damage.add('corrupt', found.at, `${name} is interrupted by the one at byte ${found.at}`)
    }
  }

  private memberAt(at: number): FoundMember | null {
    const length = this.headerLength(at)
    return length === null ? null : { at, dataAt: at + length }
  }

  private endLine(): void {
    if (this.lastByte === LF) return
    this.options.endLine()
    this.lastByte = LF
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
