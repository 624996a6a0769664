import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { Ask } from '../../investigation/types'
import { bucketSeconds, type Series, startsWithin } from './buckets'
import { askServiceStack, type ServiceKeys } from './service-stack'
import { type Layer, measuresOf, type StackMeasure, seriesOf } from './stacks'
import type { Span } from './zoom'

/** What is stacked of one source: layers, or services, the busiest first; their flows are of no other part. */
export type StackPart = { readonly source: FlowSource } & (
  | { readonly layers: readonly Layer[] }
  | { readonly services: readonly ServiceKeys[] }
)

export interface StackAnswer {
  readonly series: readonly Series[]
  readonly bucketSeconds: number
  readonly starts: readonly number[]
}

/**
 * A stacked timeline of a span, in buckets that suit its length; those at its ends are whole. One
 * question for each part; a few for services.
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
    parts.map(async (part) => {
      const { source } = part
      if ('services' in part) {
        return askServiceStack(ask, { source, filter, time, bucketSeconds: seconds, measure }, part.services)
      }
      const { layers } = part
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
