import { accessSync, constants, mkdirSync } from 'node:fs'

/** Why the folder that Flowcase keeps its cases in can't be used, and what to do about it; null when it can. */
export function dataFolderFault(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    return `Flowcase keeps its cases in ${folder}, and can't write there (${code}). Check the drive and the rights to this folder, or name another one with --user-data-dir=FOLDER.`
  }
}
