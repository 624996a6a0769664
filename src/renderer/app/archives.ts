import { create } from 'zustand'
import { archiveName } from '../../shared/archive/archive-form'
import type { CaseRecord } from '../../shared/case/case'
import { formatBytes } from '../../shared/format/bytes'
import type { Archive, Openable } from '../../shared/ipc/channels'
import type { ExportedFile } from '../../shared/ipc/export-messages'
import { bridge } from './bridge'
import { handedPort } from './handed-ports'
import { navigate } from './hash-location'
import { notify, notifyProblem } from './notices'
import { casePath } from './places'
import { deleteCase, listCases, openFolder, useSession } from './session'

/** An archive that is being written or opened: nothing else is done meanwhile, so that it holds one state of the case. */
export interface ArchiveWork {
  readonly kind: 'writing' | 'opening'
  /** Of the export, or of the reading. */
  readonly id: string
  readonly path: string
  readonly done: number
  /** null until it is known; flows when it is written, bytes when it is read. */
  readonly total: number | null
  readonly cancelling: boolean
}

interface Archives {
  readonly work: ArchiveWork | null
}

export const useArchives = create<Archives>()(() => ({ work: null }))

bridge.subscribe('export.progress', ({ exportId, flows, total }) => change(exportId, { done: flows, total }))
bridge.subscribe('archive.progress', ({ readId, bytes, total }) => change(readId, { done: bytes, total }))

function change(id: string, how: Partial<ArchiveWork>): void {
  const { work } = useArchives.getState()
  if (work?.id === id) useArchives.setState({ work: { ...work, ...how } })
}

async function during<T>(work: Pick<ArchiveWork, 'kind' | 'id' | 'path'>, run: () => Promise<T>): Promise<T> {
  useArchives.setState({ work: { ...work, done: 0, total: null, cancelling: false } })
  try {
    return await run()
  } finally {
    useArchives.setState({ work: null })
  }
}

/**
 * Writes a case whole into a file where the examiner says; null when they changed their mind.
 * @param remove takes the case away from this computer once the file is written and checked
 */
export async function archiveCase(record: CaseRecord, remove: boolean): Promise<ExportedFile | null> {
  const { engine, facts } = useSession.getState()
  const { folderId } = record
  const name = archiveName(record.title)
  const started = await bridge.request('export.start', { format: 'archive', folderId, name })
  if (!started) return null
  const { exportId: id, path } = started
  const file = await during({ kind: 'writing', id, path }, async () => {
    const port = await handedPort(id)
    const written = await engine.archiveCase(port, record.id, `Flowcase ${facts.version}`)
    if (written && remove) await deleteCase(record.id)
    return written
  })
  if (!file) {
    notify('Archiving was cancelled; nothing was written')
    return null
  }
  const gone = remove ? ', and the case was removed from this computer' : ''
  notify(`“${record.title}” was archived in ${file.path} (${formatBytes(file.bytes)})${gone}`, {
    text: 'Show in folder',
    onClick: () => void bridge.request('report.reveal', { path: file.path }).catch(notifyProblem),
  })
  return file
}

export async function chooseArchive(): Promise<void> {
  const archive = await bridge.request('archive.choose', undefined)
  if (archive) await openArchive(archive)
}

/** Makes a case of an archive, and goes to it. */
async function openArchive({ archiveId, path }: Archive): Promise<void> {
  if (useArchives.getState().work) throw new Error('Wait until the other archive is done.')
  const { engine } = useSession.getState()
  const { readId: id } = await bridge.request('archive.read', { archiveId })
  const record = await during({ kind: 'opening', id, path }, async () =>
    engine.restoreCase(await handedPort(id)),
  )
  if (!record) {
    notify('Opening the archive was cancelled; nothing of it was kept')
    return
  }
  await listCases()
  navigate(casePath(record.id, 'evidence'))
}

/** Opens what was dropped on the window, or named on the command line. */
export function openPath(openable: Openable): Promise<void> {
  return 'folder' in openable ? openFolder(openable.folder) : openArchive(openable.archive)
}

export async function cancelArchive(): Promise<void> {
  const { work } = useArchives.getState()
  if (!work) return
  useArchives.setState({ work: { ...work, cancelling: true } })
  if (work.kind === 'writing') await bridge.request('export.cancel', { exportId: work.id })
  else await bridge.request('archive.cancel', { readId: work.id })
}
