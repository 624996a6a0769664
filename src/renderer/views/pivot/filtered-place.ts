import { ANY, type Filter } from '../../../shared/filter/ast'
import { parseFilter } from '../../../shared/filter/parse'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import type { TimeRange } from '../../../shared/query/query'
import { placeOf } from '../../app/hash-location'
import { type CaseView, casePath, numberOf } from '../../app/places'

/** The views whose place has a filter, a time range and a source: what narrows the question stays in them. */
const FILTERED_VIEWS: readonly CaseView[] = ['flows', 'timeline', 'count', 'graph']

/** The question that the place of the window asks. */
export interface FilteredPlace {
  readonly caseId: string
  /** The flow table where the view has no filter of its own. */
  readonly view: CaseView
  /** All flows where the text of the place is no filter. */
  readonly filter: Filter
  readonly time: TimeRange
  readonly source: FlowSource
  /** What else the view's place says: order, grouping. */
  readonly rest: Readonly<Record<string, string>>
}

/** @param usual the source of a place that names none */
export function filteredPlace(hash: string, caseId: string, usual: FlowSource = 'vpc'): FilteredPlace {
  const { path, search } = placeOf(hash)
  const view = FILTERED_VIEWS.find((one) => path === casePath(caseId, one))
  const params = new URLSearchParams(view ? search : '')
  const parsed = parseFilter(params.get('q') ?? '')
  const { q, from, to, source, row, ...rest } = Object.fromEntries(params)
  return {
    caseId,
    view: view ?? 'flows',
    filter: parsed.ok ? parsed.filter : ANY,
    time: { from: numberOf(params, 'from'), to: numberOf(params, 'to') },
    source: source === 'netflow' ? 'netflow' : usual,
    rest,
  }
}

/** The path of a place that asks a changed question, in the same view unless another is named. */
export function askedAnew(
  place: FilteredPlace,
  change: Partial<Pick<FilteredPlace, 'filter' | 'time' | 'view' | 'source'>> & { readonly group?: string },
): string {
  const { filter, time, view, source } = { ...place, ...change }
  return casePath(place.caseId, view, {
    ...(view === place.view ? place.rest : {}),
    q: filter.type === 'any' ? '' : printFilter(filter),
    from: time.from,
    to: time.to,
    source: source === 'netflow' ? 'netflow' : '',
    ...(change.group === undefined ? {} : { group: change.group }),
  })
}

/** A view of the case: from one that has a filter to another one, the question goes along. */
export function viewPath(caseId: string, view: CaseView, hash: string): string {
  const { path } = placeOf(hash)
  const asked = FILTERED_VIEWS.some((one) => one !== view && path === casePath(caseId, one))
  if (!asked || !FILTERED_VIEWS.includes(view)) return casePath(caseId, view)
  return askedAnew({ ...filteredPlace(hash, caseId), rest: {} }, { view })
}
