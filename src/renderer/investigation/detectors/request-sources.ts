import { formatCount } from '../../../shared/format/number'
import type { Measure } from '../../../shared/query/query'
import { countOf } from '../quantity'
import { fieldKey, REJECTED } from '../volumes'
import type { DetectorInput } from './detection'
import { REQUESTS, SYN_ALONE } from './scope'

/** Sources that are looked at, those with the most requests. */
const MOST_SOURCES = 20_000

/** How often an address has asked anybody for a service, in records. */
export interface RequestSource {
  readonly address: string
  readonly records: number
  /** Not rejected: where an action is told, accepted. */
  readonly accepted: number
  readonly rejected: number
  /** With SYN alone. */
  readonly opening: number
}

export interface RequestSources {
  /** Most requests first. */
  readonly sources: readonly RequestSource[]
  /** All that there are. */
  readonly all: number
  /** None that was left out has more requests. */
  readonly leftOut: number
}

const MEASURES: readonly Measure[] = [
  { as: 'records', op: 'count' },
  { as: 'rejected', op: 'count', where: REJECTED },
  { as: 'opening', op: 'count', where: SYN_ALONE },
]

/**
 * Who asks for services at all: one question for all detectors of a run. A scan of the internet leaves
 * hundreds of thousands of sources behind it, and few of them ask often enough to be of interest: what
 * is asked about those alone has few groups.
 */
export async function askSources({ scope, once }: DetectorInput): Promise<RequestSources> {
  const { rows, groups } = await once({
    source: scope.source,
    filter: REQUESTS,
    groupBy: [fieldKey('srcaddr')],
    measures: MEASURES,
    orderBy: { measure: 'records', descending: true },
    limit: MOST_SOURCES,
  })
  const sources = rows.map((row) => ({
    address: String(row.keys[0]),
    records: countOf(row, 'records'),
    accepted: countOf(row, 'records') - countOf(row, 'rejected'),
    rejected: countOf(row, 'rejected'),
    opening: countOf(row, 'opening'),
  }))
  return { sources, all: groups, leftOut: groups > rows.length ? (sources.at(-1)?.records ?? 0) : 0 }
}

/** Says so when sources that were left out may have as many requests as a rule needs. */
export function remarkSources(
  input: DetectorInput,
  { sources, all, leftOut }: RequestSources,
  least: number,
): void {
  if (leftOut >= least) {
    input.remark(
      `Of ${formatCount(all)} sources, the ${formatCount(sources.length)} with the most requests were looked at.`,
    )
  }
}
