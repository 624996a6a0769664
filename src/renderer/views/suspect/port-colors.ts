import type { Ladder } from '../../investigation/types'

const COLORS = 7

/** The colour of a service port, the same in table, ladder and timeline: the ladder's order decides. */
export function portColor(ladder: Ladder, port: number | null): string {
  const index = ladder.steps.findIndex((step) => step.port === port)
  return index >= 0 && index < COLORS ? `--series-${index + 1}` : '--series-other'
}
