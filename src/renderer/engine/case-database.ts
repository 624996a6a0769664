import Dexie, { type EntityTable } from 'dexie'
import type { AuditEntry } from '../../shared/case/case'
import type { AddressList, Mark } from '../../shared/case/casework'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { StatedFormat, StatedZone } from '../../shared/ipc/channels'
import type { ScanRemark } from '../../shared/ipc/import-messages'

/** What the name of a case's database begins with; the id of the case follows. */
export const CASE_DATABASES = 'flowcase-case-'

/** Blocks in the order in which they arrived. */
export interface StoredBlock {
  readonly id: number
  readonly block: FlowBlock
}

export interface StoredRemark extends ScanRemark {
  readonly id: number
}

/** Every address of the case, so that cases can be searched without reading their flows. */
export interface StoredAddresses {
  readonly id: 'all'
  /** Canonical texts, a line feed before and after each. */
  readonly text: string
}

/** One case: its evidence records, its flows, what was said about its folder and by the
 * examiner about its files, the examiner's marks and lists, and what was done in it. */
export class CaseDatabase extends Dexie {
  declare readonly evidence: EntityTable<EvidenceFile, 'id'>
  declare readonly blocks: EntityTable<StoredBlock, 'id'>
  declare readonly remarks: EntityTable<StoredRemark, 'id'>
  declare readonly formats: EntityTable<StatedFormat, 'path'>
  declare readonly zones: EntityTable<StatedZone, 'path'>
  declare readonly marks: EntityTable<Mark, 'id'>
  declare readonly lists: EntityTable<AddressList, 'id'>
  declare readonly addresses: EntityTable<StoredAddresses, 'id'>
  declare readonly audit: EntityTable<Required<AuditEntry>, 'id'>

  constructor(caseId: string) {
    // Relaxed: a batch may be lost when the power fails, never when only the app dies; the import
    // resumes with the files that are missing.
    super(`${CASE_DATABASES}${caseId}`, { chromeTransactionDurability: 'relaxed' })
    this.version(1).stores({
      evidence: 'id, path',
      blocks: '++id',
      remarks: '++id',
      audit: '++id, at',
    })
    // The order of fields of files without a header, as the examiner stated it.
    this.version(2).stores({ formats: 'path' })
    // Marks and lists of the examiner; and all addresses, which an older case gets when it is opened.
    this.version(3).stores({ marks: 'id', lists: 'id', addresses: 'id' })
    // The time zones of files with local times, as the examiner stated them.
    this.version(4).stores({ zones: 'path' })
  }
}
