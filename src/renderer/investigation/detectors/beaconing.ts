import { and } from '../../../shared/filter/ast'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { type AnswerColumns, columnsOf } from '../../../shared/query/answer-columns'
import type { FlowQuery } from '../../../shared/query/query'
import { askInPages } from '../ask-in-pages'
import { Breath } from '../breath'
import { numbersOf, quantitiesOf } from '../tuple-columns'
import type { Severity } from '../types'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput, DetectorScope } from './detection'
import { type Regularity, regularityOf, type TimedSize } from './regularity'
import {
  amongPairs,
  byService,
  firstOf,
  outboundServices,
  pairIn,
  pairKey,
  pairsFilter,
  remarkLimit,
  SERVICE_KEYS,
  type ServiceGroup,
  serviceKey,
} from './service-groups'
import { serviceText, threshold } from './wording'

/** Pairs that are looked at. */
const MOST_CANDIDATES = 120
/** Records of a pair that are looked at. */
const MOST_ROWS = 20_000
/** Records of all pairs of one question. */
const MOST_TOGETHER = 200_000
/** More often than this it is no beacon but a stream: times are whole seconds, a fifth of such an interval. */
const LEAST_SECONDS = 5
const FEWEST_PAIRS = 4

export const beaconing: Detector = {
  id: 'beaconing',
  title: 'Beaconing',
  rule:
    'An internal host connects to a service outside at regular intervals, with regular sizes, all over the case: a ' +
    'score of four equal parts as in RITA (times, sizes, histogram, duration). High when no other internal host uses the service and the ' +
    'score is 0.9 or more; low when many internal hosts use the service; for information for NTP, which is regular by nature.',
  attack: ['T1071', 'T1573'],
  caveat:
    'Flow logs add up packets within windows of 60 or 600 seconds, and a record begins with its first packet in one: ' +
    'connections closer together than a window may be one record, and beats within one long connection do not show. ' +
    'Updates, monitoring and licence checks beat, too.',
  limits: [
    `Pairs that connect more often than every ${LEAST_SECONDS} seconds on average are streams, and not scored.`,
    'Intervals below the aggregation interval show only where each beat has a client port of its own.',
    'Beats that go round several servers, such as those of a content network, are scored for each server alone.',
    `At most ${MOST_CANDIDATES} pairs are scored, those with the most connections, each by its first ${formatCount(MOST_ROWS)} records.`,
  ],
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
        last - first >= Math.max(10 * scope.interval, LEAST_SECONDS * (records - 1)),
    )
    const scored = firstOf(input, groups, MOST_CANDIDATES, 'pairs with enough connections', 'records')
    const hosts = new Set(all.map(({ client }) => client)).size
    const users = byService(all)
    const connections = new Map<string, readonly TimedSize[]>()
    for (const part of portions(scored, all)) {
      const found = await askConnections(input, part)
      for (const group of part) connections.set(pairKey(group), found.get(pairKey(group)) ?? [])
    }
    const beats: Beat[] = []
    const breath = new Breath()
    for (const group of scored) {
      const own = connections.get(pairKey(group)) ?? []
      if (own.length < input.threshold('connections')) continue
      const regularity = regularityOf(own, [scope.first, scope.last])
      if (breath.isLate) await breath.take()
      if (100 * regularity.score < input.threshold('score')) continue
      beats.push({ ...group, connections: own.length, regularity })
    }
    return Array.from(byService(beats)).flatMap(([service, same]) => {
      const using = users.get(service)?.length ?? same.length
      const common = using > 1 && 100 * using >= input.threshold('prevalence') * hosts
      // What many do is told once.
      if (common) return [draw(scope, same, using, (same[0] as Beat).port === NTP ? 'info' : 'low')]
      return same.map((beat) => draw(scope, [beat], using, severityOf(beat, using)))
    })
  },
}

interface Beat extends ServiceGroup {
  readonly connections: number
  readonly regularity: Regularity
}

const NTP = 123

function severityOf({ port, regularity }: Beat, users: number): Severity {
  if (port === NTP) return 'info'
  return regularity.score >= 0.9 && users === 1 ? 'high' : 'medium'
}

/**
 * Pairs for one question each, so that an answer has no more than MOST_TOGETHER rows: it has those of every pair
 * of one of the clients with one of the servers. A pair that alone has more than MOST_ROWS has a question of its own.
 */
function portions(
  groups: readonly ServiceGroup[],
  all: readonly ServiceGroup[],
): readonly (readonly ServiceGroup[])[] {
  const rowsOf = (clients: ReadonlySet<string>, servers: ReadonlySet<string>) =>
    all.reduce(
      (sum, { client, server, records }) => sum + (clients.has(client) && servers.has(server) ? records : 0),
      0,
    )
  const alone: ServiceGroup[][] = []
  const parts: ServiceGroup[][] = []
  for (const group of groups) {
    if (rowsOf(new Set([group.client]), new Set([group.server])) > MOST_ROWS) {
      alone.push([group])
      continue
    }
    const joined = [...(parts.at(-1) ?? []), group]
    const clients = new Set(joined.map(({ client }) => client))
    const servers = new Set(joined.map(({ server }) => server))
    if (parts.length > 0 && rowsOf(clients, servers) <= MOST_TOGETHER) parts.at(-1)?.push(group)
    else parts.push([group])
  }
  return [...alone, ...parts]
}

/** A record that begins where the window of the one before it ends belongs to the same connection. */
async function askConnections(
  input: DetectorInput,
  groups: readonly ServiceGroup[],
): Promise<ReadonlyMap<string, readonly TimedSize[]>> {
  const { ask, scope } = input
  const query: FlowQuery = {
    source: scope.source,
    filter: and(amongPairs(groups), scope.accepted),
    // In the order of their keys the rows of a pair are in the order of time.
    groupBy: [...SERVICE_KEYS, fieldKey('start'), fieldKey('srcport')],
    measures: [
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'at', op: 'min', field: 'start' },
    ],
  }
  const connections = new Connections(1.5 * scope.interval)
  if (groups.length > 1) {
    await askInPages(ask, query, (columns) => connections.add(columns))
    return connections.byPair
  }
  const answer = await ask({
    ...query,
    // What a limit keeps back must not make what is left look irregular.
    orderBy: { measure: 'at', descending: false },
    limit: MOST_ROWS,
  })
  remarkLimit(input, answer, 'at', 0, 'connections', 'distance in the past')
  await connections.add(columnsOf(answer))
  return connections.byPair
}

/** Connections that records tell of, by pair. */
class Connections {
  readonly byPair = new Map<string, TimedSize[]>()
  /** When the last record of a pair and client port began. */
  private readonly lastOf = new Map<string, Map<number, number>>()
  private readonly breath = new Breath()

  /** @param sameWithin seconds from the beginning of one record to that of the next one of the same connection */
  constructor(private readonly sameWithin: number) {}

  /** The records of a pair come in the order of time. */
  async add(columns: AnswerColumns): Promise<void> {
    const pairAt = pairIn(columns)
    const startAt = numbersOf(columns, SERVICE_KEYS.length)
    const portAt = numbersOf(columns, SERVICE_KEYS.length + 1)
    const bytes = quantitiesOf(columns, 'bytes')
    for (let row = 0; row < columns.size; row++) {
      if (this.breath.isDue) await this.breath.take()
      const key = pairKey(pairAt(row))
      const at = startAt(row)
      if (this.goesOn(key, portAt(row), at)) continue
      const connection = { at, bytes: Number(bytes[row]) }
      const own = this.byPair.get(key)
      if (own) own.push(connection)
      else this.byPair.set(key, [connection])
    }
  }

  private goesOn(pair: string, port: number, at: number): boolean {
    const ports = this.lastOf.get(pair) ?? new Map<number, number>()
    this.lastOf.set(pair, ports)
    const before = ports.get(port)
    ports.set(port, at)
    return before !== undefined && at - before <= this.sameWithin
  }
}

/** @param users internal hosts that use the service, those that do not beat included */
function draw(scope: DetectorScope, beats: readonly Beat[], users: number, severity: Severity): Detection {
  const best = beats.reduce((a, b) => (b.regularity.score > a.regularity.score ? b : a))
  const first = Math.min(...beats.map((beat) => beat.first))
  const last = Math.max(...beats.map((beat) => beat.last))
  const place = serviceText(best)
  const { score, times, sizes, histogram, duration, gap, intervals } = best.regularity
  const share = (part: number) => part.toFixed(2)
  const one = beats.length === 1
  const who = one ? best.client : `${beats.length} internal hosts`
  return {
    key: `beaconing|${one ? best.client : 'several'}|${serviceKey(best)}`,
    detector: 'beaconing',
    title: `${who} ${one ? 'beats' : 'beat'} to ${place}`,
    severity,
    summary:
      `${who} connected ${formatCount(beats.reduce((sum, { connections }) => sum + connections, 0))} times to ${place} ` +
      `from ${formatUtc(first)} to ${formatUtc(last)}, ${one ? '' : `${best.client} most regularly, `}with a median of ` +
      `${formatDuration(gap)} in between (score ${score.toFixed(3)}). ` +
      `${users === 1 ? 'No other internal host uses this service.' : `${formatCounted(users, 'internal host')} use this service.`}`,
    at: first,
    sources: beats.map(({ client }) => client),
    evidence: pairsFilter(scope, beats),
    measures: [
      ['Score', score.toFixed(3)],
      ['Times, sizes', `${share(times)}, ${share(sizes)}`],
      ['Histogram, duration', `${share(histogram)}, ${share(duration)}`],
      ['Median interval', formatDuration(gap)],
      ['Aggregation interval of the logs', formatDuration(scope.interval)],
    ],
    intervals,
  }
}
