import type { Mark } from '../../shared/case/casework'
import { countedFlows } from '../../shared/case/mark-filter'
import type { MarkTime, TimedMark } from '../../shared/case/timed-mark'
import type { FlowSource } from '../../shared/flow/block'
import { quantityOf } from './quantity'
import type { Ask } from './types'
import { WINDOW_MEASURES, windowOf } from './volumes'

/**
 * The case timeline: every mark with the time of its flows, in the order of time, those without any
 * last. A flow has its own start and end, a time range its bounds; an address and a filter span from the first
 * start to the last end of their flows, of flow logs where there are such, else of captures.
 */
export async function caseTimeline(ask: Ask, marks: readonly Mark[]): Promise<readonly TimedMark[]> {
  const timed: TimedMark[] = []
  for (const mark of marks) timed.push({ mark, time: await timeOf(ask, mark, marks) })
  return timed.sort(
    (a, b) => order(a.time.from, b.time.from) || a.mark.createdAt - b.mark.createdAt || byId(a.mark, b.mark),
  )
}

async function timeOf(ask: Ask, { subject }: Mark, marks: readonly Mark[]): Promise<MarkTime> {
  switch (subject.kind) {
    case 'flow':
      return {
        from: numberOrNull(subject.values.start),
        to: numberOrNull(subject.values.end),
        records: 1,
        source: subject.source,
      }
    case 'range':
      return { from: subject.from, to: subject.to, records: null, source: 'vpc' }
    case 'filter':
      if (countedFlows(subject, marks) === null) return { ...nothing(subject.source), records: null }
      return (await spanOf(ask, subject, subject.source, marks)) ?? nothing(subject.source)
    case 'address':
      return (
        (await spanOf(ask, subject, 'vpc', marks)) ??
        (await spanOf(ask, subject, 'netflow', marks)) ??
        nothing('vpc')
      )
  }
}

async function spanOf(
  ask: Ask,
  subject: Mark['subject'],
  source: FlowSource,
  marks: readonly Mark[],
): Promise<MarkTime | null> {
  const filter = countedFlows(subject, marks)
  if (!filter) return null
  const measures = [{ as: 'records', op: 'count' } as const, ...WINDOW_MEASURES]
  const row = (await ask({ source, filter, groupBy: [], measures })).rows[0]
  const records = Number(quantityOf(row, 'records'))
  if (records === 0) return null
  const { firstStart, lastEnd } = windowOf(row)
  return { from: firstStart, to: lastEnd, records, source }
}

function nothing(source: FlowSource): MarkTime {
  return { from: null, to: null, records: 0, source }
}

function numberOrNull(value: unknown): number | null {
  return value === undefined ? null : Number(value)
}

function order(a: number | null, b: number | null): number {
  return (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY) || 0
}

function byId(a: Mark, b: Mark): number {
  return a.id < b.id ? -1 : 1
}
