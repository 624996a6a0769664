import { formatBytesExact } from '../../shared/format/bytes'
import { formatCount, formatCounted } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import { askSentBytes, askTraffic, connectionsFigure, trafficFigures } from './connections'
import { serviceLabel } from './figures'
import { median } from './median'
import { type Drawn, MAX_SERVICES, passedNoun, type Rule, type RuleInput } from './rule'
import type { Service } from './types'

/** Ports that web servers and their log-in pages are commonly reached at. */
export const HTTP_PORTS: readonly number[] = [80, 443, 8000, 8008, 8080, 8081, 8443, 8888]

/** A person who browses opens tens of connections to a site, seldom hundreds. */
export const MIN_CONNECTIONS = 100

/** As a mean from first to last: slower than this, a person's use of a site all day looks the same. */
export const MIN_CONNECTIONS_PER_MINUTE = 1

/**
 * Bytes that the suspect sends. A log-in request with its handshake and acknowledgements is below
 * 2 kB, and keep-alive may put a few on one connection; uploads and most uses of an API send more.
 */
export const MAX_MEDIAN_BYTES = 10_000

/** Many short connections of the suspect to one host's web port that were let through. */
export const httpBruteForce: Rule = async (input) => {
  const drawn: Drawn[] = []
  const candidates = input.view.services.filter(
    ({ address, port, protocol, connections }) =>
      protocol === 6 &&
      HTTP_PORTS.includes(port) &&
      address !== input.suspect &&
      connections >= MIN_CONNECTIONS,
  )
  for (const service of candidates.slice(0, MAX_SERVICES)) {
    const found = await examine(input, service)
    if (found) drawn.push(found)
  }
  return drawn
}

async function examine(input: RuleInput, service: Service): Promise<Drawn | null> {
  const sent = await askSentBytes(input, service)
  const typical = median(sent)
  if (sent.length < MIN_CONNECTIONS || typical === null || typical > MAX_MEDIAN_BYTES) return null
  const traffic = await askTraffic(input, service)
  const { records, bytesFrom, bytesTo, firstStart, lastEnd } = traffic
  const perMinute = sent.length / Math.max(1, (lastEnd - firstStart) / 60)
  if (!(perMinute >= MIN_CONNECTIONS_PER_MINUTE)) return null
  const place = serviceLabel(service)
  return {
    at: firstStart,
    finding: {
      rule: 'http-brute-force',
      title: `HTTP brute force against ${place}`,
      severity: 'medium',
      attack: ['T1110', 'T1110.001'],
      summary:
        `${input.suspect} opened ${formatCount(sent.length)} connections to the web server at ${place} ` +
        `from ${formatUtc(firstStart)} to ${formatUtc(lastEnd)}, ${perMinute.toFixed(1)} a minute, in ` +
        `${formatCounted(records, passedNoun(input.view))}. It sent ${formatBytesExact(bytesFrom)}, a median of ` +
        `${formatCount(typical)} bytes a connection, and received ${formatBytesExact(bytesTo)}: many small ` +
        'requests made by a program, as in guessing passwords at a log-in page.',
      basis:
        `At least ${MIN_CONNECTIONS} connections (distinct client ports) that were let through to one host's ` +
        `web port (TCP ${HTTP_PORTS.join(', ')}), at least ${MIN_CONNECTIONS_PER_MINUTE} a minute on average, ` +
        `of which half sent at most ${formatCount(MAX_MEDIAN_BYTES)} bytes. The ${MAX_SERVICES} such services with the ` +
        'most bytes are looked at.',
      caveat:
        'Flow data holds no URL, user name or status code. A crawler, a vulnerability scanner or a monitoring ' +
        'probe looks alike; the web server’s access log tells which it was, and whether a log-in succeeded.',
    },
    figures: [
      ...trafficFigures(input, 'http-brute-force', service, traffic),
      connectionsFigure(input, 'http-brute-force', service, sent.length),
    ],
  }
}
