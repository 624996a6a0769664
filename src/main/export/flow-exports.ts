import { randomUUID } from 'node:crypto'
import { type FileFilter, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { z } from 'zod'
import { ARCHIVE_ENDING } from '../../shared/archive/archive-form'
import { type ExportFormat, PORT_MESSAGE, type RequestArgs } from '../../shared/ipc/channels'
import type { ExportMessage, ExportReply } from '../../shared/ipc/export-messages'
import { PORT_CHANNEL } from '../../shared/ipc/wire'
import { ExpectedError } from '../app/expected-error'
import type { FolderRegistry } from '../folders/folder-registry'
import { sendEvent } from '../ipc/send-event'
import { MessageQueue } from './message-queue'
import { RawLines } from './raw-lines'
import type { SaveTargets } from './save-target'
import { writeExport } from './write-export'

const FILTERS: Readonly<Record<ExportFormat, FileFilter>> = {
  csv: { name: 'CSV', extensions: ['csv'] },
  jsonl: { name: 'JSON lines', extensions: ['jsonl'] },
  parquet: { name: 'Apache Parquet', extensions: ['parquet'] },
  timesketch: { name: 'Timesketch JSON lines', extensions: ['jsonl'] },
  lines: { name: 'Flow log', extensions: ['log'] },
  archive: { name: 'Case archive', extensions: [ARCHIVE_ENDING.slice(1)] },
}

/** Progress is told no more often than this. */
const PROGRESS_INTERVAL_MS = 100

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), total: z.number().int().nonnegative() }),
  z.object({ type: z.literal('bytes'), bytes: z.instanceof(Uint8Array), flows: z.number().int() }),
  z.object({
    type: z.literal('lines'),
    files: z.array(
      z.object({
        id: z.number().int(),
        path: z.string(),
        sha256: z.string().nullable(),
        fields: z.array(z.string()).nullable(),
        wanted: z.object({
          first: z.number().int(),
          bits: z.instanceof(Uint8Array),
          count: z.number().int(),
        }),
      }),
    ),
  }),
  z.object({ type: z.literal('end') }),
  z.object({ type: z.literal('failed'), message: z.string() }),
])

/** The exports of flows, and of cases whole, that run, each over a port of its own from the engine. */
export class FlowExports {
  private readonly running = new Map<string, { readonly abort: AbortController; done: Promise<void> }>()

  constructor(
    private readonly targets: SaveTargets,
    private readonly folders: FolderRegistry,
  ) {}

  get isRunning(): boolean {
    return this.running.size > 0
  }

  /** Asks where to save; the page's end of the port is on the way to it when this returns. */
  async start(
    page: WebContents,
    { format, folderId, name }: RequestArgs<'export.start'>,
  ): Promise<{ exportId: string; path: string } | null> {
    // Only lines need the evidence, which may not be on this computer at all.
    const rawLines = format === 'lines' ? new RawLines(this.folders.pathOf(folderId)) : null
    const title = format === 'archive' ? 'Archive the case' : 'Export flows'
    const target = await this.targets.ask(page, title, name, FILTERS[format])
    if (target === null) return null
    const exportId = randomUUID()
    const abort = new AbortController()
    const { port1, port2 } = new MessageChannelMain()
    const onGone = () => abort.abort()
    page.once('destroyed', onGone)
    page.postMessage(PORT_CHANNEL, { type: PORT_MESSAGE, portId: exportId }, [port2])
    const sealed = format === 'archive'
    const done = this.run({ page, exportId, target, port: port1, abort, rawLines, sealed }).finally(() => {
      this.running.delete(exportId)
      void rawLines?.close()
      if (!page.isDestroyed()) page.removeListener('destroyed', onGone)
    })
    this.running.set(exportId, { abort, done })
    return { exportId, path: target }
  }

  /** Whether an export of this id was running. */
  cancel(exportId: string): boolean {
    const running = this.running.get(exportId)
    running?.abort.abort()
    return running !== undefined
  }

  /** Resolves when nothing is left of those that ran. */
  async cancelAll(): Promise<void> {
    const running = [...this.running.values()]
    for (const { abort } of running) abort.abort()
    await Promise.all(running.map(({ done }) => done))
  }

  private async run(options: {
    readonly page: WebContents
    readonly exportId: string
    readonly target: string
    readonly port: MessagePortMain
    readonly abort: AbortController
    readonly rawLines: RawLines | null
    readonly sealed: boolean
  }): Promise<void> {
    const { page, exportId, target, port, abort, rawLines, sealed } = options
    const messages = new MessageQueue<ExportMessage>(abort.signal)
    port.on('message', ({ data }) => {
      const message = messageSchema.safeParse(data)
      if (message.success) messages.add(message.data)
      else messages.add({ type: 'failed', message: 'The flows came in a form that is not known' })
    })
    // The engine keeps its end until the export is over; a case that is closed takes it along.
    port.on('close', () => abort.abort())
    port.start()
    const reply = (message: ExportReply) => port.postMessage(message)
    let told = 0
    const progress = (flows: number, total: number) => {
      if (Date.now() - told < PROGRESS_INTERVAL_MS) return
      told = Date.now()
      sendEvent(page, 'export.progress', { exportId, flows, total })
    }
    try {
      const taken = () => reply({ type: 'credit' })
      const { signal } = abort
      const file = await writeExport({ target, messages, rawLines, sealed, signal, taken, progress })
      this.targets.keep(target)
      reply({ type: 'done', file })
    } catch (error) {
      if (abort.signal.aborted) reply({ type: 'cancelled' })
      else {
        if (!(error instanceof ExpectedError)) console.error(error)
        reply({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
      }
    }
  }
}
