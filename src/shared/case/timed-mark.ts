import type { FlowSource } from '../flow/block'
import type { AddressList, Mark } from './casework'
import type { ListHits } from './match-list'

/** What the flows of a marked subject span, in epoch seconds; null where there is none. */
export interface MarkTime {
  readonly from: number | null
  readonly to: number | null
  /** Records (of captures: flows) of the subject; null where it was not counted. */
  readonly records: number | null
  readonly source: FlowSource
}

export interface TimedMark {
  readonly mark: Mark
  readonly time: MarkTime
}

export interface MatchedList {
  readonly list: AddressList
  readonly hits: ListHits
}
