import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { Ask } from '../../investigation/types'
import { bucketSeconds, type Series, startsWithin } from './buckets'
import { type Layer, measuresOf, type StackMeasure, seriesOf } from './stacks'
import type { Span } from './zoom'

/** The layers of one source; their flows are of no other part. */
export interface StackPart {
  readonly source: FlowSource
  readonly layers: readonly Layer[]
}

export interface StackAnswer {
  readonly series: readonly Series[]
  readonly bucketSeconds: number
  readonly starts: readonly number[]
}

/**
 * A stacked timeline of a span, in buckets that suit its length; those at its ends are whole. One
 * question for each part.
 */
export async function askStack(
  ask: Ask,
  parts: readonly StackPart[],
  filter: Filter,
  measure: StackMeasure,
  span: Span,
): Promise<StackAnswer> {
  const seconds = bucketSeconds(span.to - span.from)
  const starts = startsWithin(span, seconds)
  const time = { from: starts[0], to: (starts[starts.length - 1] ?? 0) + seconds }
  const series = await Promise.all(
    parts.map(async ({ source, layers }) => {
      const answer = await ask({
        source,
        filter,
        time,
        groupBy: [{ by: 'time', bucketSeconds: seconds }],
        measures: measuresOf(layers, measure),
      })
      return seriesOf(layers, answer.rows)
    }),
  )
  return { series: series.flat(), bucketSeconds: seconds, starts }
}
