import { ANY, and, type Filter, text } from '../../../shared/filter/ast'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput, DetectorScope } from './detection'
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
    'all other stretches, while other interfaces go on. Medium for all interfaces, low for one.',
  attack: ['T1562.008'],
  caveat:
    'Silence has innocent reasons: files that were not collected, a delivery that failed (SKIPDATA), an interface that was ' +
    'stopped. It does not prove that logging was switched off; CloudTrail (DeleteFlowLogs, StopInstances) does.',
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
    const found = longest.map((gap) => draw(null, gap, fine))
    if (scope.source === 'netflow') return found
    return [
      ...found,
      ...(await interfaceGaps(input, await askBusy(input, bucketOf(scope, MOST_INTERFACE_BUCKETS)), least)),
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

async function interfaceGaps(input: DetectorInput, span: Span, least: number): Promise<readonly Detection[]> {
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
  if (interfaces.groups > interfaces.rows.length) {
    input.remark(
      `Of ${interfaces.groups} interfaces, the ${MOST_INTERFACES} with the most records were looked at.`,
    )
  }
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
    return 100 * busy.size >= input.threshold('busy') * others ? [draw(id, longest, span)] : []
  })
}

function someIn({ from, to }: Gap, busy: ReadonlySet<number>): boolean {
  for (let bucket = from; bucket <= to; bucket++) if (busy.has(bucket)) return true
  return false
}

function draw(id: string | null, gap: Gap, { bucket }: Span): Detection {
  const from = gap.from * bucket
  const to = (gap.to + 1) * bucket
  const within: Filter = and(
    { type: 'number', field: 'start', comparison: '>=', value: from },
    { type: 'number', field: 'start', comparison: '<', value: to },
  )
  return {
    key: `logging-gap|${id ?? 'all'}|${from}`,
    detector: 'logging-gap',
    title: id === null ? 'No interface logged anything' : `${id} logged nothing`,
    severity: id === null ? 'medium' : 'low',
    summary:
      `${id === null ? 'No record of any interface' : `No record of ${id}`} begins from ${formatUtc(from)} to ${formatUtc(to)} ` +
      `(${formatDuration(to - from)})${id === null ? '' : ', while other interfaces went on'}.`,
    at: from,
    sources: [],
    evidence: id === null ? within : and(text('interface-id', id), within),
    measures: [
      ['Silent for, at least', formatDuration(to - from)],
      ['Looked at in stretches of', `${formatCount(bucket)} s`],
    ],
  }
}
