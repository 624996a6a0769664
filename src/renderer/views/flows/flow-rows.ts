import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { Biflow, BiflowPageQuery } from '../../../shared/query/biflow'
import type { FlowPageQuery, FlowRow } from '../../../shared/query/query'
import { useOpenCase } from '../../app/open-case'
import { useSession } from '../../app/session'

interface Page<Row> {
  readonly total: number
  readonly rows: readonly Row[]
}

const PAGE_ROWS = 256
/** Pages kept: some ten thousand rows around where the examiner has been. */
const PAGES_KEPT = 48

export interface PagedRows<Row> {
  /** null until the first page has come. */
  readonly total: number | null
  readonly error: unknown
  rowAt(index: number): Row | undefined
  /** Rows that are in view; their pages are fetched. */
  want(first: number, end: number): void
}

interface Listing<Row> {
  readonly key: string
  readonly ask: AskPage<Row>
  readonly pages: Map<number, Page<Row>>
  /** Of the listing before: they stay on screen until the first page has come. */
  readonly before: ReadonlyMap<number, Page<Row>>
  total: number | null
  error: unknown
  first: number
  end: number
  busy: boolean
}

type AskPage<Row> = (page: { readonly offset: number; readonly limit: number }) => Promise<Page<Row>>

export function useFlowRows(listing: Omit<FlowPageQuery, 'offset' | 'limit'>): PagedRows<FlowRow> {
  const engine = useSession((state) => state.engine)
  return usePagedRows(['flows', listing], (page) => engine.page({ ...listing, ...page }))
}

export function useBiflowRows(listing: Omit<BiflowPageQuery, 'offset' | 'limit'>): PagedRows<Biflow> {
  const engine = useSession((state) => state.engine)
  return usePagedRows(['biflows', listing], (page) => engine.biflows({ ...listing, ...page }))
}

/**
 * The rows of a listing, page by page as they come into view. One page is asked for at a time, and
 * it is always one that is in view now: a drag over the scroll bar leaves no queue behind.
 */
function usePagedRows<Row>(listing: unknown, ask: AskPage<Row>): PagedRows<Row> {
  const { record, contents } = useOpenCase()
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const key = JSON.stringify([record.id, contents.revision, listing])
  const state = useRef<Listing<Row> | null>(null)
  const mounted = useRef(true)

  if (state.current?.key !== key) {
    const old = state.current
    state.current = {
      key,
      ask,
      pages: new Map(),
      before: old ? (old.pages.size > 0 ? old.pages : old.before) : new Map(),
      total: old?.total ?? null,
      error: null,
      first: old?.first ?? 0,
      end: old?.end ?? PAGE_ROWS,
      busy: false,
    }
  }

  const fetchNext = useCallback(async () => {
    const current = state.current
    if (!current || current.busy) return
    const wanted = missingPage(current)
    if (wanted === null) return
    current.busy = true
    try {
      const page = await current.ask({ offset: wanted * PAGE_ROWS, limit: PAGE_ROWS })
      current.pages.delete(wanted)
      current.pages.set(wanted, page)
      current.total = page.total
      for (const old of current.pages.keys()) {
        if (current.pages.size <= PAGES_KEPT) break
        current.pages.delete(old)
      }
    } catch (problem) {
      current.error = problem
    }
    current.busy = false
    if (!mounted.current) return
    redraw()
    if (state.current === current && current.error === null) void fetchNext()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new listing begins with its first page
  useEffect(() => {
    mounted.current = true
    void fetchNext()
    return () => {
      mounted.current = false
    }
  }, [fetchNext, key])

  const want = useCallback(
    (first: number, end: number) => {
      const current = state.current
      if (!current) return
      current.first = first
      current.end = Math.max(end, first + 1)
      void fetchNext()
    },
    [fetchNext],
  )

  const current = state.current
  const pages = current.pages.size > 0 ? current.pages : current.before
  return {
    total: current.total,
    error: current.error,
    rowAt: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS],
    want,
  }
}

/** A page in view that has not come yet. */
function missingPage({ pages, first, end, total }: Listing<unknown>): number | null {
  const known = pages.size > 0 && total !== null
  const last = known ? Math.min(end, total) - 1 : Math.max(first, end - 1)
  for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(Math.max(0, last) / PAGE_ROWS); page++) {
    if (!pages.has(page)) return page
  }
  return null
}
