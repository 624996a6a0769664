import { opendir, realpath, stat } from 'node:fs/promises'
import { ExpectedError, reasonOf } from '../app/expected-error'

/** The real path of an existing folder that can be listed; an ExpectedError says why it can't be opened. */
export async function resolveEvidenceFolder(folder: string): Promise<string> {
  if (folder.includes('\0')) throw new ExpectedError("Can't open the folder: its name holds a NUL character")
  try {
    const real = await realpath(folder)
    if (!(await stat(real)).isDirectory()) {
      throw new ExpectedError(`Can't open ${folder}: it is a file; open the folder that the evidence lies in`)
    }
    // access() would not know of the right to read all files, which the launcher leaves the app when root starts it.
    await (await opendir(real)).close()
    return real
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw new ExpectedError(`Can't open the folder ${folder}: ${reasonOf(error)}`, { cause: error })
  }
}
