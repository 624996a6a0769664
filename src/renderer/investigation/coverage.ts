import type { Filter } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { countOf, quantityOf, timeOf } from './quantity'
import { chooseBucket } from './timeline'
import type { Ask, TimelineBucket } from './types'

/** When each source has flows: buckets without any are gaps, and left out. */
export interface Coverage {
  readonly bucketSeconds: number
  /** Epoch seconds, over both sources; null without any flow. */
  readonly from: number | null
  readonly to: number | null
  readonly vpc: readonly TimelineBucket[]
  readonly netflow: readonly TimelineBucket[]
}

/**
 * Four questions. Buckets are by the start of a flow; the captures' times have the offset (seconds
 * that their clock is ahead) taken off, rounded to whole seconds.
 */
export async function askCoverage(ask: Ask, filter: Filter, offset: number): Promise<Coverage> {
  const shift = Math.round(offset)
  const [vpcSpan, netflowSpan] = await Promise.all([
    askSpan(ask, 'vpc', filter),
    askSpan(ask, 'netflow', filter),
  ])
  const known: readonly Span[] = [
    ...(vpcSpan ? [vpcSpan] : []),
    ...(netflowSpan ? [moved(netflowSpan, shift)] : []),
  ]
  if (known.length === 0) return { bucketSeconds: 60, from: null, to: null, vpc: [], netflow: [] }
  const from = Math.min(...known.map(([first]) => first))
  const to = Math.max(...known.map(([, last]) => last))
  const bucketSeconds = chooseBucket(from, to)
  const [vpc, netflow] = await Promise.all([
    askBuckets(ask, 'vpc', filter, bucketSeconds, 0),
    askBuckets(ask, 'netflow', filter, bucketSeconds, shift),
  ])
  return { bucketSeconds, from, to, vpc, netflow }
}

type Span = readonly [first: number, last: number]

function moved([first, last]: Span, shift: number): Span {
  return [first - shift, last - shift]
}

async function askSpan(ask: Ask, source: FlowSource, filter: Filter): Promise<Span | null> {
  const answer = await ask({
    source,
    filter,
    groupBy: [],
    measures: [
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
    ],
  })
  const first = timeOf(answer.rows[0], 'first')
  const last = timeOf(answer.rows[0], 'last')
  return first === null || last === null ? null : [first, last]
}

/** Buckets of the engine lie on whole multiples of their length, so a shift is made after it. */
async function askBuckets(
  ask: Ask,
  source: FlowSource,
  filter: Filter,
  bucketSeconds: number,
  shift: number,
): Promise<readonly TimelineBucket[]> {
  const answer = await ask({
    source,
    filter,
    groupBy: [{ by: 'time', bucketSeconds }],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
    ],
  })
  return answer.rows.flatMap((row) =>
    row.keys[0] === null
      ? []
      : [
          {
            at: Number(row.keys[0]) - shift,
            records: countOf(row, 'records'),
            bytes: quantityOf(row, 'bytes'),
          },
        ],
  )
}
