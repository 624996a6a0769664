import type { CaseRecord } from '../../../shared/case/case'
import { formatUtc } from '../../../shared/format/time'
import type { CaseStore } from '../case-store'
import { storingProblem } from '../storing-problem'
import { ArchiveFault } from './frames'
import { readArchive } from './read-archive'
import { ArchiveCancelled, ArchiveRefused, ReceivedArchive } from './receive-archive'

const NOTHING_KEPT = 'Nothing of the archive was kept.'

/**
 * Makes a case of the archive that main sends, beside whatever cases are here already. Rejects with an
 * error that can be shown; then, and when it was cancelled (null), nothing is left of it.
 */
export async function restoreCase(store: CaseStore, port: MessagePort): Promise<CaseRecord | null> {
  const archive = new ReceivedArchive(port)
  const id = crypto.randomUUID()
  try {
    return await store.fillCase(id, async (to) => {
      const { record, writtenBy, writtenAt } = await readArchive(archive.pieces(), {
        rows: async (table, rows) => {
          await to.table(table).bulkPut([...rows])
        },
        block: async (block) => {
          await to.blocks.add({ block })
        },
      })
      const { path, sha256 } = archive.file
      const now = Date.now()
      const written = `written by ${writtenBy} on ${formatUtc(writtenAt)}`
      await to.audit.add({ at: now, what: `Opened from the archive ${path}, ${written}, SHA-256 ${sha256}` })
      return { ...record, id, openedAt: Math.floor(now / 1000) }
    })
  } catch (problem) {
    if (problem instanceof ArchiveCancelled) return null
    if (problem instanceof ArchiveRefused) throw problem
    if (problem instanceof ArchiveFault)
      throw new Error(
        `This archive can't be opened: ${problem.message}. ${NOTHING_KEPT} Ask whoever wrote it for a new one.`,
      )
    throw new Error(storingProblem(problem, NOTHING_KEPT))
  } finally {
    port.close()
  }
}
