import path from 'node:path'
import { ExpectedError } from '../app/expected-error'
import { realTarget } from '../folders/containment'
import type { FolderRegistry } from '../folders/folder-registry'

/** The real path to write to; an ExpectedError when it lies in an evidence folder. */
export async function refuseEvidence(
  target: string,
  folders: Pick<FolderRegistry, 'holding'>,
): Promise<string> {
  const real = path.join(await realTarget(path.dirname(target)), path.basename(target))
  const evidence = folders.holding(real)
  if (evidence !== null) {
    throw new ExpectedError(
      `${real} lies in the evidence folder ${evidence}, which is never written to; save it elsewhere`,
    )
  }
  return real
}
