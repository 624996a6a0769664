import { possibleTime } from './record-reader'

/** Reads the time stamps of one interface of a pcapng file (options if_tsresol and if_tsoffset). */
export class TickClock {
  readonly unit: string
  readonly ticksPerSecond: number
  private readonly kind: 'micro' | 'nano' | 'other'
  /** A tick is numerator / denominator microseconds. */
  private readonly numerator: bigint
  private readonly denominator: bigint

  /**
   * @param resolution if_tsresol: a negative power of 10, of 2 when the highest bit is set
   * @param offsetSeconds if_tsoffset: added to each time stamp
   */
  constructor(
    resolution = 6,
    private readonly offsetSeconds = 0n,
  ) {
    const exponent = resolution & 0x7f
    const binary = resolution > 0x7f
    const ticks = binary ? 1n << BigInt(exponent) : 10n ** BigInt(exponent)
    this.numerator = 1_000_000n
    this.denominator = ticks
    this.ticksPerSecond = Number(ticks)
    this.kind =
      binary || offsetSeconds !== 0n ? 'other' : exponent === 6 ? 'micro' : exponent === 9 ? 'nano' : 'other'
    this.unit =
      NAMED_UNITS.get(resolution) ?? (binary ? `1/${2 ** exponent} of a second` : `10^-${exponent} seconds`)
  }

  /** Whole microseconds since the epoch of a time stamp in two halves; NaN when outside of 1970 to 2106. */
  micros(high: number, low: number): number {
    if (this.kind === 'micro') return possibleTime(high * 0x1_0000_0000 + low)
    // 2^32 is 4,294,967 thousands and 296: the quotient stays exact as long as a time is possible.
    if (this.kind === 'nano') return possibleTime(high * 4_294_967 + Math.floor((high * 296 + low) / 1000))
    const ticks = (BigInt(high) << 32n) | BigInt(low)
    const exact = (ticks * this.numerator) / this.denominator + this.offsetSeconds * 1_000_000n
    return possibleTime(Number(exact))
  }
}

const NAMED_UNITS: ReadonlyMap<number, string> = new Map([
  [0, 'seconds'],
  [3, 'milliseconds'],
  [6, 'microseconds'],
  [9, 'nanoseconds'],
])
