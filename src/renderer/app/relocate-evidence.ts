import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { Folder } from '../../shared/ipc/channels'
import { bridge } from './bridge'
import { notify } from './notices'
import { changeCase, useSession } from './session'

/**
 * Asks where the evidence of the open case lies now. Rejects with an Error when what lies there is not the
 * evidence of the case: new files would be read into it from there.
 */
export async function relocateEvidence(): Promise<void> {
  const folder = await bridge.request('folder.choose', undefined)
  const { open, engine } = useSession.getState()
  if (!folder || !open) return
  await refuseOther(folder, open.evidence)
  await changeCase({ folderId: folder.folderId, folderPath: folder.path })
  await engine.note(`Evidence folder changed from ${open.record.folderPath} to ${folder.path}`)
  notify(`The evidence is looked for in ${folder.path} from now on.`)
}

/** The smallest file that was hashed stands for all: each is compared again when a line of it is read. */
async function refuseOther({ folderId, path }: Folder, evidence: readonly EvidenceFile[]): Promise<void> {
  const [file] = evidence.filter(({ sha256 }) => sha256 !== null).sort((a, b) => a.sizeBytes - b.sizeBytes)
  if (!file) return
  const fields = file.format?.order === 'given' ? file.fields : null
  const reply = await bridge.request('line.read', {
    folderId,
    path: file.path,
    line: 1,
    fields: fields && [...fields],
  })
  if (reply.state === 'read' && reply.sha256 === file.sha256) return
  const why = reply.state === 'read' ? `${file.path} is another file there` : `${file.path} is not there`
  throw new Error(
    `${path} does not hold the evidence of this case: ${why}. Choose the folder that it lies in.`,
  )
}
