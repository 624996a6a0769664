import type { EvidenceFile } from '../evidence/evidence'
import type { FlowBlock } from '../flow/block'

/** Progress of an import. Bytes are bytes on disk. */
export interface ImportProgress {
  readonly files: number
  readonly filesDone: number
  readonly bytes: number
  readonly bytesDone: number
  readonly flows: number
  /** What is being done now, for people: "Reading flow logs", "Converting investigate.pcap". */
  readonly stage: string
}

/** Why a file or link of the folder is not part of the evidence. */
export interface ScanRemark {
  readonly path: string
  readonly message: string
}

/**
 * What main sends to the engine worker over the import port. A batch is committed by the engine
 * in one transaction: the block (if any) and the files that are complete with it. Rows of a file
 * that is not complete yet are always the last rows of the blocks sent so far by that reader.
 */
export type ImportMessage =
  | { readonly type: 'batch'; readonly block: FlowBlock | null; readonly complete: readonly EvidenceFile[] }
  | { readonly type: 'progress'; readonly progress: ImportProgress }
  | { readonly type: 'end'; readonly outcome: ImportOutcome; readonly remarks: readonly ScanRemark[] }

export type ImportOutcome =
  | { readonly state: 'complete' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly message: string }

/** What the engine worker sends back: one credit for each batch that it has taken. */
export type ImportReply = { readonly type: 'credit'; readonly batches: number }

/** Batches that may be on their way to the engine at once; bounds memory when the engine is slower. */
export const IMPORT_CREDITS = 8
