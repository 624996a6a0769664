import type { z } from 'zod'
import { FRAME } from '../../../shared/archive/archive-form'
import {
  type ArchiveHead,
  archiveEnd,
  archiveHead,
  archiveRows,
  DOCUMENT_TABLES,
  type DocumentTable,
  documents,
  fromJson,
} from '../../../shared/archive/documents'
import type { FlowBlock } from '../../../shared/flow/block'
import { blockOfBytes } from './block-bytes'
import { ArchiveFault, readFrames } from './frames'

/** What takes the parts of a case in; each is waited for. */
export interface CaseParts {
  rows(table: DocumentTable, rows: readonly unknown[]): Promise<void>
  block(block: FlowBlock): Promise<void>
}

/**
 * Reads an archive, whose seal main has checked, part by part. Whatever was handed out is worth nothing
 * when it rejects: with an ArchiveFault, or with what `parts` rejects with.
 */
export async function readArchive(pieces: AsyncIterable<Uint8Array>, parts: CaseParts): Promise<ArchiveHead> {
  let head: ArchiveHead | null = null
  const rows = Object.fromEntries(DOCUMENT_TABLES.map((table) => [table, 0])) as Record<DocumentTable, number>
  let blocks = 0
  let flows = 0
  for await (const { kind, bytes } of readFrames(pieces)) {
    if ((kind === FRAME.head) !== (head === null)) throw new ArchiveFault('its parts are out of order')
    switch (kind) {
      case FRAME.head:
        head = documentOf(bytes, archiveHead, 'the record of the case')
        break
      case FRAME.rows: {
        const { table, rows: found } = documentOf(bytes, archiveRows, 'a part')
        rows[table] += found.length
        await parts.rows(
          table,
          found.map((row) => parsed(row, documents[table] as z.ZodType<unknown>, `a row of its ${table}`)),
        )
        break
      }
      case FRAME.block: {
        const block = blockOfBytes(bytes)
        blocks++
        flows += block.count
        await parts.block(block)
        break
      }
      case FRAME.end: {
        const end = documentOf(bytes, archiveEnd, 'its end')
        const whole = DOCUMENT_TABLES.every((table) => end.rows[table] === rows[table])
        if (!whole || end.blocks !== blocks || end.flows !== flows)
          throw new ArchiveFault('a part of it is missing')
      }
    }
  }
  return head as ArchiveHead
}

function documentOf<T>(bytes: Uint8Array, schema: z.ZodType<T>, what: string): T {
  let document: unknown
  try {
    document = fromJson(new TextDecoder().decode(bytes))
  } catch {
    throw new ArchiveFault(`${what} is not as it should be (no JSON)`)
  }
  return parsed(document, schema, what)
}

function parsed<T>(document: unknown, schema: z.ZodType<T>, what: string): T {
  const result = schema.safeParse(document)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  throw new ArchiveFault(`${what} is not as it should be (${where}${issue?.message ?? 'unknown'})`)
}
