import type { EvidenceFile, UnloggedWindow } from '../../shared/evidence/evidence'
import { ANY } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { timeOf } from './quantity'
import type { Ask } from './types'

/**
 * silence: no flow of the case is under way.
 * missing-file: a file that its neighbours' names make one expect is not in the folder.
 * NODATA, SKIPDATA: what the log itself says of an interface.
 */
export type GapKind = 'silence' | 'missing-file' | UnloggedWindow['status']

/** A time for which the evidence has no record, or may have none. Times are epoch seconds. */
export interface CoverageGap {
  readonly kind: GapKind
  readonly from: number
  readonly to: number
  /** The interface, or the flow log whose files are missing; null where it is all or not told. */
  readonly of: string | null
  /** Lines of the log, or files; 1 for a silence. */
  readonly count: number
}

/** Windows of NODATA and SKIPDATA that are looked at, over all files. */
export const MAX_WINDOWS = 20_000

export interface UnloggedGaps {
  readonly gaps: readonly CoverageGap[]
  /** NODATA and SKIPDATA lines that are in no gap: a file keeps its first 1,000 alone. */
  readonly unlisted: number
}

/** NODATA and SKIPDATA windows by interface; those that touch each other are one gap. */
export function unloggedGaps(evidence: readonly EvidenceFile[]): UnloggedGaps {
  const lines = evidence.reduce((sum, { counts }) => sum + counts.noData + counts.skipData, 0)
  const windows: UnloggedWindow[] = []
  for (const { unlogged = [] } of evidence) {
    for (const window of unlogged) if (windows.length < MAX_WINDOWS) windows.push(window)
  }
  windows.sort((a, b) => a.start - b.start)
  const open = new Map<string, number>()
  const gaps: CoverageGap[] = []
  for (const { status, interfaceId, start, end } of windows) {
    const key = `${status} ${interfaceId}`
    const at = open.get(key)
    const before = at === undefined ? undefined : gaps[at]
    // Windows are whole seconds, of which the next one begins after the last.
    if (at !== undefined && before && start <= before.to + 1) {
      gaps[at] = { ...before, to: Math.max(before.to, end), count: before.count + 1 }
    } else {
      open.set(key, gaps.length)
      gaps.push({ kind: status, from: start, to: end, of: interfaceId, count: 1 })
    }
  }
  return { gaps, unlisted: lines - windows.length }
}

/**
 * The name that VPC Flow Logs give a file in S3 ("Flow log files" in the Amazon VPC user guide):
 * account_vpcflowlogs_region_fl-id_YYYYMMDDTHHmmZ_hash.log.gz, or .parquet. The time is the start of
 * five minutes in which its records end.
 */
const FILE_NAME =
  /(?:^|\/)(\d{12}_vpcflowlogs_[a-z0-9-]+_fl-[0-9a-f]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/

/** Files are published every five minutes, or with buckets of ten where all names lie on those. */
const SLOTS = [600, 300] as const

/** Slots between the first and the last file of each flow log for which there is no file; neighbours are one gap. */
export function missingFiles(paths: readonly string[]): readonly CoverageGap[] {
  const byLog = new Map<string, Set<number>>()
  for (const path of paths) {
    const match = FILE_NAME.exec(path)
    if (!match) continue
    const [, log = '', ...clock] = match
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = clock.map(Number)
    const times = byLog.get(log) ?? new Set()
    byLog.set(log, times.add(Date.UTC(year, month - 1, day, hour, minute) / 1000))
  }
  return Array.from(byLog, ([log, times]) =>
    gapsBetween(
      log,
      Array.from(times).sort((a, b) => a - b),
    ),
  ).flat()
}

function gapsBetween(log: string, times: readonly number[]): readonly CoverageGap[] {
  const slot =
    SLOTS.find((seconds) => times.every((time) => (time - (times[0] as number)) % seconds === 0)) ?? 300
  return times.slice(1).flatMap((time, i): readonly CoverageGap[] => {
    const from = (times[i] as number) + slot
    if (time <= from) return []
    return [{ kind: 'missing-file', from, to: time, of: log, count: Math.ceil((time - from) / slot) }]
  })
}

export interface Silences {
  readonly gaps: readonly CoverageGap[]
  /** Shorter silences are not looked for, in seconds. */
  readonly least: number
}

/** The shortest silence that is looked for is the shortest aggregation interval of flow logs. */
const LEAST_SECONDS = 60
/** Buckets of which the extremes are asked, at most. */
const MAX_BUCKETS = 20_000

/** Times between the first and last flow of a source in which no flow is under way. One question. */
export async function askSilences(
  ask: Ask,
  source: FlowSource,
  span: { readonly from: number; readonly to: number },
): Promise<Silences> {
  const least = Math.max(LEAST_SECONDS, Math.ceil((span.to - span.from) / MAX_BUCKETS))
  const { rows } = await ask({
    source,
    filter: ANY,
    // A silence as long as a bucket reaches into the next one, so that the extremes tell its ends.
    groupBy: [{ by: 'time', bucketSeconds: least }],
    measures: [
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
    ],
  })
  const gaps: CoverageGap[] = []
  let until: number | null = null
  for (const row of rows) {
    const first = timeOf(row, 'first')
    const last = timeOf(row, 'last') ?? first
    if (first === null || last === null) continue
    if (until !== null && first - until >= least) {
      gaps.push({ kind: 'silence', from: until, to: first, of: null, count: 1 })
    }
    until = Math.max(until ?? last, last)
  }
  return { gaps, least }
}
