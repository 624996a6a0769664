import { and } from '../../../shared/filter/ast'
import { formatCount } from '../../../shared/format/number'
import { type AnswerColumns, columnsOf } from '../../../shared/query/answer-columns'
import { Breath } from '../breath'
import { countOf } from '../quantity'
import { countsOf, timesOf } from '../tuple-columns'
import { fieldKey, REJECTED } from '../volumes'
import type { DetectorInput } from './detection'
import { askSources, type RequestSource } from './request-sources'
import { REQUESTS, SYN_ACK, SYN_ALONE } from './scope'
import { pairIn, pairKey, remarkLimit, SERVICE_KEYS, type ServicePair, servicePair } from './service-groups'

/** Sources that are looked at, those with the most contacts that may have failed. */
export const MOST_SOURCES = 300
export const MOST_CONTACTS = 20_000
/** A source with fewer distinct services behind it can't be told a scanner by any rule here. */
const FEWEST_SERVICES = 4

/** The first contact of a source with a service, and whether it failed. */
export interface Contact extends ServicePair {
  /** Epoch seconds. */
  readonly at: number
  /** Only rejected; or, where SYN is told, never answered by a SYN-ACK. */
  readonly failed: boolean
}

/** First contacts by source, in the order of time; the same for all detectors of a run. */
export function askContacts(input: DetectorInput): Promise<ReadonlyMap<string, readonly Contact[]>> {
  return input.share('contacts', () => contactsOf(input))
}

async function contactsOf(input: DetectorInput): Promise<ReadonlyMap<string, readonly Contact[]>> {
  const { scope, ask } = input
  const chosen = await chooseSources(input)
  if (chosen.length === 0) return new Map()
  const answer = await ask({
    source: scope.source,
    filter: and({ type: 'address', side: 'src', networks: chosen }, REQUESTS),
    groupBy: SERVICE_KEYS,
    measures: [
      { as: 'records', op: 'count' },
      { as: 'rejected', op: 'count', where: REJECTED },
      { as: 'syn', op: 'count', where: SYN_ALONE },
      { as: 'at', op: 'min', field: 'start' },
    ],
    orderBy: { measure: 'at', descending: false },
    limit: MOST_CONTACTS,
  })
  const columns = columnsOf(answer)
  remarkLimit(input, answer, 'at', 0, 'contacts of scanning sources', 'distance in the past')
  const answered = scope.knowsSyn ? await askAnswered(input, chosen) : null
  const bySource = new Map<string, Contact[]>()
  const contactAt = contactIn(columns, answered)
  const breath = new Breath()
  for (let row = 0; row < columns.size; row++) {
    if (breath.isDue) await breath.take()
    const contact = contactAt(row)
    const known = bySource.get(contact.client)
    if (known) known.push(contact)
    else bySource.set(contact.client, [contact])
  }
  return bySource
}

/** Sources that tried several services, those with the most attempts. */
async function chooseSources(input: DetectorInput): Promise<readonly string[]> {
  const { scope, ask } = input
  const { sources, all } = await askSources(input)
  const attempts = ({ opening, rejected }: RequestSource) => (scope.knowsSyn ? opening : rejected)
  const busiest = [...sources]
    .sort((a, b) => attempts(b) - attempts(a) || (a.address < b.address ? -1 : 1))
    .slice(0, 4 * MOST_SOURCES)
    .map(({ address }) => address)
  if (busiest.length === 0) return []
  // Counting distinct values of all sources takes longer than all else together.
  const answer = await ask({
    source: scope.source,
    filter: and({ type: 'address', side: 'src', networks: busiest }, REQUESTS),
    groupBy: [fieldKey('srcaddr')],
    measures: [
      { as: 'hosts', op: 'distinct', field: 'dstaddr' },
      { as: 'ports', op: 'distinct', field: 'dstport' },
    ],
  })
  const wide = new Set(
    answer.rows
      .filter((row) => countOf(row, 'hosts') * countOf(row, 'ports') >= FEWEST_SERVICES)
      .map(({ keys }) => String(keys[0])),
  )
  const chosen = busiest.filter((source) => wide.has(source)).slice(0, MOST_SOURCES)
  if (wide.size > chosen.length || (all > busiest.length && chosen.length > 0)) {
    input.remark(
      `Of ${formatCount(all)} sources, the ${formatCount(chosen.length)} with the most attempts at four services or more were looked at.`,
    )
  }
  return chosen
}

/** Services that answered these clients with a SYN-ACK. */
async function askAnswered(input: DetectorInput, clients: readonly string[]): Promise<ReadonlySet<string>> {
  const { scope, ask } = input
  const answer = await ask({
    source: scope.source,
    filter: and(
      { type: 'address', side: 'dst', networks: clients },
      { type: 'protocol', protocol: 6 },
      SYN_ACK,
    ),
    groupBy: ['dstaddr', 'srcaddr', 'srcport', 'protocol'].map(fieldKey),
    measures: [{ as: 'records', op: 'count' }],
    orderBy: { measure: 'records', descending: true },
    limit: MOST_CONTACTS,
  })
  remarkLimit(input, answer, 'records', 0, 'services that answered scanning sources', 'records')
  return new Set(answer.rows.map((row) => pairKey(servicePair(row))))
}

/** Tells the contact of a row. */
function contactIn(columns: AnswerColumns, answered: ReadonlySet<string> | null): (row: number) => Contact {
  const pairAt = pairIn(columns)
  const records = countsOf(columns, 'records')
  const rejected = countsOf(columns, 'rejected')
  const syn = countsOf(columns, 'syn')
  const at = timesOf(columns, 'at')
  return (row) => {
    const pair = pairAt(row)
    const unanswered =
      answered !== null && pair.protocol === 6 && (syn[row] as number) > 0 && !answered.has(pairKey(pair))
    return { ...pair, at: (at[row] as number) || 0, failed: rejected[row] === records[row] || unanswered }
  }
}

/** Contacts that share something, by what they share. */
export function groupContacts(
  contacts: readonly Contact[],
  shared: (contact: Contact) => string,
): ReadonlyMap<string, readonly Contact[]> {
  const groups = new Map<string, Contact[]>()
  for (const contact of contacts) {
    const key = shared(contact)
    const group = groups.get(key)
    if (group) group.push(contact)
    else groups.set(key, [contact])
  }
  return groups
}
