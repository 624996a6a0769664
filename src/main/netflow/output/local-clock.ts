import { zoneOffsetMs } from '../../../shared/format/time'

const DAY_MS = 86_400_000
/** Clocks are only ever set at full quarters of an hour. */
const QUARTER_MS = 900_000

interface Quarter {
  readonly at: number
  readonly offsetMs: number
  /** Whether the clock shows it twice, or never. */
  readonly repeated: boolean
  readonly skipped: boolean
}

/** The clock on the wall of the machine that printed local times. */
export class LocalClock {
  /** Times that the clock shows twice, in the hour in which it is set back. */
  repeated = 0
  /** Times that it never shows, in the hour in which it is set forward. */
  skipped = 0
  private last: Quarter | null = null

  /** @param zone its time zone; null when that is not known, and UTC is assumed */
  constructor(readonly zone: string | null) {}

  /**
   * The instant of a local time. Of two the earlier is taken; a time that does not exist is taken as by
   * a clock that was not set.
   * @param localMs the local time as milliseconds since the epoch, as if it were UTC; NaN gives NaN
   * @returns epoch milliseconds
   */
  instant(localMs: number): number {
    if (this.zone === null || Number.isNaN(localMs)) return localMs
    const at = Math.floor(localMs / QUARTER_MS)
    // Flows lie close together.
    const quarter = this.last?.at === at ? this.last : quarterOf(at, this.zone)
    this.last = quarter
    if (quarter.repeated) this.repeated++
    if (quarter.skipped) this.skipped++
    return localMs - quarter.offsetMs
  }
}

function quarterOf(at: number, zone: string): Quarter {
  const local = at * QUARTER_MS
  const before = zoneOffsetMs(local - DAY_MS, zone)
  const after = zoneOffsetMs(local + DAY_MS, zone)
  const fits = (offset: number) => zoneOffsetMs(local - offset, zone) === offset
  const isBefore = fits(before)
  const isAfter = fits(after)
  return {
    at,
    offsetMs: !isBefore && isAfter ? after : before,
    repeated: before !== after && isBefore && isAfter,
    skipped: !isBefore && !isAfter,
  }
}

/** Local times of which nobody has said where: taken for UTC. */
export const UNKNOWN_ZONE = new LocalClock(null)
