import { useCallback, useMemo } from 'react'
import type { FlowSource } from '../../shared/flow/block'
import { protocolName } from '../../shared/network/protocols'
import type { TimeRange } from '../../shared/query/query'
import { navigate, placeOf, useHashSearch } from './hash-location'

export type CaseView =
  | 'evidence'
  | 'overview'
  | 'timeline'
  | 'suspect'
  | 'address'
  | 'service'
  | 'graph'
  | 'flows'
  | 'netflow'
  | 'count'
  | 'report'
  | 'notebook'
  | 'lists'
  | 'findings'

type PlaceQuery = Readonly<Record<string, string | number | undefined | null>>

/** Path of a view of a case; parts of the query that are undefined, null or '' are left out. */
export function casePath(caseId: string, view: CaseView, query: PlaceQuery = {}): string {
  return withQuery(`/case/${encodeURIComponent(caseId)}/${view}`, query)
}

export function suspectPath(caseId: string, address: string): string {
  return `${casePath(caseId, 'suspect')}/${encodeURIComponent(address)}`
}

/** All that the case has of an address, canonical text. */
export function addressPath(caseId: string, address: string): string {
  return `${casePath(caseId, 'address')}/${encodeURIComponent(address)}`
}

/** All that the case has of a port of a protocol (its IANA number): "/case/1/service/tcp/22". */
export function servicePath(
  caseId: string,
  protocol: number,
  port: number,
  source: FlowSource = 'vpc',
): string {
  const name = protocolName(protocol)?.toLowerCase() ?? String(protocol)
  const path = `${casePath(caseId, 'service')}/${name}/${port}`
  return withQuery(path, { source: source === 'netflow' ? 'netflow' : '' })
}

interface FlowsPlace {
  readonly source?: FlowSource
  readonly time?: TimeRange | undefined
  /** One of the flows, which is then selected: where it was read. */
  readonly record?: { readonly path: string; readonly line: number }
}

/** The flow table with a filter in the filter language. */
export function flowsPath(caseId: string, filter: string, options: FlowsPlace = {}): string {
  return casePath(caseId, 'flows', {
    q: filter === 'any' ? '' : filter,
    source: options.source === 'netflow' ? 'netflow' : '',
    from: options.time?.from,
    to: options.time?.to,
    file: options.record?.path,
    line: options.record?.line,
  })
}

function withQuery(path: string, query: PlaceQuery): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}

/** The query of the current place, and a way to change parts of it ('' or null takes a part away). */
export function usePlaceQuery(): readonly [
  URLSearchParams,
  (change: PlaceQuery, options?: { readonly replace?: boolean }) => void,
] {
  const search = useHashSearch()
  const params = useMemo(() => new URLSearchParams(search), [search])
  const change = useCallback((parts: PlaceQuery, options?: { readonly replace?: boolean }) => {
    const place = placeOf(window.location.hash)
    // A row is one of the rows that the rest of the place asks for.
    const query = { ...Object.fromEntries(new URLSearchParams(place.search)), row: '', ...parts }
    navigate(withQuery(place.path, query), options)
  }, [])
  return [params, change]
}

/** A number of the query, undefined when it is missing or no number. */
export function numberOf(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name)
  if (text === null || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
