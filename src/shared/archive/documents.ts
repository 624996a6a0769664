import { z } from 'zod'
import type { AuditEntry, CaseRecord } from '../case/case'
import { statedFormatSchema, statedZoneSchema } from '../ipc/channels'
import type { ScanRemark } from '../ipc/import-messages'
import { caseDocument } from './case-document'
import { listDocument, markDocument } from './casework-document'
import { count, documentOf } from './document-of'
import { evidenceDocument } from './evidence-document'

/** What an archive holds of a case beside its record and its flows, by the table that it lies in. */
export const documents = {
  evidence: evidenceDocument,
  remarks: documentOf<ScanRemark>()({ path: z.string(), message: z.string() }),
  formats: statedFormatSchema,
  zones: statedZoneSchema,
  marks: markDocument,
  lists: listDocument,
  audit: documentOf<Omit<AuditEntry, 'id'>>()({ at: z.number(), what: z.string() }),
} as const

export type DocumentTable = keyof typeof documents
export type Documents = { readonly [T in DocumentTable]: z.infer<(typeof documents)[T]> }

export const DOCUMENT_TABLES = Object.keys(documents) as readonly DocumentTable[]

/** The first frame of an archive. */
export interface ArchiveHead {
  readonly record: CaseRecord
  /** "Flowcase 0.1.0" */
  readonly writtenBy: string
  /** Epoch seconds. */
  readonly writtenAt: number
}

export const archiveHead = documentOf<ArchiveHead>()({
  record: caseDocument,
  writtenBy: z.string(),
  writtenAt: z.number(),
})

/** A frame of rows. */
export const archiveRows = z.object({
  table: z.enum(Object.keys(documents) as [DocumentTable, ...DocumentTable[]]),
  rows: z.array(z.unknown()),
})

/** The last frame: all that came before it. */
export const archiveEnd = z.object({
  rows: z.record(archiveRows.shape.table, count),
  blocks: count,
  flows: count,
})
export type ArchiveEnd = z.infer<typeof archiveEnd>

/** No name of a field, which is the only key that stands before such values. */
const BIG = '#'

/** JSON has no numbers beyond 2^53: such a value of a marked flow stands in it as an object. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'bigint' ? { [BIG]: String(one) } : one,
  )
}

/** @throws SyntaxError */
export function fromJson(json: string): unknown {
  return JSON.parse(json, (_key, one: unknown) => {
    const digits = (one as { readonly [BIG]?: unknown } | null)?.[BIG]
    return typeof digits === 'string' && /^\d{1,30}$/.test(digits) ? BigInt(digits) : one
  })
}
