import type { LineSet } from '../evidence/line-set'

/** An evidence file whose lines are wanted. */
export interface WantedFile {
  readonly id: number
  /** Relative to the evidence folder. */
  readonly path: string
  /** When it was read into the case; null when it could not be hashed then. */
  readonly sha256: string | null
  /** The order of its fields where the examiner stated it. */
  readonly fields: readonly string[] | null
  readonly wanted: LineSet
}

/**
 * What the engine sends to main over the port of an export: how many flows there are, then pieces of the
 * file or lines that main is to read again, each for one credit, then the end.
 */
export type ExportMessage =
  | { readonly type: 'begin'; readonly total: number }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array; readonly flows: number }
  | { readonly type: 'lines'; readonly files: readonly WantedFile[] }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly message: string }

export interface ExportedFile {
  readonly path: string
  readonly flows: number
  readonly bytes: number
  readonly sha256: string
}

/** What main sends back. After any but a credit the file is there, or nothing of it is. */
export type ExportReply =
  | { readonly type: 'credit' }
  | { readonly type: 'done'; readonly file: ExportedFile }
  | { readonly type: 'cancelled' }
  | { readonly type: 'failed'; readonly message: string }

/** Messages that may be on their way to main at once. */
export const EXPORT_CREDITS = 2
