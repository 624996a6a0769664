import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { ANY, and, type Filter, not, or } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { countOf, timeOf } from '../quantity'
import type { Ask } from '../types'
import { ACCEPTED, fieldKey } from '../volumes'
import type { DetectorScope } from './detection'
import { askSides } from './sides'

/** Where Linux takes the ports of clients from (net.ipv4.ip_local_port_range), up to 60999; Windows begins later. */
export const EPHEMERAL = 32_768

const SYN: Filter = { type: 'flags', bits: 2 }
const ACK: Filter = { type: 'flags', bits: 16 }

/** VPC Flow Logs report a SYN-ACK as 18, and no other ACK ("tcp-flags" in the Amazon VPC user guide). */
export const SYN_ALONE: Filter = and(SYN, not(ACK))
export const SYN_ACK: Filter = { type: 'flags', bits: 18 }

function isSynAlone(flags: number): boolean {
  return (flags & 2) !== 0 && (flags & 16) === 0
}

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

/** What the case says beside its flows. */
export interface CaseFacts {
  readonly suspects: readonly string[]
  /** Networks that the examiner says are inside, canonical CIDR text. */
  readonly networks: readonly string[]
  readonly evidence: readonly EvidenceFile[]
}

/** null: there are no flows at all. Flow logs are looked at; captures where there are none. */
export async function askScope(ask: Ask, facts: CaseFacts): Promise<DetectorScope | null> {
  return (await askSource(ask, 'vpc', facts)) ?? (await askSource(ask, 'netflow', facts))
}

async function askSource(
  ask: Ask,
  source: FlowSource,
  { suspects, networks, evidence }: CaseFacts,
): Promise<DetectorScope | null> {
  const answer = await ask({
    source,
    filter: ANY,
    // Few values each: counting them is cheaper than telling of every record which ones it has.
    groupBy: ['action', 'tcp-flags'].map(fieldKey),
    measures: [
      { as: 'records', op: 'count' },
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
      { as: 'long', op: 'count', where: { type: 'duration', comparison: '>', seconds: 90 } },
    ],
  })
  const { rows } = answer
  if (rows.length === 0) return null
  return {
    source,
    records: rows.reduce((sum, row) => sum + countOf(row, 'records'), 0),
    first: rows.reduce(
      (first, row) => Math.min(first, timeOf(row, 'first') ?? first),
      Number.MAX_SAFE_INTEGER,
    ),
    last: rows.reduce((last, row) => Math.max(last, timeOf(row, 'last') ?? last), 0),
    interval: rows.some((row) => countOf(row, 'long') > 0) ? 600 : 60,
    knowsSyn: source === 'vpc' && rows.some(({ keys }) => isSynAlone(Number(keys[1] ?? 0))),
    accepted: rows.some(({ keys }) => keys[0] === 'ACCEPT') ? ACCEPTED : ANY,
    suspects,
    sides: await askSides(ask, networks),
    evidence,
  }
}
