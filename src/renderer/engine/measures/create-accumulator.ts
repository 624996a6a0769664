import type { Measure } from '../../../shared/query/query'
import type { Dictionaries } from '../engine-block'
import type { Accumulator } from './accumulator'
import { Count, CountOfSome } from './count'
import { Distinct } from './distinct'
import { Extreme } from './extreme'
import type { GroupFigures } from './group-figures'
import { Sum } from './sum'

/**
 * @param rows the slot of the rows of groups
 * @param some whether rows are left out by a condition of the measure's own
 */
export function createAccumulator(
  measure: Measure,
  figures: GroupFigures,
  rows: number,
  some: boolean,
  dictionaries: Dictionaries,
): Accumulator {
  switch (measure.op) {
    case 'count':
      return some ? new CountOfSome(figures) : new Count(figures, rows)
    case 'sum':
      return new Sum(measure.field, figures)
    case 'min':
    case 'max':
      return new Extreme(measure.field, measure.op, figures)
    case 'distinct':
      return new Distinct(measure.field, figures, dictionaries)
  }
}
