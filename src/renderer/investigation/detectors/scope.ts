import { ANY, and, type Filter, not, or, type Side } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { countOf, timeOf } from '../quantity'
import type { Ask } from '../types'
import { ACCEPTED } from '../volumes'
import type { DetectorScope } from './detection'

/** Private by RFC 1918, or unique local (RFC 4193): the networks of one's own. */
const INTERNAL_NETWORKS: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']

/** Where Linux takes the ports of clients from (net.ipv4.ip_local_port_range), up to 60999; Windows begins later. */
export const EPHEMERAL = 32_768

export function inside(side: Side): Filter {
  return { type: 'address', side, networks: INTERNAL_NETWORKS }
}

export const OUTBOUND: Filter = and(inside('src'), not(inside('dst')))

const SYN: Filter = { type: 'flags', bits: 2 }
const ACK: Filter = { type: 'flags', bits: 16 }

/** VPC Flow Logs report a SYN-ACK as 18, and no other ACK ("tcp-flags" in the Amazon VPC user guide). */
export const SYN_ALONE: Filter = and(SYN, not(ACK))
export const SYN_ACK: Filter = and(SYN, ACK)

const dstport = (comparison: '<' | '>=', port: number): Filter => ({
  type: 'port',
  side: 'dst',
  comparison,
  ports: [port],
})

/**
 * TCP and UDP flows from a client to a service, as far as one record tells: to a port below 1024, from
 * an ephemeral port to one that is none, or with SYN alone.
 */
export const REQUESTS: Filter = and(
  or({ type: 'protocol', protocol: 6 }, { type: 'protocol', protocol: 17 }),
  or(
    dstport('<', 1024),
    and(dstport('<', EPHEMERAL), { type: 'port', side: 'src', comparison: '>=', ports: [EPHEMERAL] }),
    SYN_ALONE,
  ),
)

/** null: there are no flows at all. Flow logs are looked at; captures where there are none. */
export async function askScope(ask: Ask, suspects: readonly string[]): Promise<DetectorScope | null> {
  return (await askSource(ask, 'vpc', suspects)) ?? (await askSource(ask, 'netflow', suspects))
}

async function askSource(
  ask: Ask,
  source: FlowSource,
  suspects: readonly string[],
): Promise<DetectorScope | null> {
  const answer = await ask({
    source,
    filter: ANY,
    groupBy: [],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
      { as: 'long', op: 'count', where: { type: 'duration', comparison: '>', seconds: 90 } },
      { as: 'syn', op: 'count', where: SYN_ALONE },
      { as: 'accepted', op: 'count', where: ACCEPTED },
    ],
  })
  const row = answer.rows[0]
  if (countOf(row, 'records') === 0) return null
  return {
    source,
    records: countOf(row, 'records'),
    first: timeOf(row, 'first') ?? 0,
    last: timeOf(row, 'last') ?? 0,
    interval: countOf(row, 'long') > 0 ? 600 : 60,
    knowsSyn: source === 'vpc' && countOf(row, 'syn') > 0,
    accepted: countOf(row, 'accepted') > 0 ? ACCEPTED : ANY,
    suspects,
  }
}
