import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/**
 * Neither follows a link that was put in the file's place since it was listed, nor waits for the
 * other end of a pipe that was.
 */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Opens a file for reading only, without changing its access time where Linux allows that (to the
 * file's owner and to root).
 * @throws what the system says, or that it is no regular file
 */
export async function openUntouched(path: string | Buffer): Promise<FileHandle> {
  const file = await openQuietly(path)
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Error('it is no regular file')
}

async function openQuietly(path: string | Buffer): Promise<FileHandle> {
  const { O_NOATIME } = constants
  if (O_NOATIME !== undefined) {
    try {
      return await open(path, READ | O_NOATIME)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
    }
  }
  return open(path, READ)
}
