import { and } from '../../../shared/filter/ast'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { HTTP_PORTS } from '../http-brute-force'
import { countOf } from '../quantity'
import { isInternal } from '../rule'
import type { Detection, Detector, DetectorInput } from './detection'
import {
  allServices,
  amongPairs,
  pairFilter,
  pairKey,
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
    if (groups.length > MOST_CANDIDATES) {
      input.remark(
        `Of ${groups.length} clients with many connections, the ${MOST_CANDIDATES} with the most were looked at.`,
      )
    }
    const candidates = groups.slice(0, MOST_CANDIDATES)
    if (candidates.length === 0) return []
    const rates = await askRates(input, candidates)
    return candidates.flatMap((group) => {
      const rate = rates.get(pairKey(group))
      if (!rate || rate.connections < leastOf(input, group) || rate.busiest < input.threshold('rate'))
        return []
      if (group.bytes / rate.connections > input.threshold('bytes')) return []
      return [draw(input, group, rate)]
    })
  },
}

function leastOf(input: DetectorInput, { port }: ServiceGroup): number {
  if (LOGIN_PORTS.includes(port)) return input.threshold('connections')
  return HTTP_PORTS.includes(port) ? input.threshold('web') : Number.POSITIVE_INFINITY
}

interface Rate {
  readonly connections: number
  /** In the busiest minute. */
  readonly busiest: number
}

/** Connections are told apart by the client's port. */
async function askRates(
  { ask, scope }: DetectorInput,
  groups: readonly ServiceGroup[],
): Promise<ReadonlyMap<string, Rate>> {
  const common = {
    source: scope.source,
    filter: and(amongPairs(groups), scope.accepted),
    measures: [{ as: 'connections', op: 'distinct', field: 'srcport' }] as const,
    orderBy: { measure: 'connections', descending: true },
  }
  const whole = await ask({ ...common, groupBy: SERVICE_KEYS, limit: 10_000 })
  const byMinute = await ask({
    ...common,
    groupBy: [...SERVICE_KEYS, { by: 'time', bucketSeconds: 60 }],
    limit: 20_000,
  })
  const busiest = new Map<string, number>()
  for (const row of byMinute.rows) {
    const key = pairKey(servicePair(row))
    busiest.set(key, Math.max(busiest.get(key) ?? 0, countOf(row, 'connections')))
  }
  return new Map(
    whole.rows.map((row) => {
      const key = pairKey(servicePair(row))
      return [key, { connections: countOf(row, 'connections'), busiest: busiest.get(key) ?? 0 }]
    }),
  )
}

function draw({ scope }: DetectorInput, group: ServiceGroup, { connections, busiest }: Rate): Detection {
  const { client, first, last, bytes, records } = group
  const place = serviceText(group)
  const steady = (last - first) * 2 >= scope.last - scope.first
  const login = LOGIN_PORTS.includes(group.port)
  const internal = isInternal(client)
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
