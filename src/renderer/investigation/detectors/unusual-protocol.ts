import { and, type Filter, not, protocol } from '../../../shared/filter/ast'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { protocolLabel } from '../../../shared/network/protocols'
import { countOf, quantityOf, timeOf } from '../quantity'
import { fieldKey } from '../volumes'
import type { Detection, Detector } from './detection'
import { TOTALS } from './measures'
import { remarkLimit } from './service-groups'
import { threshold } from './wording'

/** ICMP, TCP, UDP, ICMPv6. */
const USUAL: readonly number[] = [1, 6, 17, 58]
const MOST_PAIRS = 50

export const unusualProtocol: Detector = {
  id: 'unusual-protocol',
  title: 'Unusual protocol',
  rule:
    'Accepted traffic of an IP protocol other than TCP, UDP, ICMP and ICMPv6 between two addresses, such as GRE, IP in IP, ' +
    'ESP or SCTP. Medium when one of both is outside, low otherwise.',
  attack: ['T1095', 'T1572'],
  caveat: 'VPN gateways speak ESP and GRE by design. Flow logs tell nothing of what such a tunnel holds.',
  limits: [
    'A tunnel inside TCP, UDP or ICMP does not show here.',
    `At most ${MOST_PAIRS} pairs of addresses are looked at, those with the most packets.`,
  ],
  thresholds: [
    threshold(
      'packets',
      'Packets',
      'packets',
      5,
      'Flowcase: Tailpipe takes any record; a stray packet is no tunnel',
    ),
  ],
  async detect(input) {
    const { scope } = input
    const filter: Filter = and(...USUAL.map((number) => not(protocol(number))), scope.accepted)
    const answer = await input.ask({
      source: scope.source,
      filter,
      groupBy: ['srcaddr', 'dstaddr', 'protocol'].map(fieldKey),
      measures: TOTALS,
      orderBy: { measure: 'packets', descending: true },
      limit: MOST_PAIRS,
    })
    const least = input.threshold('packets')
    remarkLimit(input, answer, 'packets', least, 'pairs', 'packets')
    return answer.rows.flatMap((row): readonly Detection[] => {
      const [from, to] = row.keys.map(String) as [string, string]
      const number = row.keys[2]
      if (typeof number !== 'number' || quantityOf(row, 'packets') < least) return []
      const name = protocolLabel(number)
      const first = timeOf(row, 'first') ?? 0
      return [
        {
          key: `unusual-protocol|${from}|${to}|${number}`,
          detector: 'unusual-protocol',
          title: `${name} from ${from} to ${to}`,
          severity: scope.sides.isInside(from) && scope.sides.isInside(to) ? 'low' : 'medium',
          summary:
            `${from} sent ${formatBytesExact(quantityOf(row, 'bytes'))} of ${name} (protocol ${number}) to ${to} in ` +
            `${formatCounted(countOf(row, 'records'), 'record')}, from ${formatUtc(first)} to ${formatUtc(timeOf(row, 'last') ?? first)}.`,
          at: first,
          sources: [from],
          evidence: and(
            { type: 'address', side: 'src', networks: [from] },
            { type: 'address', side: 'dst', networks: [to] },
            protocol(number),
            scope.accepted,
          ),
          measures: [],
        },
      ]
    })
  },
}
