import Dexie, { type EntityTable } from 'dexie'
import type { CaseRecord } from '../../shared/case/case'

/** Name of the database with the list of cases. */
export const CASE_INDEX = 'flowcase'

/** The list of cases. Each case's evidence and flows lie in a database of their own, so that deleting one is one step. */
export class CaseIndexDatabase extends Dexie {
  declare readonly cases: EntityTable<CaseRecord, 'id'>

  constructor(name = CASE_INDEX) {
    super(name)
    this.version(1).stores({ cases: 'id, openedAt' })
  }
}
