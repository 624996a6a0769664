import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MessageQueue } from '../../../src/main/export/message-queue'
import { RawLines } from '../../../src/main/export/raw-lines'
import { writeExport } from '../../../src/main/export/write-export'
import { type ExportOutcome, sendExport } from '../../../src/renderer/engine/export/send-export'
import type { FlowExportFormat } from '../../../src/shared/ipc/channels'
import type { ExportedFile, ExportMessage, ExportReply } from '../../../src/shared/ipc/export-messages'
import type { FlowSelection } from '../../../src/shared/query/query'
import type { ReadCase } from '../evidence/read-case'

export interface ExportRun {
  readonly main: Promise<ExportedFile>
  readonly engine: Promise<ExportOutcome>
}

/** The engine's side and main's, over a port between them, as in the app. */
export function exportTo(
  target: string,
  { engine, files }: ReadCase,
  selection: FlowSelection,
  format: FlowExportFormat,
  around: {
    readonly root: string
    readonly script?: string
    readonly abort?: AbortController
    readonly closeCase?: AbortSignal
    onProgress?(flows: number, total: number): void
  },
): ExportRun {
  const { root, script, abort = new AbortController(), onProgress = () => {} } = around
  const { port1, port2 } = new MessageChannel()
  const messages = new MessageQueue<ExportMessage>(abort.signal)
  port1.onmessage = ({ data }) => messages.add(data as ExportMessage)
  const reply = (message: ExportReply) => port1.postMessage(message)
  const rawLines = format === 'lines' ? new RawLines(root, script) : null
  const writing = writeExport({
    target,
    messages,
    rawLines,
    sealed: false,
    signal: abort.signal,
    taken: () => reply({ type: 'credit' }),
    progress: onProgress,
  })
  const main = writing.finally(() => rawLines?.close())
  main.then(
    (file) => reply({ type: 'done', file }),
    (error: Error) =>
      reply(abort.signal.aborted ? { type: 'cancelled' } : { type: 'failed', message: error.message }),
  )
  const sent = sendExport(
    port2,
    engine.export(selection, format, files),
    around.closeCase ?? new AbortController().signal,
  )
  return { main, engine: sent.finally(() => port1.close()) }
}

export function sampleFolder(): string {
  const folder = join(process.cwd(), '.cache/sample-case/20230928')
  if (!existsSync(folder)) throw new Error(`The sample case is missing in ${folder}: npm run sample-case`)
  return folder
}
