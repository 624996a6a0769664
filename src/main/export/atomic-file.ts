import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import { ExpectedError, reasonOf } from '../app/expected-error'

/**
 * Writes a file whole or not at all: to a temporary name beside it, flushed to disk, then renamed over
 * whatever had the name. On failure the temporary file is removed and an ExpectedError names `target`
 * (or `shownAs`, when the path is known to people by another name).
 */
export async function writeFileAtomically(
  target: string,
  content: string | Uint8Array,
  options: { readonly mode?: number; readonly shownAs?: string } = {},
): Promise<void> {
  const partial = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomBytes(6).toString('hex')}.partial`,
  )
  try {
    const file = await open(partial, 'wx', options.mode ?? 0o644)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, target)
  } catch (error) {
    await unlink(partial).catch(() => {})
    throw new ExpectedError(`Can't write ${options.shownAs ?? target}: ${reasonOf(error)}`, { cause: error })
  }
}
