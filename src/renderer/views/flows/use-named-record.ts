import { useEffect } from 'react'
import type { FlowPageQuery } from '../../../shared/query/query'
import { notify, notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { numberOf, usePlaceQuery } from '../../app/places'
import { useSession } from '../../app/session'
import type { Engine } from '../../engine/engine-api'

type Listing = Omit<FlowPageQuery, 'offset' | 'limit'>

/** Of the rows that are looked through, so many at a time. */
const PAGE_ROWS = 1024

/**
 * Selects the one record that the place names by its evidence file and line, among all that the listing has: others
 * may say the very same. The place then has its row instead.
 * @param listing null while its filter can't be read
 */
export function useNamedRecord(listing: Listing | null): void {
  const { evidence } = useOpenCase()
  const engine = useSession((state) => state.engine)
  const [params, change] = usePlaceQuery()
  const path = params.get('file')
  const line = numberOf(params, 'line')
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for once, in the listing that the place came with
  useEffect(() => {
    if (path === null || line === undefined || listing === null) return
    let left = false
    const file = evidence.find((one) => one.path === path)
    rowOf(engine, listing, file?.id ?? -1, line).then((row) => {
      if (left) return
      change({ file: '', line: '', row }, { replace: true })
      if (row === null) notify(`The record of ${path}, line ${line} is not among these flows.`)
    }, notifyProblem)
    return () => {
      left = true
    }
  }, [path, line])
}

/** Position in the listing of the record of an evidence file and line; null when it is not there. */
async function rowOf(
  engine: Engine,
  listing: Listing,
  evidence: number,
  line: number,
): Promise<number | null> {
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const { rows, total } = await engine.page({ ...listing, offset, limit: PAGE_ROWS })
    const at = rows.findIndex((row) => row.evidence === evidence && row.line === line)
    if (at >= 0) return offset + at
    if (offset + PAGE_ROWS >= total) return null
  }
}
