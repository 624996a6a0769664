import { and } from '../../../shared/filter/ast'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import type { GroupRow } from '../../../shared/query/query'
import { quantityOf } from '../quantity'
import type { Severity } from '../types'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput, DetectorScope } from './detection'
import { type Regularity, regularityOf, type TimedSize } from './regularity'
import {
  amongPairs,
  outboundServices,
  pairFilter,
  pairKey,
  SERVICE_KEYS,
  type ServiceGroup,
  servicePair,
} from './service-groups'
import { serviceText, threshold } from './wording'

/** Pairs that are looked at, and how many in one question: an answer has a row for each record. */
const MOST_CANDIDATES = 120
const AT_ONCE = 20
const MOST_ROWS = 20_000
/** From here on it is no beacon but a stream of connections (RITA: a strobe has one each second of a day). */
const MOST_RECORDS = 86_400
const FEWEST_PAIRS = 4

export const beaconing: Detector = {
  id: 'beaconing',
  title: 'Beaconing',
  rule:
    'An internal host connects to a service outside at regular intervals, with regular sizes, all over the case: a ' +
    'score of four equal parts as in RITA (times, sizes, histogram, duration). High when this host alone does so and the ' +
    'score is 0.9 or more; low when many internal hosts use the service; for information for NTP, which is regular by nature.',
  attack: ['T1071', 'T1573'],
  caveat:
    'Flow logs add up packets within windows of 60 or 600 seconds, and a record begins with its first packet in one: ' +
    'connections closer together than a window may be one record, and beats within one long connection do not show. ' +
    'Updates, monitoring and licence checks beat, too.',
  thresholds: [
    threshold(
      'connections',
      'Connections',
      'connections',
      12,
      'Flowcase: RITA begins at 4, where a day has many false ones',
      [4, 1e6],
    ),
    threshold('score', 'Score', '%', 85, 'RITA: 50 base, 70 low, 90 medium, 100 high', [1, 100]),
    threshold(
      'prevalence',
      'Of all internal hosts that go out, use the service',
      '%',
      50,
      'RITA: prevalence_decrease_threshold 0.5',
      [1, 100],
    ),
  ],
  async detect(input) {
    const { scope } = input
    const all = await outboundServices(input, FEWEST_PAIRS)
    const groups = all.filter(
      ({ records, first, last }) =>
        records >= input.threshold('connections') &&
        records < MOST_RECORDS &&
        last - first >= 10 * scope.interval,
    )
    if (groups.length > MOST_CANDIDATES) {
      input.remark(
        `Of ${groups.length} pairs with enough connections, the ${MOST_CANDIDATES} with the most were scored.`,
      )
    }
    const hosts = new Set(all.map(({ client }) => client)).size
    const found: Detection[] = []
    for (let from = 0; from < Math.min(groups.length, MOST_CANDIDATES); from += AT_ONCE) {
      const part = groups.slice(from, Math.min(from + AT_ONCE, MOST_CANDIDATES))
      const connections = await askConnections(input, part)
      for (const group of part) {
        const own = connections.get(pairKey(group)) ?? []
        if (own.length < input.threshold('connections')) continue
        const regularity = regularityOf(own, [scope.first, scope.last])
        if (100 * regularity.score < input.threshold('score')) continue
        const users = new Set(all.filter((other) => sameService(other, group)).map(({ client }) => client))
          .size
        const common = users > 1 && 100 * users >= input.threshold('prevalence') * hosts
        found.push(
          draw(scope, group, own.length, regularity, severityOf(group, regularity, users, common), users),
        )
      }
    }
    return found
  },
}

function sameService(a: ServiceGroup, b: ServiceGroup): boolean {
  return a.server === b.server && a.port === b.port && a.protocol === b.protocol
}

function severityOf({ port }: ServiceGroup, { score }: Regularity, users: number, common: boolean): Severity {
  if (port === 123) return 'info'
  if (common) return 'low'
  return score >= 0.9 && users === 1 ? 'high' : 'medium'
}

/** A record that begins where the window of the one before it ends belongs to the same connection. */
async function askConnections(
  { ask, scope }: DetectorInput,
  groups: readonly ServiceGroup[],
): Promise<ReadonlyMap<string, readonly TimedSize[]>> {
  const answer = await ask({
    source: scope.source,
    filter: and(amongPairs(groups), scope.accepted),
    groupBy: [...SERVICE_KEYS, fieldKey('srcport'), fieldKey('start')],
    measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
    orderBy: { measure: 'bytes', descending: true },
    limit: MOST_ROWS,
  })
  const byTime = [...answer.rows].sort((a, b) => timeKey(a) - timeKey(b))
  const lastOf = new Map<string, number>()
  const connections = new Map<string, TimedSize[]>()
  for (const row of byTime) {
    const key = pairKey(servicePair(row))
    const at = timeKey(row)
    const tuple = `${key}|${row.keys[4]}`
    const before = lastOf.get(tuple)
    lastOf.set(tuple, at)
    if (before !== undefined && at - before <= 1.5 * scope.interval) continue
    const own = connections.get(key)
    const connection = { at, bytes: Number(quantityOf(row, 'bytes')) }
    if (own) own.push(connection)
    else connections.set(key, [connection])
  }
  return connections
}

function timeKey({ keys }: GroupRow): number {
  return Number(keys[5] ?? 0)
}

function draw(
  scope: DetectorScope,
  group: ServiceGroup,
  connections: number,
  regularity: Regularity,
  severity: Severity,
  users: number,
): Detection {
  const { client, first, last } = group
  const place = serviceText(group)
  const { score, times, sizes, histogram, duration, gap } = regularity
  const share = (part: number) => part.toFixed(2)
  return {
    key: `beaconing|${pairKey(group)}`,
    detector: 'beaconing',
    title: `${client} beats to ${place}`,
    severity,
    summary:
      `${client} connected ${formatCount(connections)} times to ${place} from ${formatUtc(first)} to ${formatUtc(last)}, ` +
      `with a median of ${formatDuration(gap)} in between (score ${score.toFixed(3)}). ` +
      `${users === 1 ? 'No other internal host uses this service.' : `${formatCounted(users, 'internal host')} use this service.`}`,
    at: first,
    evidence: pairFilter(scope, group),
    measures: [
      ['Score', score.toFixed(3)],
      ['Times, sizes', `${share(times)}, ${share(sizes)}`],
      ['Histogram, duration', `${share(histogram)}, ${share(duration)}`],
      ['Median interval', formatDuration(gap)],
      ['Aggregation interval of the logs', formatDuration(scope.interval)],
    ],
    intervals: regularity.intervals,
  }
}
