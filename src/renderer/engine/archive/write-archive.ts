import { ARCHIVE_HEAD, FRAME } from '../../../shared/archive/archive-form'
import {
  type ArchiveEnd,
  type ArchiveHead,
  archiveHead,
  DOCUMENT_TABLES,
  type DocumentTable,
  documents,
  toJson,
} from '../../../shared/archive/documents'
import type { FlowBlock } from '../../../shared/flow/block'
import type { ExportMessage } from '../../../shared/ipc/export-messages'
import { bytesOfBlock } from './block-bytes'
import { type Frame, packFrame } from './frames'

/** Rows of a frame: a list of addresses, or the record of an evidence file, may be large. */
const ROWS = 64

/** A case as it lies in its database. */
export interface ArchivedCase {
  readonly head: ArchiveHead
  /** All rows of a table, in their order. */
  rows(table: DocumentTable): Promise<readonly unknown[]>
  /** One by one, in their order. */
  blocks(): AsyncIterable<FlowBlock>
}

/**
 * The messages that the archive of a case is made of, each made when it is asked for; main adds the seal.
 * What an archive could not be read from again is refused here already.
 */
export async function* writeArchive({ head, rows, blocks }: ArchivedCase): AsyncGenerator<ExportMessage> {
  yield { type: 'begin', total: head.record.flows }
  yield piece(new TextEncoder().encode(ARCHIVE_HEAD))
  yield frame(FRAME.head, archiveHead.parse(head))
  const counts = {} as Record<DocumentTable, number>
  for (const table of DOCUMENT_TABLES) {
    const all = (await rows(table)).map((row) => documents[table].parse(row))
    counts[table] = all.length
    for (let from = 0; from < all.length; from += ROWS)
      yield frame(FRAME.rows, { table, rows: all.slice(from, from + ROWS) })
  }
  const end: ArchiveEnd = { rows: counts, blocks: 0, flows: 0 }
  for await (const block of blocks()) {
    end.blocks++
    end.flows += block.count
    yield piece(packFrame({ kind: FRAME.block, bytes: bytesOfBlock(block) }), block.count)
  }
  yield frame(FRAME.end, end)
  yield { type: 'end' }
}

function frame(kind: Frame['kind'], document: unknown): ExportMessage {
  return piece(packFrame({ kind, bytes: new TextEncoder().encode(toJson(document)) }))
}

function piece(bytes: Uint8Array, flows = 0): ExportMessage {
  return { type: 'bytes', bytes, flows }
}
