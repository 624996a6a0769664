import { and, type Filter, port, protocol } from '../../../shared/filter/ast'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { countOf, timeOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector, DetectorScope } from './detection'
import { REQUESTS, SYN_ACK } from './scope'
import { remarkLimit } from './service-groups'
import { serviceText, threshold } from './wording'

const MOST_SERVICES = 2_000
const MOST_TOLD = 25

export const firstSeenService: Detector = {
  id: 'first-seen-service',
  title: 'First-seen service',
  rule:
    'An internal host answers at a port at which it answered nobody in the first part of the case. Medium when a client ' +
    'outside was answered and the host served others before, low otherwise.',
  attack: ['T1543', 'T1571'],
  caveat:
    'The case begins with its first log: a service that is used seldom is first seen late. Where tcp-flags are logged, only ' +
    'a SYN-ACK counts as an answer; elsewhere every accepted record to the port does.',
  limits: [
    'Where flags are logged, UDP services are not looked at.',
    `At most ${formatCount(MOST_SERVICES)} services are looked at, those first seen last, and the ${MOST_TOLD} latest are told.`,
  ],
  thresholds: [
    threshold(
      'baseline',
      'Part of the case that counts as before',
      '%',
      25,
      'Flowcase: a quarter, of a day six hours',
      [1, 90],
    ),
    threshold(
      'hour',
      'Which is at least',
      'seconds',
      3_600,
      'Flowcase: below an hour most services are new',
      [0, 31_536_000],
    ),
    threshold(
      'records',
      'Answers in records, at least',
      'records',
      3,
      'Flowcase: one or two may be a mistake',
    ),
  ],
  async detect(input) {
    const { scope } = input
    const before = Math.max(
      ((scope.last - scope.first) * input.threshold('baseline')) / 100,
      input.threshold('hour'),
    )
    if (before >= scope.last - scope.first) {
      input.remark(
        `The case is shorter than ${formatDuration(before)}: there is no part of it that could count as before.`,
      )
      return []
    }
    const byAnswer = scope.knowsSyn
    const outside = scope.sides.outside(byAnswer ? 'dst' : 'src')
    const answer = await input.ask({
      source: scope.source,
      filter: byAnswer
        ? and(protocol(6), scope.sides.inside('src'), SYN_ACK, scope.accepted)
        : and(scope.sides.inside('dst'), REQUESTS, scope.accepted),
      groupBy: (byAnswer ? ['srcaddr', 'srcport', 'protocol'] : ['dstaddr', 'dstport', 'protocol']).map(
        fieldKey,
      ),
      measures: [
        { as: 'records', op: 'count' },
        { as: 'outside', op: 'count', where: outside },
        { as: 'first', op: 'min', field: 'start' },
      ],
      orderBy: { measure: 'first', descending: true },
      limit: MOST_SERVICES,
    })
    const begin = scope.first + before
    remarkLimit(input, answer, 'first', begin, 'services', 'recent first record')
    const older = new Set(
      answer.rows.filter((row) => (timeOf(row, 'first') ?? 0) < begin).map(({ keys }) => keys[0]),
    )
    const found = answer.rows.flatMap((row): readonly Detection[] => {
      const first = timeOf(row, 'first') ?? 0
      const records = countOf(row, 'records')
      if (first < begin || records < input.threshold('records')) return []
      const service = {
        server: String(row.keys[0]),
        port: Number(row.keys[1]),
        protocol: Number(row.keys[2]),
      }
      const abroad = countOf(row, 'outside')
      const place = serviceText({ client: '', ...service })
      return [
        {
          key: `first-seen-service|${service.server}|${service.port}|${service.protocol}`,
          detector: 'first-seen-service',
          title: `New service ${place}`,
          severity: abroad > 0 && older.has(row.keys[0] ?? null) ? 'medium' : 'low',
          summary:
            `${place} answered for the first time at ${formatUtc(first)}, ${formatDuration(Math.round(first - scope.first))} into the ` +
            `case, in ${formatCounted(records, 'record')}; ${abroad === 0 ? 'none' : formatCount(abroad)} of them to clients outside.`,
          at: first,
          sources: [service.server],
          evidence: evidenceOf(scope, service, byAnswer),
          measures: [['Nothing before', formatUtc(begin)]],
        },
      ]
    })
    if (found.length > MOST_TOLD)
      input.remark(`${found.length} new services were found; the ${MOST_TOLD} latest are told.`)
    return found.slice(0, MOST_TOLD)
  },
}

function evidenceOf(
  { accepted }: DetectorScope,
  service: { readonly server: string; readonly port: number; readonly protocol: number },
  byAnswer: boolean,
): Filter {
  const side = byAnswer ? 'src' : 'dst'
  return and(
    { type: 'address', side, networks: [service.server] },
    port(service.port, side),
    protocol(service.protocol),
    ...(byAnswer ? [SYN_ACK] : []),
    accepted,
  )
}
