import { formatCount } from '../../../shared/format/number'
import { columnsOf } from '../../../shared/query/answer-columns'
import type { Measure } from '../../../shared/query/query'
import { countsOf, textsOf } from '../tuple-columns'
import type { Ask } from '../types'
import { fieldKey, REJECTED } from '../volumes'
import type { DetectorInput, DetectorScope } from './detection'
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
export function askSources({ scope, ask, share }: DetectorInput): Promise<RequestSources> {
  return share('request sources', () => sourcesOf(ask, scope))
}

async function sourcesOf(ask: Ask, scope: DetectorScope): Promise<RequestSources> {
  const answer = await ask({
    source: scope.source,
    filter: REQUESTS,
    groupBy: [fieldKey('srcaddr')],
    measures: MEASURES,
    orderBy: { measure: 'records', descending: true },
    limit: MOST_SOURCES,
  })
  const columns = columnsOf(answer)
  const { groups, size } = columns
  const addresses = textsOf(columns, 0)
  const [records, rejected, opening] = ['records', 'rejected', 'opening'].map((of) =>
    countsOf(columns, of),
  ) as [Float64Array, Float64Array, Float64Array]
  const sources = Array.from({ length: size }, (_, row): RequestSource => {
    const [all, refused] = [records[row] as number, rejected[row] as number]
    return {
      address: addresses(row),
      records: all,
      accepted: all - refused,
      rejected: refused,
      opening: opening[row] as number,
    }
  })
  return { sources, all: groups, leftOut: groups > size ? (sources.at(-1)?.records ?? 0) : 0 }
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
