import { and, type Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, Measure } from '../../../shared/query/query'
import type { Ask, Volume, Window } from '../types'
import { volumeMeasures, volumeOf, WINDOW_MEASURES, windowOf } from '../volumes'

/** Flows of something, and which of them it sent and received; one may be in both. */
export interface SidedFlows {
  readonly all: Filter
  readonly sent: Filter
  readonly received: Filter
}

export interface SidedSummary {
  readonly total: Volume
  readonly sent: Volume
  readonly received: Volume
  readonly window: Window
}

export async function askSidedSummary(
  ask: Ask,
  source: FlowSource,
  { all, sent, received }: SidedFlows,
): Promise<SidedSummary> {
  const side = (name: string, where: Filter): readonly Measure[] =>
    volumeMeasures(source).map((measure) => ({
      ...measure,
      as: `${name}.${measure.as}`,
      where: measure.where ? and(where, measure.where) : where,
    }))
  const answer = await ask({
    source,
    filter: all,
    groupBy: [],
    measures: [
      ...volumeMeasures(source),
      ...side('sent', sent),
      ...side('received', received),
      ...WINDOW_MEASURES,
    ],
  })
  const row = answer.rows[0]
  return {
    total: volumeOf(row),
    sent: volumeOf(sideOf(row, 'sent')),
    received: volumeOf(sideOf(row, 'received')),
    window: windowOf(row),
  }
}

function sideOf(row: GroupRow | undefined, name: string): GroupRow | undefined {
  if (!row) return undefined
  const values = Object.entries(row.values).flatMap(([as, value]) =>
    as.startsWith(`${name}.`) ? [[as.slice(name.length + 1), value] as const] : [],
  )
  return { keys: row.keys, values: Object.fromEntries(values) }
}
