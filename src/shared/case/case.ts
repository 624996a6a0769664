import type { KeptFilters } from '../filter/kept'

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
  /** Absent until the examiner sets something of it. */
  readonly correlation?: CorrelationSettings
  /** Ports that the examiner takes away first on the exclusion ladder, in order; by suspect. */
  readonly ladders?: Readonly<Record<string, readonly number[]>>
  /** Absent until a filter was applied or saved. */
  readonly filters?: KeptFilters
  /** Networks that the examiner says are inside, canonical CIDR text; absent while none were given. */
  readonly networks?: readonly string[]
  /** Absent until the examiner decides on a finding from the data, or sets a threshold. */
  readonly review?: FindingReview
}

/** What the examiner decided about the findings that detectors draw from the data. */
export interface FindingReview {
  /** Thresholds that differ from their defaults: "brute-force.connections". */
  readonly thresholds: Readonly<Record<string, number>>
  /** By the key of the finding. */
  readonly decisions: Readonly<Record<string, FindingDecision>>
}

export interface FindingDecision {
  /** null: not decided, and only commented on. Accepted ones go into the report. */
  readonly verdict: 'accepted' | 'rejected' | null
  readonly comment: string
  /** Of the finding, to name it where it is no longer drawn. */
  readonly title: string
}

export const NOTHING_REVIEWED: FindingReview = { thresholds: {}, decisions: {} }

/** How flow logs and captures are compared. */
export interface CorrelationSettings {
  readonly aliases: readonly AddressAlias[]
  /**
   * Seconds that the clock of the captures is taken to be ahead of AWS's (negative: behind); null
   * takes their times as they are.
   */
  readonly clockOffset: number | null
}

/**
 * Two addresses of one interface: flow logs have the private one alone ("srcaddr" and "dstaddr" in
 * the Amazon VPC user guide), while a capture outside of the VPC has the public one. Both canonical.
 */
export interface AddressAlias {
  readonly publicAddress: string
  readonly privateAddress: string
}

export const AS_RECORDED: CorrelationSettings = { aliases: [], clockOffset: null }

/** 'partial': the import was cancelled or cut off; opening the case with its folder resumes it. */
export type CaseState = 'empty' | 'importing' | 'partial' | 'complete' | 'failed'

/** Append-only: what was done in a case. */
export interface AuditEntry {
  readonly id?: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly what: string
}
