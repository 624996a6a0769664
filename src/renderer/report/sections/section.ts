import type { CaseInvestigation } from '../../investigation/types'
import type { NumberedFigure } from '../document'
import type { FigureNumbers } from '../figures'
import type { Clock } from '../wording'

/** What every section is written from. */
export interface SectionInput {
  readonly investigation: CaseInvestigation
  readonly figures: readonly NumberedFigure[]
  readonly numbers: FigureNumbers
  readonly clock: Clock
  /** Of Flowcase and of nfdump (null when not installed). */
  readonly version: string
  readonly nfdump: string | null
  /** Epoch seconds. */
  readonly generatedAt: number
}
