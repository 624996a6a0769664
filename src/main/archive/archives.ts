import { randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { ARCHIVE_ENDING, archiveVersion, HEAD_BYTES } from '../../shared/archive/archive-form'
import type { Archive } from '../../shared/ipc/channels'
import { ExpectedError, reasonOf } from '../app/expected-error'
import { openFile, piecesOf } from './check-archive'

/** Which file each id stands for: the page can have main read no other file than the examiner named. */
export class Archives {
  private readonly paths = new Map<string, string>()

  /** Takes in a file; whether it is an archive is told when it is read. */
  async register(path: string): Promise<Archive> {
    const real = await realpath(path).catch((error: unknown) => {
      throw new ExpectedError(`Can't open ${path}: ${reasonOf(error)}`, { cause: error })
    })
    const archiveId = randomUUID()
    this.paths.set(archiveId, real)
    return { archiveId, path: real }
  }

  pathOf(archiveId: string): string {
    const path = this.paths.get(archiveId)
    if (path === undefined) throw new ExpectedError('This archive is not known; choose it again')
    return path
  }
}

/** Whether a path leads to a file that is an archive, or is named like one; false where nothing can be read. */
export async function looksLikeArchive(path: string): Promise<boolean> {
  try {
    const file = await openFile(path)
    try {
      if (path.endsWith(ARCHIVE_ENDING)) return true
      for await (const begin of piecesOf(file, HEAD_BYTES, HEAD_BYTES))
        return archiveVersion(Buffer.from(begin).toString('latin1')) !== null
      return false
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}
