import { useEffect, useState } from 'react'
import { numberOf, usePlaceQuery } from './places'

/** Walking along rows by a held key must not write a place for each: Chromium refuses more than some 6 a second. */
const WRITE_AFTER_MS = 300

/**
 * The selected row of the view's table, which lies in its place, so that going back to it selects it again.
 *
 * @param question what the rows are of: a choice is forgotten when another one is asked
 */
export function usePlaceRow(question: string): readonly [number | null, (row: number | null) => void] {
  const [params, change] = usePlaceQuery()
  const [choice, choose] = useState<{ readonly question: string; readonly row: number | null } | null>(null)
  const mine = choice?.question === question ? choice : null
  useEffect(() => {
    if (!mine) return
    const timer = setTimeout(() => change({ row: mine.row }, { replace: true }), WRITE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [mine, change])
  const placed = numberOf(params, 'row')
  const row = mine
    ? mine.row
    : placed !== undefined && Number.isInteger(placed) && placed >= 0
      ? placed
      : null
  return [row, (next) => choose({ question, row: next })]
}
