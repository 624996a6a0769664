import Dexie, { type EntityTable } from 'dexie'
import type { AuditEntry } from '../../shared/case/case'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { StatedFormat } from '../../shared/ipc/channels'
import type { ScanRemark } from '../../shared/ipc/import-messages'

/** Blocks in the order in which they arrived. */
export interface StoredBlock {
  readonly id: number
  readonly block: FlowBlock
}

export interface StoredRemark extends ScanRemark {
  readonly id: number
}

/** One case: its evidence records, its flows, what was said about its folder and by the
 * examiner about its files, and what was done in it. */
export class CaseDatabase extends Dexie {
  declare readonly evidence: EntityTable<EvidenceFile, 'id'>
  declare readonly blocks: EntityTable<StoredBlock, 'id'>
  declare readonly remarks: EntityTable<StoredRemark, 'id'>
  declare readonly formats: EntityTable<StatedFormat, 'path'>
  declare readonly audit: EntityTable<Required<AuditEntry>, 'id'>

  constructor(caseId: string) {
    // Relaxed: a batch may be lost when the power fails, never when only the app dies; the import
    // resumes with the files that are missing.
    super(`flowcase-case-${caseId}`, { chromeTransactionDurability: 'relaxed' })
    this.version(1).stores({
      evidence: 'id, path',
      blocks: '++id',
      remarks: '++id',
      audit: '++id, at',
    })
    // The order of fields of files without a header, as the examiner stated it.
    this.version(2).stores({ formats: 'path' })
  }
}
