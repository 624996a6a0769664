import { and, type Filter } from '../../../shared/filter/ast'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf, quantityOf, timeOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput } from './detection'
import { SIZE_AND_SPAN } from './measures'
import { REQUESTS } from './scope'
import { pairFilter, pairKey, remarkLimit, SERVICE_KEYS, servicePair } from './service-groups'
import { serviceText, threshold } from './wording'

/** SSH, RPC and SMB, RDP, WinRM, VNC, databases. */
const PORTS: readonly number[] = [
  22, 135, 139, 445, 1433, 1521, 3306, 3389, 5432, 5900, 5985, 5986, 6379, 9200, 27017,
]
const MOST_HOSTS = 200
const MOST_SESSIONS = 2_000

export const lateralMovement: Detector = {
  id: 'lateral-movement',
  title: 'Lateral movement',
  rule:
    'An internal host that a suspect of the case, or the source of a high finding from outside, has reached opens, for the ' +
    `first time and after that, connections to remote access or a database of another internal host (TCP ports ${PORTS.join(', ')}). High after a session of the suspect at one of these ports of the host, medium otherwise.`,
  attack: ['T1021', 'T1210'],
  caveat:
    'What is new here may only be rare: a case begins with the first log. Connections inside one subnet are logged only where ' +
    'interfaces are. Without a suspect and without a finding from outside, no host counts as reached.',
  limits: [
    'Only the listed TCP ports are looked at, and only hosts that a hostile address reached directly: a second hop is not followed.',
    'A connection that the host had with the same service before it was reached leaves this one out.',
    `At most ${MOST_HOSTS} reached hosts and ${formatCount(MOST_SESSIONS)} of their connections are looked at.`,
  ],
  thresholds: [
    threshold(
      'reached',
      'Bytes that the suspect has sent to the host, at least',
      'bytes',
      1_000,
      'Flowcase: more than a handshake',
    ),
    threshold(
      'session',
      'Bytes that the suspect has sent in one session, at least',
      'bytes',
      10_000,
      'Flowcase: key exchange and failed log-ins take 2 to 5 kB',
    ),
    threshold(
      'bytes',
      'Bytes that the host then sent inside, at least',
      'bytes',
      100,
      'Flowcase: more than a single packet',
    ),
  ],
  async detect(input) {
    const { scope } = input
    const hostile = [
      ...new Set([
        ...scope.suspects,
        ...input.earlier
          .filter(({ detector, severity }) => detector === 'brute-force' && severity === 'high')
          .flatMap(({ sources }) => sources),
      ]),
    ]
    if (hostile.length === 0) {
      input.remark('No suspect is named and no attack from outside was found, so no host counts as reached.')
      return []
    }
    const reached = await askReached(input, hostile)
    if (reached.size === 0) return []
    const answer = await input.ask({
      source: scope.source,
      filter: and(
        { type: 'address', side: 'src', networks: [...reached.keys()] },
        scope.sides.inside('dst'),
        { type: 'port', side: 'dst', comparison: '=', ports: PORTS },
        { type: 'protocol', protocol: 6 },
        REQUESTS,
        scope.accepted,
      ),
      groupBy: SERVICE_KEYS,
      measures: SIZE_AND_SPAN,
      orderBy: { measure: 'first', descending: false },
      limit: MOST_SESSIONS,
    })
    remarkLimit(input, answer, 'first', 0, 'connections inside', 'distance in the past')
    return answer.rows.flatMap((row): readonly Detection[] => {
      const pair = servicePair(row)
      const touched = reached.get(pair.client)
      const first = timeOf(row, 'first') ?? 0
      const bytes = quantityOf(row, 'bytes')
      if (!touched || first < touched.at || pair.client === pair.server || bytes < input.threshold('bytes'))
        return []
      return [
        {
          key: `lateral-movement|${pairKey(pair)}`,
          detector: 'lateral-movement',
          title: `${pair.client} goes on to ${serviceText(pair)}`,
          severity: touched.loggedIn !== null && touched.loggedIn <= first ? 'high' : 'medium',
          summary:
            `${pair.client}, which ${touched.by} reached at ${formatUtc(touched.at)}, connected to ${serviceText(pair)} ` +
            `for the first time at ${formatUtc(first)}, and sent ${formatBytesExact(bytes)} in ` +
            `${formatCounted(countOf(row, 'records'), 'record')} until ${formatUtc(timeOf(row, 'last') ?? first)}.`,
          at: first,
          sources: [pair.client],
          evidence: pairFilter(scope, pair),
          measures: [
            ['Reached by', touched.by],
            ['Reached at', formatUtc(touched.at)],
            [
              'Logged in at',
              touched.loggedIn === null
                ? 'no session at a port for remote access'
                : formatUtc(touched.loggedIn),
            ],
          ],
        },
      ]
    })
  },
}

interface Reached {
  readonly by: string
  /** Epoch seconds. */
  readonly at: number
  /** When a session at a port for remote access began; null: none did. */
  readonly loggedIn: number | null
}

/** Internal hosts that hostile addresses have reached, when first, and how. */
async function askReached(
  input: DetectorInput,
  hostile: readonly string[],
): Promise<ReadonlyMap<string, Reached>> {
  const { ask, scope, threshold: value } = input
  const from: Filter = { type: 'address', side: 'src', networks: hostile }
  const common = {
    source: scope.source,
    measures: [
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'at', op: 'min', field: 'start' },
    ] as const,
    orderBy: { measure: 'bytes', descending: true },
  }
  const touched = await ask({
    ...common,
    filter: and(from, scope.sides.inside('dst'), REQUESTS, scope.accepted),
    groupBy: ['dstaddr', 'srcaddr'].map(fieldKey),
    limit: MOST_HOSTS,
  })
  const sessions = await ask({
    ...common,
    filter: and(
      from,
      scope.sides.inside('dst'),
      { type: 'port', side: 'dst', comparison: '=', ports: PORTS },
      scope.accepted,
    ),
    groupBy: ['dstaddr', 'srcaddr', 'dstport', 'srcport'].map(fieldKey),
    limit: MOST_SESSIONS,
  })
  remarkLimit(input, touched, 'bytes', value('reached'), 'hosts that were reached', 'bytes')
  remarkLimit(input, sessions, 'bytes', value('session'), 'sessions with hosts inside', 'bytes')
  const reached = new Map<string, Reached>()
  for (const row of touched.rows) {
    const [host, by] = row.keys.map(String) as [string, string]
    const at = timeOf(row, 'at') ?? 0
    if (
      quantityOf(row, 'bytes') < value('reached') ||
      (reached.get(host)?.at ?? Number.POSITIVE_INFINITY) <= at
    )
      continue
    reached.set(host, { by, at, loggedIn: null })
  }
  for (const row of sessions.rows) {
    const host = reached.get(String(row.keys[0]))
    const at = timeOf(row, 'at') ?? 0
    if (!host || quantityOf(row, 'bytes') < value('session')) continue
    if (host.loggedIn === null || at < host.loggedIn)
      reached.set(String(row.keys[0]), { ...host, loggedIn: at })
  }
  return reached
}
