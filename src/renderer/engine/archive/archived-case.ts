import { type ArchiveHead, DOCUMENT_TABLES } from '../../../shared/archive/documents'
import type { FlowBlock } from '../../../shared/flow/block'
import type { CaseDatabase } from '../case-database'
import type { ArchivedCase } from './write-archive'

/** Tables that are archived in another way, or made again when the case is opened. */
const OTHER_TABLES: readonly string[] = ['blocks', 'addresses']

/** What lies in a case's database, as it is archived: all but what can be made of it again. */
export function archivedCase(from: CaseDatabase, head: ArchiveHead): ArchivedCase {
  const known: readonly string[] = [...DOCUMENT_TABLES, ...OTHER_TABLES]
  const lost = from.tables.find(({ name }) => !known.includes(name))
  if (lost) throw new Error(`The archive has no place for ${lost.name}.`)
  return { head, rows: (table) => from.table<unknown>(table).toArray(), blocks: () => blocksOf(from) }
}

async function* blocksOf({ blocks }: CaseDatabase): AsyncGenerator<FlowBlock> {
  for (const key of await blocks.orderBy('id').primaryKeys()) {
    const stored = await blocks.get(key)
    if (!stored) throw new Error('The case was changed while it was archived. Archive it again.')
    yield stored.block
  }
}
