import { and, type Filter, port } from '../../../shared/filter/ast'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf, quantityOf, timeOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector } from './detection'
import { SIZE_AND_SPAN } from './measures'
import {
  allServices,
  amongPairs,
  firstOf,
  pairFilter,
  pairKey,
  remarkLimit,
  SERVICE_KEYS,
  servicePair,
} from './service-groups'
import { serviceText, threshold } from './wording'

const MOST_CANDIDATES = 200
const MOST_TUPLES = 1_000

export const longConnection: Detector = {
  id: 'long-connection',
  title: 'Long connection',
  rule:
    'One connection between an internal host and one outside goes on for hours: its five-tuple has records in most of the ' +
    'windows between its first and its last. Low; medium from twice the threshold.',
  attack: ['T1571', 'T1572'],
  caveat:
    'Flow logs have no connections: records of one five-tuple are put together, and a port that is used again at once looks ' +
    'like one connection. Tunnels, web sockets and administrators’ sessions are long by nature.',
  limits: [
    'Only connections between inside and outside are looked at, and only their records from the client.',
    'Where both ports are ephemeral and no flags are logged, it is not known who is the client: such connections are not found.',
    `At most ${MOST_CANDIDATES} pairs and ${formatCount(MOST_TUPLES)} five-tuples are looked at, those with the most records.`,
  ],
  thresholds: [
    threshold('hours', 'Duration', 'hours', 4, 'RITA: 1 base, 4 low, 8 medium, 12 high', [0.1, 8_760]),
    threshold(
      'filled',
      'Of the windows in between, have a record',
      '%',
      50,
      'Flowcase: keep-alives may be a few minutes apart',
      [1, 100],
    ),
  ],
  async detect(input) {
    const { scope } = input
    const seconds = input.threshold('hours') * 3600
    const least = Math.ceil((seconds / scope.interval) * (input.threshold('filled') / 100))
    const groups = (await allServices(input, least)).filter(
      ({ client, server, first, last }) =>
        last - first >= seconds && scope.sides.isInside(client) !== scope.sides.isInside(server),
    )
    const candidates = firstOf(input, groups, MOST_CANDIDATES, 'pairs that go on for long', 'records')
    if (candidates.length === 0) return []
    const wanted = new Set(candidates.map(pairKey))
    const answer = await input.ask({
      source: scope.source,
      filter: and(amongPairs(candidates), scope.accepted),
      groupBy: [...SERVICE_KEYS, fieldKey('srcport')],
      measures: SIZE_AND_SPAN,
      orderBy: { measure: 'records', descending: true },
      limit: MOST_TUPLES,
    })
    remarkLimit(input, answer, 'records', least, 'five-tuples', 'records')
    return answer.rows.flatMap((row): readonly Detection[] => {
      const pair = servicePair(row)
      const first = timeOf(row, 'first') ?? 0
      const last = timeOf(row, 'last') ?? 0
      const records = countOf(row, 'records')
      const windows = (last - first) / scope.interval
      // NTP and DNS talk from one port to another all day without any connection.
      const connected = pair.protocol === 6 || Number(row.keys[4]) >= 1024
      if (!wanted.has(pairKey(pair)) || last - first < seconds || !connected) return []
      if (100 * records < input.threshold('filled') * windows) return []
      const clientPort = Number(row.keys[4])
      const evidence: Filter = and(pairFilter(scope, pair), port(clientPort, 'src'))
      return [
        {
          key: `long-connection|${pairKey(pair)}|${clientPort}`,
          detector: 'long-connection',
          title: `Long connection of ${pair.client} to ${serviceText(pair)}`,
          severity: last - first >= 2 * seconds ? 'medium' : 'low',
          summary:
            `A connection of ${pair.client} from port ${clientPort} to ${serviceText(pair)} went on for ` +
            `${formatDuration(last - first)}, from ${formatUtc(first)} to ${formatUtc(last)}, in ${formatCount(records)} ` +
            `records of ${formatBytesExact(quantityOf(row, 'bytes'))} sent by the client.`,
          at: first,
          sources: [pair.client],
          evidence,
          measures: [
            ['Duration', formatDuration(last - first)],
            ['Windows with a record', `${Math.min(100, Math.round((100 * records) / windows))} %`],
          ],
        },
      ]
    })
  },
}
