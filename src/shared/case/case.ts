/** A case as the home view lists it and the case views work on it; a row of the case index. */
export interface CaseRecord {
  readonly id: string
  readonly title: string
  readonly examiner: string
  /** IANA name; "UTC" by default. Times are computed in UTC and shown in this zone beside it. */
  readonly timeZone: string
  readonly folderId: string
  /** For display, and to recognise a folder that is opened again. */
  readonly folderPath: string
  /** Epoch seconds. */
  readonly createdAt: number
  readonly openedAt: number
  readonly state: CaseState
  readonly flows: number
  readonly suspects: readonly string[]
  /** The examiner's notes, Markdown, printed in the report. */
  readonly notes: string
}

/** 'partial': the import was cancelled or cut off; opening the case with its folder resumes it. */
export type CaseState = 'empty' | 'importing' | 'partial' | 'complete' | 'failed'

/** Append-only: what was done in a case. */
export interface AuditEntry {
  readonly id?: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly what: string
}
