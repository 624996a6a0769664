import type { AuditEntry, CaseRecord } from '../../shared/case/case'
import type { Casework, CaseworkEdit, ListContent, ListEntry } from '../../shared/case/casework'
import type { ListHits } from '../../shared/case/match-list'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowSource } from '../../shared/flow/block'
import type { FlowExportFormat, StatedFormat, StatedZone } from '../../shared/ipc/channels'
import type { ExportedFile } from '../../shared/ipc/export-messages'
import type { ImportOutcome, ImportProgress, ScanRemark } from '../../shared/ipc/import-messages'
import type { BiflowPage, BiflowPageQuery } from '../../shared/query/biflow'
import type { FlowAnswer, FlowPage, FlowPageQuery, FlowQuery, FlowSelection } from '../../shared/query/query'

/** What the open case holds in numbers. Times are epoch seconds. */
export interface CaseContents {
  readonly flows: Readonly<Record<FlowSource, number>>
  /** Fields that occur in the flows of each source, in catalogue order, unknown ones last. */
  readonly fields: Readonly<Record<FlowSource, readonly string[]>>
  readonly firstStart: number | null
  readonly lastEnd: number | null
  /** Grows with every change of the flows; a key for caches of answers. */
  readonly revision: number
}

export interface OpenCase {
  readonly record: CaseRecord
  /** In the order of their ids. */
  readonly evidence: readonly EvidenceFile[]
  readonly contents: CaseContents
  readonly remarks: readonly ScanRemark[]
  /** Of files without a header, as the examiner stated them; those that the case does not hold yet are read so. */
  readonly formats: readonly StatedFormat[]
  /** Of files into which nfdump printed local times, as the examiner stated them. */
  readonly zones: readonly StatedZone[]
}

export type EngineEvent =
  | { readonly type: 'progress'; readonly progress: ImportProgress }
  /**
   * Flows were added to the open case, or files are whole since the last such event; at most a few
   * times a second. The files come without what is long in them: the end of the import tells all.
   */
  | {
      readonly type: 'changed'
      readonly contents: CaseContents
      readonly completed: readonly EvidenceFile[]
      /** Everything is read, and nothing but storing is left. */
      readonly last: boolean
    }
  /** The import is over and everything is stored. */
  | { readonly type: 'import-ended'; readonly outcome: ImportOutcome; readonly open: OpenCase }

/** What was found in a case, beside what its record says. */
export interface CaseMatch {
  readonly caseId: string
  /** The first few addresses that begin with the text, and how many there are. */
  readonly addresses: readonly string[]
  readonly addressCount: number
  readonly tags: readonly string[]
}

/** What may be changed in a case by the examiner. */
export type CaseChange = Partial<
  Pick<
    CaseRecord,
    | 'title'
    | 'examiner'
    | 'timeZone'
    | 'suspects'
    | 'notes'
    | 'correlation'
    | 'ladders'
    | 'filters'
    | 'networks'
    | 'review'
    | 'folderId'
    | 'folderPath'
    | 'state'
  >
>

/**
 * The engine worker as the page sees it. One case is open at a time. Every call rejects with an
 * Error whose message can be shown.
 */
export interface Engine {
  listCases(): Promise<readonly CaseRecord[]>
  createCase(
    fields: Pick<CaseRecord, 'title' | 'examiner' | 'timeZone' | 'folderId' | 'folderPath'>,
  ): Promise<CaseRecord>
  updateCase(id: string, change: CaseChange): Promise<CaseRecord>
  deleteCase(id: string): Promise<void>
  /**
   * Removes from this computer what is left of cases that were being duplicated, opened from an archive or deleted
   * when the app was killed. Resolves with how many there were.
   */
  removeRemains(): Promise<number>
  /**
   * Looks for a text in all cases: addresses that begin with it, tags that contain it. A case has its
   * addresses at hand once it was read to its end, or opened.
   */
  searchCases(text: string): Promise<readonly CaseMatch[]>
  /** A second case with all that the first one holds, under another title. */
  duplicateCase(id: string): Promise<CaseRecord>
  /**
   * Sends all that a case holds over the port of an export, as an archive. Resolves with the file when main has
   * written and checked it, with null when that was cancelled.
   * @param writtenBy program and version
   */
  archiveCase(port: MessagePort, id: string, writtenBy: string): Promise<ExportedFile | null>
  /** Makes a case of an archive that main reads; null when that was cancelled. Nothing is left when it rejects. */
  restoreCase(port: MessagePort): Promise<CaseRecord | null>
  /** Loads the case from IndexedDB; rows of files that were not read whole are dropped. */
  openCase(id: string): Promise<OpenCase>
  closeCase(): Promise<void>
  /** Takes the import port of main and reads batches into the open case until the import ends. */
  attachImport(port: MessagePort): Promise<void>
  /** Aggregates of the open case. */
  ask(query: FlowQuery): Promise<FlowAnswer>
  page(query: FlowPageQuery): Promise<FlowPage>
  /** Flows by five-tuple, both directions in one row. */
  biflows(query: BiflowPageQuery): Promise<BiflowPage>
  /**
   * Sends the flows that match over the port of an export, by evidence file, then line. Resolves with the
   * file when main has written it, with null when the export was cancelled or the case closed.
   */
  exportFlows(
    port: MessagePort,
    selection: FlowSelection,
    format: FlowExportFormat,
  ): Promise<ExportedFile | null>
  /** Addresses of the open case that begin with the text, most flows first. */
  suggestAddresses(text: string, limit: number): Promise<readonly string[]>
  /** Bytes of flows that a case may have in memory, from the next one that is opened; the rest stays in its database. */
  limitMemory(bytes: number): Promise<void>
  /** Keeps what the examiner states about files without a header; all that was stated in the case. */
  stateFormats(formats: readonly StatedFormat[]): Promise<readonly StatedFormat[]>
  /**
   * Keeps the time zones of files with local times, and drops the flows of these files, so that they are
   * read again. The case is opened anew, and is not complete until they are.
   */
  stateZones(zones: readonly StatedZone[]): Promise<OpenCase>
  /** The examiner's marks and lists of the open case. */
  casework(): Promise<Casework>
  /** Stores an edit whole, or nothing of it; the audit log tells of it. Rejects when another case is open. */
  editCasework(caseId: string, edit: CaseworkEdit): Promise<void>
  /**
   * Reads the text of a list of addresses.
   * @param column of a CSV, counted from 0; null takes the one with the most addresses
   */
  readList(bytes: Uint8Array, column: number | null): Promise<ListContent>
  /** The flows of each entry of a list in the open case. */
  matchList(source: FlowSource, entries: readonly ListEntry[]): Promise<ListHits>
  auditLog(): Promise<readonly AuditEntry[]>
  note(what: string): Promise<void>
  subscribe(listener: (event: EngineEvent) => void): () => void
}
