import { and } from '../../../shared/filter/ast'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { serviceName } from '../../../shared/network/services'
import { quantityOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput } from './detection'
import { EPHEMERAL } from './scope'
import {
  amongPairs,
  byService,
  firstOf,
  MAX_GROUPS,
  outboundVolumes,
  pairKey,
  pairsFilter,
  remarkLimit,
  SERVICE_KEYS,
  type ServiceGroup,
  serviceKey,
  servicePair,
} from './service-groups'
import { serviceText, threshold } from './wording'

const MOST_CANDIDATES = 200

export const exfiltration: Detector = {
  id: 'exfiltration',
  title: 'Exfiltration',
  rule:
    'An internal host, as a client, sends much to a service outside within one window, and much more than comes back. ' +
    'High over a port that no listed service uses when this host alone sends there and not all the time; medium otherwise, ' +
    'as for backups and telemetry.',
  attack: ['T1048', 'T1041'],
  caveat:
    'Bytes are those on the wire, with headers and retransmissions, and flow logs hold no content. What a visitor takes from ' +
    'one’s own server is not looked for. A host that two logged interfaces see counts twice.',
  limits: [
    'What is sent by many hosts, to many services, or by little each day, stays below the thresholds.',
    'A record counts in the window that it begins in, though it may go on for 60 or 600 seconds.',
    'Only services whose connections are told as such are looked at: where no flags are logged, not those between two ephemeral ports.',
    `At most ${formatCount(MAX_GROUPS)} pairs of client and service are looked at and ${MOST_CANDIDATES} are measured, those with the most bytes.`,
  ],
  thresholds: [
    threshold(
      'bytes',
      'Sent over an unlisted port in a window',
      'bytes',
      10_000_000,
      'Flowcase: far above what error reports, beacons and log-ins send',
    ),
    threshold(
      'listed',
      'Sent over a listed port in a window',
      'bytes',
      100_000_000,
      'Flowcase: a fifth of Tailpipe’s “large data transfer” in one record',
    ),
    threshold(
      'ratio',
      'Bytes out for each byte in',
      'times',
      3,
      'Flowcase: acknowledgements alone come to a thirtieth; a download has it the other way round',
    ),
    threshold('window', 'Window', 'seconds', 86_400, 'Flowcase: one day', [60, 31_536_000]),
  ],
  async detect(input) {
    const least = leastBytes(input)
    // A record that opens a connection to an ephemeral port is all that is known to be a request of it.
    const groups = await outboundVolumes(input, 0)
    const wanted = groups.filter(({ bytes, port }) => bytes >= least || port >= EPHEMERAL)
    const candidates = firstOf(input, wanted, MOST_CANDIDATES, 'pairs that may have sent much', 'bytes')
    if (candidates.length === 0) return []
    const volumes = await askVolumes(input, candidates)
    const large = candidates.flatMap((group): readonly Sender[] => {
      const volume = volumes.get(pairKey(group))
      const minimum = input.threshold(serviceName(group.port, group.protocol) === null ? 'bytes' : 'listed')
      if (!volume || volume.busiest < minimum || volume.sent < input.threshold('ratio') * volume.received)
        return []
      return [{ ...group, ...volume }]
    })
    return Array.from(byService(large).values(), (senders) =>
      draw(
        input,
        senders,
        groups.filter((group) => serviceKey(group) === serviceKey(senders[0] as Sender)).length,
      ),
    )
  },
}

function leastBytes(input: DetectorInput): number {
  return Math.min(input.threshold('bytes'), input.threshold('listed'))
}

interface Sender extends ServiceGroup, OutAndIn {}

interface OutAndIn {
  readonly sent: number
  readonly received: number
  /** Bytes sent in the busiest window. */
  readonly busiest: number
}

async function askVolumes(
  input: DetectorInput,
  groups: readonly ServiceGroup[],
): Promise<ReadonlyMap<string, OutAndIn>> {
  const { ask, scope } = input
  const bytes = [{ as: 'bytes', op: 'sum', field: 'bytes' }] as const
  const orderBy = { measure: 'bytes', descending: true }
  const sent = await ask({
    source: scope.source,
    filter: and(amongPairs(groups), scope.accepted),
    groupBy: [...SERVICE_KEYS, { by: 'time', bucketSeconds: input.threshold('window') }],
    measures: bytes,
    orderBy,
    limit: 10_000,
  })
  const received = await ask({
    source: scope.source,
    filter: and(
      { type: 'address', side: 'src', networks: [...new Set(groups.map(({ server }) => server))] },
      { type: 'address', side: 'dst', networks: [...new Set(groups.map(({ client }) => client))] },
      scope.accepted,
    ),
    groupBy: ['dstaddr', 'srcaddr', 'srcport', 'protocol'].map(fieldKey),
    measures: bytes,
    orderBy,
    limit: 10_000,
  })
  remarkLimit(input, sent, 'bytes', leastBytes(input), 'windows of pairs', 'bytes')
  remarkLimit(
    input,
    received,
    'bytes',
    leastBytes(input) / input.threshold('ratio'),
    'answers of services',
    'bytes',
  )
  const back = new Map(
    received.rows.map((row) => [pairKey(servicePair(row)), Number(quantityOf(row, 'bytes'))]),
  )
  const volumes = new Map<string, OutAndIn>()
  for (const row of sent.rows) {
    const key = pairKey(servicePair(row))
    const out = Number(quantityOf(row, 'bytes'))
    const before = volumes.get(key) ?? { sent: 0, busiest: 0 }
    volumes.set(key, {
      sent: before.sent + out,
      busiest: Math.max(before.busiest, out),
      received: back.get(key) ?? 0,
    })
  }
  return volumes
}

/** @param hosts internal hosts that use the service, those that sent little included */
function draw(input: DetectorInput, senders: readonly Sender[], hosts: number): Detection {
  const { scope } = input
  const [most] = senders as readonly [Sender]
  const first = Math.min(...senders.map((sender) => sender.first))
  const last = Math.max(...senders.map((sender) => sender.last))
  const total = (of: (sender: Sender) => number) => senders.reduce((sum, sender) => sum + of(sender), 0)
  const sent = total((sender) => sender.sent)
  const received = total((sender) => sender.received)
  const unlisted = serviceName(most.port, most.protocol) === null
  const steady = (last - first) * 2 >= scope.last - scope.first
  const place = serviceText(most)
  const who = senders.length === 1 ? most.client : `${senders.length} internal hosts`
  return {
    key: `exfiltration|${hosts === 1 ? most.client : 'several'}|${serviceKey(most)}`,
    detector: 'exfiltration',
    title: `${who} sent much to ${place}`,
    severity: unlisted && hosts === 1 && !steady ? 'high' : 'medium',
    summary:
      `${who} sent ${formatBytesExact(sent)} to ${place} and received ${formatBytesExact(received)}, from ` +
      `${formatUtc(first)} to ${formatUtc(last)}. ${unlisted ? 'No listed service uses this port.' : 'The port is that of a listed service.'} ` +
      `${hosts === 1 ? 'No other internal host uses this service.' : `${hosts} internal hosts use this service.`}`,
    at: first,
    sources: senders.map(({ client }) => client),
    evidence: pairsFilter(scope, senders),
    measures: [
      ['Sent', formatBytesExact(sent)],
      ['Received', formatBytesExact(received)],
      [
        `By one host in ${formatDuration(input.threshold('window'))}, at most`,
        formatBytesExact(Math.max(...senders.map(({ busiest }) => busiest))),
      ],
      [
        'Bytes out for each byte in',
        received === 0 ? 'nothing came back' : formatCount(Math.round(sent / received)),
      ],
    ],
  }
}
