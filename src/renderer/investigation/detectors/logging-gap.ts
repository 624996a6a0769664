import { ANY, and, type Filter, text } from '../../../shared/filter/ast'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput, DetectorScope } from './detection'
import { remarkLimit } from './service-groups'
import { StatedGaps, statedText } from './stated-gaps'
import { threshold } from './wording'

/** Interfaces that are looked at one by one, those with the most records. */
const MOST_INTERFACES = 100
/** Buckets that a case is cut into, at most; and for each interface. */
const MOST_BUCKETS = 5_000
const MOST_INTERFACE_BUCKETS = 300
const MOST_TOLD = 10

export const loggingGap: Detector = {
  id: 'logging-gap',
  title: 'Gap in logging',
  rule:
    'No record of any interface begins within a stretch of the case; or none of one interface that has records in nearly ' +
    'all other stretches, while other interfaces go on; or AWS says that it left records of an interface out (SKIPDATA). ' +
    'Medium for all interfaces, low for one, for information where NODATA lines of the interface say that it was logged and had no traffic.',
  attack: ['T1562.008'],
  caveat:
    'Silence has innocent reasons: files that were not collected, an internal limit or error of AWS (SKIPDATA), no traffic (NODATA), an ' +
    'interface that was stopped. It does not prove that logging was switched off; CloudTrail (DeleteFlowLogs, StopInstances) does.',
  limits: [
    'A gap is told in whole stretches of time without a record that begins there: its ends are as coarse as a stretch.',
    'An interface that is idle now and then is not looked at, and one that never logged is not known.',
    `At most ${MOST_INTERFACES} interfaces are looked at, those with the most records; of each the longest gap is told.`,
  ],
  thresholds: [
    threshold(
      'minutes',
      'Silence, at least',
      'minutes',
      15,
      'AWS: a window closes after 10 minutes at most, and is delivered within 5 more',
      [1, 525_600],
    ),
    threshold(
      'busy',
      'One interface: of all other stretches, have records',
      '%',
      95,
      'Flowcase: an interface that is idle now and then tells nothing',
      [50, 100],
    ),
  ],
  async detect(input) {
    const { scope } = input
    const least = input.threshold('minutes') * 60
    const fine = await askBusy(input, bucketOf(scope, MOST_BUCKETS))
    const silent = gapsIn(fine).filter((gap) => lengthOf(gap, fine) >= least)
    if (lengthOf({ from: 0, to: 1 }, fine) > least) {
      input.remark(
        `The case is long: gaps shorter than ${formatDuration(2 * fine.bucket)} were not looked for.`,
      )
    }
    const longest = [...silent].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_TOLD)
    if (silent.length > MOST_TOLD) {
      input.remark(`${silent.length} gaps of all interfaces were found; the ${MOST_TOLD} longest are told.`)
    }
    const stated = new StatedGaps(scope.evidence)
    const found = longest.map((gap) => draw(null, gap, fine, stated))
    if (scope.source === 'netflow') return found
    if (stated.unlisted > 0) {
      input.remark(
        `${formatCounted(stated.unlisted, 'NODATA or SKIPDATA line')} of files with more than 1,000 of them were not placed in time.`,
      )
    }
    const coarse = await askBusy(input, bucketOf(scope, MOST_INTERFACE_BUCKETS))
    return [
      ...found,
      ...(await interfaceGaps(input, coarse, least, stated)),
      ...skippedRecords(input, stated, least),
    ]
  },
}

/** In whole minutes. */
function bucketOf({ first, last }: DetectorScope, most: number): number {
  return Math.max(1, Math.ceil((last - first) / most / 60)) * 60
}

/** Buckets in which records begin, by their numbers since the epoch. */
async function askBusy({ ask, scope }: DetectorInput, bucket: number): Promise<Span> {
  const { rows } = await ask({
    source: scope.source,
    filter: ANY,
    groupBy: [{ by: 'time', bucketSeconds: bucket }],
    measures: [{ as: 'records', op: 'count' }],
  })
  const busy = new Set(rows.map(({ keys }) => Number(keys[0] ?? 0) / bucket))
  return { from: Math.floor(scope.first / bucket), to: Math.floor(scope.last / bucket), bucket, busy }
}

interface Span {
  /** Numbers of buckets since the epoch. */
  readonly from: number
  readonly to: number
  /** Seconds. */
  readonly bucket: number
  readonly busy: ReadonlySet<number>
}

interface Gap {
  readonly from: number
  /** The last silent bucket. */
  readonly to: number
}

function lengthOf({ from, to }: Gap, { bucket }: Pick<Span, 'bucket'>): number {
  return (to - from + 1) * bucket
}

/** Runs of buckets without a record, inside of the case. */
function gapsIn({ from, to, busy }: Span): readonly Gap[] {
  const gaps: Gap[] = []
  let last = from - 1
  for (let bucket = from; bucket <= to; bucket++) {
    if (!busy.has(bucket)) continue
    if (bucket - last > 1) gaps.push({ from: last + 1, to: bucket - 1 })
    last = bucket
  }
  return gaps
}

async function interfaceGaps(
  input: DetectorInput,
  span: Span,
  least: number,
  stated: StatedGaps,
): Promise<readonly Detection[]> {
  const { ask, scope } = input
  const interfaces = await ask({
    source: scope.source,
    filter: ANY,
    groupBy: [fieldKey('interface-id')],
    measures: [{ as: 'records', op: 'count' }],
    orderBy: { measure: 'records', descending: true },
    limit: MOST_INTERFACES,
  })
  const chosen = interfaces.rows.flatMap(({ keys }) => (typeof keys[0] === 'string' ? [keys[0]] : []))
  if (chosen.length < 2) return []
  remarkLimit(input, interfaces, 'records', 0, 'interfaces', 'records')
  const answer = await ask({
    source: scope.source,
    filter: text('interface-id', ...chosen),
    groupBy: [fieldKey('interface-id'), { by: 'time', bucketSeconds: span.bucket }],
    measures: [{ as: 'records', op: 'count' }],
  })
  const buckets = new Map<string, Set<number>>(chosen.map((id) => [id, new Set()]))
  for (const row of answer.rows) {
    if (countOf(row, 'records') > 0)
      buckets.get(String(row.keys[0]))?.add(Number(row.keys[1] ?? 0) / span.bucket)
  }
  return Array.from(buckets).flatMap(([id, busy]) => {
    const gaps = gapsIn({ ...span, busy }).filter(
      (gap) => lengthOf(gap, span) >= least && someIn(gap, span.busy),
    )
    const [longest] = [...gaps].sort((a, b) => b.to - b.from - (a.to - a.from))
    if (!longest) return []
    // The gap itself does not count: an interface that is never idle but then.
    const others = span.busy.size - (longest.to - longest.from + 1)
    return 100 * busy.size >= input.threshold('busy') * others ? [draw(id, longest, span, stated)] : []
  })
}

function someIn({ from, to }: Gap, busy: ReadonlySet<number>): boolean {
  for (let bucket = from; bucket <= to; bucket++) if (busy.has(bucket)) return true
  return false
}

/** Stretches of an interface in which AWS left records out, told once for each interface. */
function skippedRecords(input: DetectorInput, stated: StatedGaps, least: number): readonly Detection[] {
  const told = Array.from(stated.skipped, ([id, gaps]) => ({
    id,
    gaps,
    longest: gaps.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a)),
  }))
    .filter(({ longest }) => longest.to + 1 - longest.from >= least)
    .sort((a, b) => b.longest.to - b.longest.from - (a.longest.to - a.longest.from))
  if (told.length > MOST_TOLD) {
    input.remark(
      `AWS left out records of ${told.length} interfaces; the ${MOST_TOLD} with the longest stretch are told.`,
    )
  }
  return told.slice(0, MOST_TOLD).map(({ id, gaps, longest }) => {
    const lines = gaps.reduce((sum, { count }) => sum + count, 0)
    const end = longest.to + 1
    return {
      key: `logging-gap|${id}|skipdata`,
      detector: 'logging-gap',
      title: `AWS left records of ${id} out`,
      severity: 'low',
      summary:
        `${formatCounted(lines, 'SKIPDATA line')} of ${id} ${lines === 1 ? 'says' : 'say'} that AWS left records out; the longest ` +
        `stretch is from ${formatUtc(longest.from)} to ${formatUtc(end)} (${formatDuration(end - longest.from)}). Figures of this interface are lower bounds.`,
      at: longest.from,
      sources: [],
      evidence: and(text('interface-id', id), startsWithin(longest.from, end)),
      measures: [
        ['SKIPDATA lines', formatCount(lines)],
        ['Lines of the log in the longest stretch', statedText(stated.within(longest.from, end, id))],
      ],
    }
  })
}

function startsWithin(from: number, to: number): Filter {
  return and(
    { type: 'number', field: 'start', comparison: '>=', value: from },
    { type: 'number', field: 'start', comparison: '<', value: to },
  )
}

function draw(id: string | null, gap: Gap, { bucket }: Span, stated: StatedGaps): Detection {
  const from = gap.from * bucket
  const to = (gap.to + 1) * bucket
  const within = startsWithin(from, to)
  const lines = stated.within(from, to, id)
  // The edges of the gap lie within a stretch that has records.
  const idle = id !== null && lines.noData >= to - from - 2 * bucket && lines.noData > 0
  return {
    key: `logging-gap|${id ?? 'all'}|${from}`,
    detector: 'logging-gap',
    title:
      id === null ? 'No interface logged anything' : idle ? `${id} had no traffic` : `${id} logged nothing`,
    severity: id === null ? 'medium' : idle ? 'info' : 'low',
    summary:
      `${id === null ? 'No record of any interface' : `No record of ${id}`} begins from ${formatUtc(from)} to ${formatUtc(to)} ` +
      `(${formatDuration(to - from)})${id === null ? '' : ', while other interfaces went on'}. ` +
      `The log has ${statedText(lines)} of that time.`,
    at: from,
    sources: [],
    evidence: id === null ? within : and(text('interface-id', id), within),
    measures: [
      ['Silent for, at least', formatDuration(to - from)],
      ['Lines of the log in it', statedText(lines)],
      ['Looked at in stretches of', `${formatCount(bucket)} s`],
    ],
  }
}
