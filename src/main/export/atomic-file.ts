import { ExpectedError, reasonOf } from '../app/expected-error'
import { PartialFile } from './partial-file'

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
  let file: PartialFile | null = null
  try {
    file = await PartialFile.create(target, options.mode)
    await file.append(content)
    await file.finish()
  } catch (error) {
    await file?.abandon()
    throw new ExpectedError(`Can't write ${options.shownAs ?? target}: ${reasonOf(error)}`, { cause: error })
  }
}
