import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { ExpectedError, reasonOf } from '../app/expected-error'

/** The real path of an existing folder that can be listed; an ExpectedError says why it can't be opened. */
export async function resolveEvidenceFolder(folder: string): Promise<string> {
  if (folder.includes('\0')) throw new ExpectedError("Can't open the folder: its name holds a NUL character")
  try {
    const real = await realpath(folder)
    if (!(await stat(real)).isDirectory()) {
      throw new ExpectedError(`Can't open ${folder}: it is a file; open the folder that the evidence lies in`)
    }
    await access(real, constants.R_OK | constants.X_OK)
    return real
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw new ExpectedError(`Can't open the folder ${folder}: ${reasonOf(error)}`, { cause: error })
  }
}
