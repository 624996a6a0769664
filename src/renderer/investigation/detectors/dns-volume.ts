import { and, port } from '../../../shared/filter/ast'
import { formatBytes, formatBytesExact } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf, quantityOf, timeOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector } from './detection'
import { TOTALS } from './measures'
import { remarkLimit } from './service-groups'
import { threshold } from './wording'

const DNS = 53
const MOST_PAIRS = 500

export const dnsVolume: Detector = {
  id: 'dns-volume',
  title: 'DNS volume',
  rule:
    'A client sends much to one name server, in queries that are far larger than those for names of hosts: data in names, as DNS ' +
    'tunnels have it. High when both hold and the client sends more than a fifth of all that goes to port 53; else medium.',
  attack: ['T1071.004', 'T1048'],
  caveat:
    'Queries to the resolver of the VPC (the second address of its network, and 169.254.169.253) are not logged at all: look into the ' +
    'resolver’s query log. A mean of aggregated records says nothing of a single query.',
  limits: [
    'Only port 53 is looked at: DNS over TLS or HTTPS looks like any other traffic of its port.',
    'Little data over many days, or over many name servers, stays below the thresholds.',
    `At most ${MOST_PAIRS} pairs of client and name server are looked at, those with the most bytes.`,
  ],
  thresholds: [
    threshold(
      'rate',
      'Sent in an hour, on average',
      'bytes',
      500_000,
      'Flowcase: a busy resolver’s 100-byte queries come to that at 83 a minute',
    ),
    threshold('bytes', 'Sent in all', 'bytes', 1_000_000, 'Flowcase: less carries nothing away'),
    threshold(
      'query',
      'Mean size of a packet to the server',
      'bytes',
      120,
      'Flowcase: an IPv4 query for a 32-letter name has 78 bytes, the longest possible name 299',
    ),
  ],
  async detect(input) {
    const { scope } = input
    const answer = await input.ask({
      source: scope.source,
      filter: and(port(DNS, 'dst'), scope.accepted),
      groupBy: ['srcaddr', 'dstaddr'].map(fieldKey),
      measures: TOTALS,
      orderBy: { measure: 'bytes', descending: true },
      limit: MOST_PAIRS,
    })
    remarkLimit(input, answer, 'bytes', input.threshold('bytes'), 'pairs of client and name server', 'bytes')
    const total = answer.rows.reduce((sum, row) => sum + Number(quantityOf(row, 'bytes')), 0)
    return answer.rows.flatMap((row): readonly Detection[] => {
      const [client, server] = row.keys.map(String) as [string, string]
      const bytes = Number(quantityOf(row, 'bytes'))
      const packets = Number(quantityOf(row, 'packets'))
      const first = timeOf(row, 'first') ?? 0
      const last = timeOf(row, 'last') ?? first
      const rate = bytes / Math.max(1, (last - first) / 3600)
      const size = bytes / Math.max(1, packets)
      if (
        bytes < input.threshold('bytes') ||
        rate < input.threshold('rate') ||
        size < input.threshold('query')
      )
        return []
      return [
        {
          key: `dns-volume|${client}|${server}`,
          detector: 'dns-volume',
          title: `${client} sends much in DNS queries to ${server}`,
          severity: bytes * 5 > total ? 'high' : 'medium',
          summary:
            `${client} sent ${formatBytesExact(bytes)} to port ${DNS} of ${server} in ${formatCounted(countOf(row, 'records'), 'record')}, ` +
            `from ${formatUtc(first)} to ${formatUtc(last)}: ${formatCount(Math.round(size))} bytes a packet, ` +
            `${formatBytes(Math.round(rate))} an hour.`,
          at: first,
          sources: [client],
          evidence: and(
            { type: 'address', side: 'src', networks: [client] },
            { type: 'address', side: 'dst', networks: [server] },
            port(DNS, 'dst'),
            scope.accepted,
          ),
          measures: [
            ['Mean size of a packet', `${formatCount(Math.round(size))} bytes`],
            ['In an hour', formatBytes(Math.round(rate))],
          ],
        },
      ]
    })
  },
}
