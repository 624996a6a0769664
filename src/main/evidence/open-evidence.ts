import { closeSync, constants, fstatSync, openSync } from 'node:fs'

/**
 * Neither follows a link that was put in the file's place since it was listed, nor waits for the
 * other end of a pipe that was.
 */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Opens an evidence file for reading only and without changing its access time, which Linux allows
 * to the file's owner (and to root).
 * @returns the file descriptor
 * @throws what the system says, or that it is no regular file
 */
export function openEvidence(path: string | Buffer): number {
  const fd = openUntouched(path)
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new Error('it is no regular file any more')
}

function openUntouched(path: string | Buffer): number {
  const { O_NOATIME } = constants
  if (O_NOATIME !== undefined) {
    try {
      return openSync(path, READ | O_NOATIME)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
    }
  }
  return openSync(path, READ)
}
