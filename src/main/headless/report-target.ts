import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { ExpectedError, reasonOf } from '../app/expected-error'
import { isInside, realTarget } from '../folders/containment'
import { UsageError } from './report-words'

/**
 * Where the files of a headless report are written, and what that place is called in messages. A launcher
 * that runs the app as another user has them written to a stage and moves them to DIR itself.
 */
export interface ReportTarget {
  readonly writeTo: string
  readonly shownAs: string
}

/**
 * Checks DIR before the work starts. `out` and `stage` are absolute, `evidence` is the real path of FOLDER.
 * Throws UsageError when DIR lies in the evidence, ExpectedError when it can't be written to.
 */
export async function checkReportTarget(
  out: string,
  evidence: string,
  stage: string | null,
): Promise<ReportTarget> {
  if (isInside(evidence, await realTarget(out))) {
    throw new UsageError(
      `--out ${out} lies in the evidence folder ${evidence}, which is never written to; name a folder elsewhere`,
    )
  }
  const writeTo = stage ?? out
  await checkWritable(writeTo, out)
  return { writeTo, shownAs: out }
}

/** Makes the folder when it does not exist yet. */
export async function makeReportTarget(target: ReportTarget): Promise<void> {
  try {
    await mkdir(target.writeTo, { recursive: true })
  } catch (error) {
    throw new ExpectedError(`Can't make the folder ${target.shownAs}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Whether files could be made in a folder, or the folder itself where it does not exist yet. */
async function checkWritable(folder: string, shownAs: string): Promise<void> {
  let place = folder
  try {
    while (!(await exists(place))) place = path.dirname(place)
    if (!(await stat(place)).isDirectory())
      throw new ExpectedError(`Can't write to ${shownAs}: ${place} is a file`)
    await access(place, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw new ExpectedError(`Can't write to ${shownAs}: ${reasonOf(error)}`, { cause: error })
  }
}

async function exists(place: string): Promise<boolean> {
  try {
    await stat(place)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
