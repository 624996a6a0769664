import { and, type Filter, port, protocol } from '../../../shared/filter/ast'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf, timeOf } from '../quantity'
import { ACCEPTED, REJECTED } from '../volumes'
import type { Detection, Detector } from './detection'
import { askSources, remarkSources } from './request-sources'
import { REQUESTS } from './scope'
import { pairKey, remarkLimit, SERVICE_KEYS, servicePair } from './service-groups'
import { serviceText, threshold } from './wording'

const MOST_PAIRS = 5_000

export const rejectedThenAccepted: Detector = {
  id: 'rejected-then-accepted',
  title: 'Rejected, then accepted',
  rule:
    'A source is rejected at a service several times, and later let through to the same service: a rule was opened, or the ' +
    'source waited for it. Medium from outside, low from inside.',
  attack: ['T1562.007', 'T1190'],
  caveat:
    'Security groups are stateful and network ACLs are not: answers of an accepted connection can be rejected, and the order ' +
    'within one aggregation window is not told. A change of rules by an administrator looks alike; CloudTrail tells who made it.',
  limits: [
    'What is rejected again after it was let through, or goes to another port, is not found.',
    `At most ${formatCount(MOST_PAIRS)} pairs of source and service are looked at, those with the most rejects.`,
  ],
  thresholds: [
    threshold(
      'rejected',
      'Rejected records before',
      'records',
      3,
      'Flowcase: a client retries a SYN within one window',
    ),
    threshold('accepted', 'Accepted records after', 'records', 1, 'Flowcase'),
  ],
  async detect(input) {
    const { scope } = input
    const sources = await askSources(input)
    const least = input.threshold('rejected') + input.threshold('accepted')
    remarkSources(input, sources, least)
    const both = sources.sources.filter(
      ({ rejected, accepted }) =>
        rejected >= input.threshold('rejected') && accepted >= input.threshold('accepted'),
    )
    if (both.length === 0) return []
    const from: Filter = { type: 'address', side: 'src', networks: both.map(({ address }) => address) }
    const answer = await input.ask({
      source: scope.source,
      filter: and(from, REQUESTS),
      groupBy: SERVICE_KEYS,
      measures: [
        { as: 'rejected', op: 'count', where: REJECTED },
        { as: 'accepted', op: 'count', where: ACCEPTED },
        { as: 'firstRejected', op: 'min', field: 'start', where: REJECTED },
        { as: 'lastRejected', op: 'max', field: 'start', where: REJECTED },
        { as: 'firstAccepted', op: 'min', field: 'start', where: ACCEPTED },
      ],
      orderBy: { measure: 'rejected', descending: true },
      limit: MOST_PAIRS,
    })
    remarkLimit(
      input,
      answer,
      'rejected',
      input.threshold('rejected'),
      'pairs of client and service',
      'rejects',
    )
    return answer.rows.flatMap((row): readonly Detection[] => {
      const rejected = countOf(row, 'rejected')
      const accepted = countOf(row, 'accepted')
      const last = timeOf(row, 'lastRejected')
      const first = timeOf(row, 'firstAccepted')
      const at = timeOf(row, 'firstRejected')
      if (rejected < input.threshold('rejected') || accepted < input.threshold('accepted')) return []
      if (last === null || first === null || at === null || first <= last) return []
      const pair = servicePair(row)
      return [
        {
          key: `rejected-then-accepted|${pairKey(pair)}`,
          detector: 'rejected-then-accepted',
          title: `${pair.client} was let through to ${serviceText(pair)}`,
          severity: scope.sides.isInside(pair.client) ? 'low' : 'medium',
          summary:
            `${pair.client} was rejected at ${serviceText(pair)} in ${formatCounted(rejected, 'record')} from ${formatUtc(at)} ` +
            `to ${formatUtc(last)}, and accepted in ${formatCounted(accepted, 'record')} from ${formatUtc(first)} on.`,
          at,
          sources: [pair.client],
          evidence: and(
            { type: 'address', side: 'src', networks: [pair.client] },
            { type: 'address', side: 'dst', networks: [pair.server] },
            port(pair.port, 'dst'),
            protocol(pair.protocol),
          ),
          measures: [
            ['Rejected', formatCount(rejected)],
            ['Accepted', formatCount(accepted)],
            ['Let through from', formatUtc(first)],
          ],
        },
      ]
    })
  },
}
