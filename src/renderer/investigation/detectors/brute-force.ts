import { and } from '../../../shared/filter/ast'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { HTTP_PORTS } from '../http-brute-force'
import { countOf } from '../quantity'
import type { Detection, Detector, DetectorInput } from './detection'
import {
  allServices,
  amongPairs,
  firstOf,
  pairFilter,
  pairKey,
  remarkLimit,
  SERVICE_KEYS,
  type ServiceGroup,
  servicePair,
} from './service-groups'
import { serviceText, threshold } from './wording'

/** TCP ports of services that ask for a password before anything else. */
const LOGIN_PORTS: readonly number[] = [
  21, 22, 23, 25, 110, 143, 389, 445, 465, 587, 636, 993, 995, 1433, 1521, 3306, 3389, 5432, 5900, 5985, 5986,
  6379, 27017,
]
const MOST_CANDIDATES = 100

export const bruteForce: Detector = {
  id: 'brute-force',
  title: 'Brute force',
  rule:
    `Many short accepted connections of one client to one service that asks for a password (TCP ports ` +
    `${LOGIN_PORTS.join(', ')}), or to one web port (${HTTP_PORTS.join(', ')}). High for a client outside against ` +
    'a log-in port; medium for a web port, and inside; low for an internal client that goes on for half of the ' +
    'case or more, as pools of database connections do.',
  attack: ['T1110'],
  caveat:
    'Flow logs hold no user name and no outcome, and add up all packets of a connection within an interval. A crawler, ' +
    'a broken client or a monitoring probe looks alike; the service’s own log tells which it was.',
  limits: [
    'A connection is told by the client’s port: one that is used again within the case counts once, and a connection that several records tell counts once.',
    'Attempts that were rejected, or spread over many clients of a few connections each, are not found.',
    `At most ${formatCount(MOST_CANDIDATES)} pairs of client and service are measured, those with the most records.`,
  ],
  thresholds: [
    threshold(
      'connections',
      'Connections to a log-in port',
      'connections',
      30,
      'Zeek guesses SSH passwords by 30 failed log-ins (SSH::password_guesses_limit)',
    ),
    threshold(
      'web',
      'Connections to a web port',
      'connections',
      200,
      'Flowcase: a person opens tens of connections to a site, seldom hundreds',
    ),
    threshold(
      'rate',
      'In the busiest minute, at least',
      'connections',
      10,
      'Flowcase: probes of load balancers come every 5 to 30 s',
    ),
    threshold(
      'bytes',
      'Sent on each, on average, at most',
      'bytes',
      10_000,
      'Flowcase: key exchange and failed log-ins take 2 to 5 kB',
    ),
  ],
  async detect(input) {
    const least = Math.min(input.threshold('connections'), input.threshold('web'))
    const groups = (await allServices(input, least)).filter(
      (group) =>
        group.protocol === 6 &&
        group.records >= leastOf(input, group) &&
        group.bytes / group.records <= input.threshold('bytes'),
    )
    const candidates = firstOf(input, groups, MOST_CANDIDATES, 'clients with many connections', 'records')
    if (candidates.length === 0) return []
    const connections = await askConnections(input, candidates)
    const many = candidates.flatMap((group) => {
      const opened = connections.get(pairKey(group)) ?? 0
      const enough = opened >= leastOf(input, group) && group.bytes / opened <= input.threshold('bytes')
      return enough ? [{ ...group, connections: opened }] : []
    })
    if (many.length === 0) return []
    const busiest = await askBusiest(input, many)
    return many.flatMap((group) => {
      const most = busiest.get(pairKey(group)) ?? 0
      return most >= input.threshold('rate') ? [draw(input, group, most)] : []
    })
  },
}

function leastOf(input: DetectorInput, { port }: ServiceGroup): number {
  if (LOGIN_PORTS.includes(port)) return input.threshold('connections')
  return HTTP_PORTS.includes(port) ? input.threshold('web') : Number.POSITIVE_INFINITY
}

interface Guessed extends ServiceGroup {
  readonly connections: number
}

/** Connections of each pair, told apart by the client's port. */
async function askConnections(
  { ask, scope }: DetectorInput,
  groups: readonly ServiceGroup[],
): Promise<ReadonlyMap<string, number>> {
  const answer = await ask({
    source: scope.source,
    filter: and(amongPairs(groups), scope.accepted),
    groupBy: SERVICE_KEYS,
    measures: [{ as: 'connections', op: 'distinct', field: 'srcport' }],
    orderBy: { measure: 'connections', descending: true },
    limit: 10_000,
  })
  return new Map(answer.rows.map((row) => [pairKey(servicePair(row)), countOf(row, 'connections')]))
}

/** The same in the busiest minute of each pair. */
async function askBusiest(
  input: DetectorInput,
  groups: readonly ServiceGroup[],
): Promise<ReadonlyMap<string, number>> {
  const { ask, scope } = input
  const answer = await ask({
    source: scope.source,
    filter: and(amongPairs(groups), scope.accepted),
    groupBy: [...SERVICE_KEYS, { by: 'time', bucketSeconds: 60 }],
    measures: [{ as: 'connections', op: 'distinct', field: 'srcport' }],
    orderBy: { measure: 'connections', descending: true },
    limit: 20_000,
  })
  remarkLimit(input, answer, 'connections', input.threshold('rate'), 'minutes of pairs', 'connections')
  const busiest = new Map<string, number>()
  for (const row of answer.rows) {
    const key = pairKey(servicePair(row))
    busiest.set(key, Math.max(busiest.get(key) ?? 0, countOf(row, 'connections')))
  }
  return busiest
}

/** @param busiest connections in the busiest minute */
function draw({ scope }: DetectorInput, group: Guessed, busiest: number): Detection {
  const { client, first, last, bytes, records, connections } = group
  const place = serviceText(group)
  const steady = (last - first) * 2 >= scope.last - scope.first
  const login = LOGIN_PORTS.includes(group.port)
  const internal = scope.sides.isInside(client)
  return {
    key: `brute-force|${pairKey(group)}`,
    detector: 'brute-force',
    title: `Brute force by ${client} against ${place}`,
    severity: internal && steady ? 'low' : login && !internal ? 'high' : 'medium',
    summary:
      `${client} opened ${formatCounted(connections, 'connection')} to ${place} from ${formatUtc(first)} to ` +
      `${formatUtc(last)}, up to ${formatCount(busiest)} in one minute. It sent ${formatBytes(bytes)} in ` +
      `${formatCounted(records, 'record')}, ${formatCount(Math.round(bytes / connections))} bytes on each connection.`,
    at: first,
    sources: [client],
    evidence: pairFilter(scope, group),
    measures: [
      ['Connections (client ports)', formatCount(connections)],
      ['Busiest minute', formatCounted(busiest, 'connection')],
      ['Sent on each, mean', `${formatCount(Math.round(bytes / connections))} bytes`],
    ],
  }
}
