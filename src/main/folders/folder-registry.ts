import { createHash } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { type Folder, folderSchema } from '../../shared/ipc/channels'
import { ExpectedError } from '../app/expected-error'
import { readStored, writeStored } from '../app/stored-json'
import { isInside } from './containment'
import { resolveEvidenceFolder } from './evidence-folder'

const storedSchema = z.object({
  version: z.literal(1),
  folders: z.array(z.object({ id: folderSchema.shape.folderId, path: z.string().min(1) })),
})

/**
 * Which folder each id stands for. The renderer asks by id, so that no page can have main read a path
 * that the examiner never opened. Kept in one file of the app's data, or in memory alone when `file` is null.
 */
export class FolderRegistry {
  private constructor(
    private readonly file: string | null,
    private readonly paths: Map<string, string>,
  ) {}

  static open(file: string | null): FolderRegistry {
    const stored = file === null ? null : readStored(file, storedSchema)
    return new FolderRegistry(file, new Map(stored?.folders.map((folder) => [folder.id, folder.path])))
  }

  /** Takes in an existing folder (absolute path). The same folder gets the same id, however it is reached. */
  async register(folder: string): Promise<Folder> {
    if (!path.isAbsolute(folder)) throw new ExpectedError(`Can't open ${folder}: its path is not absolute`)
    const real = await resolveEvidenceFolder(folder)
    const folderId = createHash('sha256').update(real).digest('hex').slice(0, 16)
    if (this.paths.get(folderId) !== real) {
      this.paths.set(folderId, real)
      this.store()
    }
    return { folderId, path: real, name: path.basename(real) || real }
  }

  /** The absolute path; an ExpectedError when no such folder was ever opened here. */
  pathOf(folderId: string): string {
    const folder = this.paths.get(folderId)
    if (folder === undefined) {
      throw new ExpectedError(
        'The evidence folder is not known on this computer; say in Evidence where it is',
      )
    }
    return folder
  }

  /** Whether the folder is still there and readable. */
  async check(folderId: string): Promise<boolean> {
    const folder = this.paths.get(folderId)
    if (folder === undefined) return false
    return resolveEvidenceFolder(folder).then(
      (real) => real === folder,
      () => false,
    )
  }

  /** The evidence folder that a path (absolute, real) lies in, null when it lies in none. */
  holding(target: string): string | null {
    for (const folder of this.paths.values()) if (isInside(folder, target)) return folder
    return null
  }

  private store(): void {
    if (this.file === null) return
    const folders = Array.from(this.paths, ([id, path]) => ({ id, path }))
    writeStored(this.file, { version: 1, folders })
  }
}
