import Dexie, { type EntityTable } from 'dexie'
import type { AuditEntry } from '../../shared/case/case'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { ScanRemark } from '../../shared/ipc/import-messages'

/** Blocks in the order in which they arrived. */
export interface StoredBlock {
  readonly id: number
  readonly block: FlowBlock
}

export interface StoredRemark extends ScanRemark {
  readonly id: number
}

/** One case: its evidence records, its flows, what was said about its folder, and what was done in it. */
export class CaseDatabase extends Dexie {
  declare readonly evidence: EntityTable<EvidenceFile, 'id'>
  declare readonly blocks: EntityTable<StoredBlock, 'id'>
  declare readonly remarks: EntityTable<StoredRemark, 'id'>
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
  }
}
