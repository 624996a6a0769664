import { and } from '../../../shared/filter/ast'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { serviceName } from '../../../shared/network/services'
import { quantityOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorInput } from './detection'
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
    const groups = await outboundServices(input, 1)
    const least = Math.min(input.threshold('bytes'), input.threshold('listed'))
    const candidates = groups
      // Of services on ephemeral ports only the opening records are known to be requests: all are measured anew.
      .filter(({ bytes, port }) => bytes >= least || port >= 1024)
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, MOST_CANDIDATES)
    if (candidates.length === 0) return []
    const volumes = await askVolumes(input, candidates)
    return candidates.flatMap((group) => {
      const volume = volumes.get(pairKey(group))
      const minimum = input.threshold(serviceName(group.port, group.protocol) === null ? 'bytes' : 'listed')
      if (!volume || volume.busiest < minimum || volume.sent < input.threshold('ratio') * volume.received)
        return []
      return [draw(input, group, volume, senders(groups, group))]
    })
  },
}

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

/** Internal hosts that use the same service. */
function senders(groups: readonly ServiceGroup[], { server, port, protocol }: ServiceGroup): number {
  return groups.filter(
    (group) => group.server === server && group.port === port && group.protocol === protocol,
  ).length
}

function draw(input: DetectorInput, group: ServiceGroup, volume: OutAndIn, hosts: number): Detection {
  const { scope } = input
  const { client, first, last, port, protocol } = group
  const unlisted = serviceName(port, protocol) === null
  const steady = (last - first) * 2 >= scope.last - scope.first
  const place = serviceText(group)
  return {
    key: `exfiltration|${pairKey(group)}`,
    detector: 'exfiltration',
    title: `${client} sends much to ${place}`,
    severity: unlisted && hosts === 1 && !steady ? 'high' : 'medium',
    summary:
      `${client} sent ${formatBytesExact(volume.sent)} to ${place} and received ${formatBytesExact(volume.received)}, from ` +
      `${formatUtc(first)} to ${formatUtc(last)}. ${unlisted ? 'No listed service uses this port.' : 'The port is that of a listed service.'} ` +
      `${hosts === 1 ? 'No other internal host uses this service.' : `${hosts} internal hosts use this service.`}`,
    at: first,
    evidence: pairFilter(scope, group),
    measures: [
      ['Sent', formatBytesExact(volume.sent)],
      ['Received', formatBytesExact(volume.received)],
      [
        `In the busiest window of ${formatDuration(input.threshold('window'))}`,
        formatBytesExact(volume.busiest),
      ],
      [
        'Bytes out for each byte in',
        volume.received === 0 ? 'nothing came back' : formatCount(Math.round(volume.sent / volume.received)),
      ],
    ],
  }
}
