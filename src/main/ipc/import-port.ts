import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { z } from 'zod'
import { type ImportRequest, PORT_MESSAGE } from '../../shared/ipc/channels'
import { IMPORT_CREDITS, type ImportMessage } from '../../shared/ipc/import-messages'
import { PORT_CHANNEL } from '../../shared/ipc/wire'
import { startImport } from '../evidence/import'
import { PauseSwitch } from '../evidence/pause'
import { Credits } from './credits'

const replySchema = z.object({
  type: z.literal('credit'),
  batches: z.number().int().min(1).max(IMPORT_CREDITS),
})

/** How an import that runs is stopped, and made to rest. */
interface Running {
  readonly abort: AbortController
  readonly pause: PauseSwitch
}

/** The imports that run, each over a port of its own to the page that asked for it. */
export class Imports {
  private readonly running = new Map<string, Running>()

  /** `workRoot`: where each import gets an empty folder of its own, removed when it is over. */
  constructor(private readonly workRoot: string) {}

  /** Starts reading `root` for the page; its end of the port is on the way to it when this returns. */
  start(page: WebContents, root: string, request: ImportRequest): string {
    const importId = randomUUID()
    const abort = new AbortController()
    const running = { abort, pause: new PauseSwitch() }
    this.running.set(importId, running)
    const { port1, port2 } = new MessageChannelMain()
    const onGone = () => abort.abort()
    page.once('destroyed', onGone)
    page.postMessage(PORT_CHANNEL, { type: PORT_MESSAGE, portId: importId }, [port2])
    void this.run(importId, root, request, port1, running).finally(() => {
      this.running.delete(importId)
      if (!page.isDestroyed()) page.removeListener('destroyed', onGone)
    })
    return importId
  }

  /** Whether an import of this id was running. */
  cancel(importId: string): boolean {
    const running = this.running.get(importId)
    running?.abort.abort()
    return running !== undefined
  }

  /** Lets an import rest, or go on; whether one of this id was running. */
  pause(importId: string, paused: boolean): boolean {
    const running = this.running.get(importId)
    running?.pause.set(paused)
    return running !== undefined
  }

  cancelAll(): void {
    for (const { abort } of this.running.values()) abort.abort()
  }

  private async run(
    importId: string,
    root: string,
    request: ImportRequest,
    port: MessagePortMain,
    { abort, pause }: Running,
  ): Promise<void> {
    const credits = new Credits(IMPORT_CREDITS, abort.signal)
    port.on('message', ({ data }) => {
      const reply = replySchema.safeParse(data)
      if (reply.success) credits.add(reply.data.batches)
      else console.error(`Import ${importId}: a message that is no credit came over its port`)
    })
    // The engine keeps its end until the import is over; a page that closes or reloads takes it along.
    port.on('close', () => abort.abort())
    port.start()
    const send = (message: ImportMessage) => port.postMessage(message)
    const workDir = path.join(this.workRoot, importId)
    try {
      await mkdir(workDir, { recursive: true })
      await startImport({ root, request, workDir, signal: abort.signal, pause, send, credits })
    } catch (error) {
      console.error(error)
      const message = error instanceof Error ? error.message : String(error)
      send({ type: 'end', outcome: { state: 'failed', message }, remarks: [] })
    } finally {
      await rm(workDir, { recursive: true, force: true })
    }
  }
}
