import { create } from 'zustand'
import { printFilter } from '../../shared/filter/print'
import { formatCounted } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import type { FlowExportFormat } from '../../shared/ipc/channels'
import type { ExportedFile } from '../../shared/ipc/export-messages'
import type { FlowSelection } from '../../shared/query/query'
import { bridge } from './bridge'
import { handedPort } from './handed-ports'
import { notify, notifyProblem } from './notices'
import { useSession } from './session'

/** An export that is under way. */
export interface RunningExport {
  readonly exportId: string
  readonly path: string
  readonly flows: number
  /** null until the flows are counted. */
  readonly total: number | null
  readonly cancelling: boolean
}

interface Exports {
  readonly running: readonly RunningExport[]
}

export const useExports = create<Exports>()(() => ({ running: [] }))

bridge.subscribe('export.progress', ({ exportId, flows, total }) => change(exportId, { flows, total }))

function change(exportId: string, how: Partial<RunningExport>): void {
  useExports.setState(({ running }) => ({
    running: running.map((one) => (one.exportId === exportId ? { ...one, ...how } : one)),
  }))
}

/** Writes the flows of the open case that match where the examiner says. */
export async function exportFlows(
  selection: FlowSelection,
  format: FlowExportFormat,
  name: string,
): Promise<void> {
  const { engine, open } = useSession.getState()
  if (!open) return
  const { folderId } = open.record
  const started = await bridge.request('export.start', { format, folderId, name })
  if (!started) return
  const { exportId, path } = started
  useExports.setState(({ running }) => ({
    running: [...running, { exportId, path, flows: 0, total: null, cancelling: false }],
  }))
  try {
    const file = await engine.exportFlows(await handedPort(exportId), selection, format)
    if (!file) {
      notify('The export was cancelled; nothing was written')
      return
    }
    await engine.note(noteOf(file, selection, format))
    notify(`${formatCounted(file.flows, 'flow')} written to ${file.path}`, {
      text: 'Show in folder',
      onClick: () => void bridge.request('report.reveal', { path: file.path }).catch(notifyProblem),
    })
  } finally {
    useExports.setState(({ running }) => ({ running: running.filter((one) => one.exportId !== exportId) }))
  }
}

export async function cancelExport(exportId: string): Promise<void> {
  change(exportId, { cancelling: true })
  await bridge.request('export.cancel', { exportId })
}

/** For the audit log: what is in the file, and how to tell that it is still the same. */
function noteOf(
  file: ExportedFile,
  { source, filter, time }: FlowSelection,
  format: FlowExportFormat,
): string {
  const range = [
    time?.from === undefined ? null : `from ${formatUtc(time.from)}`,
    time?.to === undefined ? null : `before ${formatUtc(time.to)}`,
  ].filter((part) => part !== null)
  const what = [`filter "${printFilter(filter)}"`, ...range].join(', ')
  const kind = source === 'vpc' ? 'flow log record' : 'NetFlow record'
  return `Flows exported as ${file.path} (${format}): ${formatCounted(file.flows, kind)}, ${what}, SHA-256 ${file.sha256}`
}
