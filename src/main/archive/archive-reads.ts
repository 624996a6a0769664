import { randomUUID } from 'node:crypto'
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { z } from 'zod'
import { ARCHIVE_CREDITS, ARCHIVE_PIECE, type ArchiveMessage } from '../../shared/ipc/archive-messages'
import { PORT_MESSAGE } from '../../shared/ipc/channels'
import { PORT_CHANNEL } from '../../shared/ipc/wire'
import { ExpectedError, reasonOf } from '../app/expected-error'
import { Credits } from '../ipc/credits'
import { sendEvent } from '../ipc/send-event'
import { checkArchive, openFile, piecesOf } from './check-archive'

const replySchema = z.object({ type: z.literal('credit') })

/** Progress is told no more often than this. */
const PROGRESS_INTERVAL_MS = 100

/** The archives that are being opened, each over a port of its own to the engine. */
export class ArchiveReads {
  private readonly running = new Map<string, AbortController>()

  /** Checks the archive and sends it; the page's end of the port is on the way to it when this returns. */
  start(page: WebContents, path: string): { readId: string } {
    const readId = randomUUID()
    const abort = new AbortController()
    this.running.set(readId, abort)
    const { port1, port2 } = new MessageChannelMain()
    const onGone = () => abort.abort()
    page.once('destroyed', onGone)
    page.postMessage(PORT_CHANNEL, { type: PORT_MESSAGE, portId: readId }, [port2])
    let told = 0
    const progress = (bytes: number, total: number) => {
      if (Date.now() - told < PROGRESS_INTERVAL_MS) return
      told = Date.now()
      sendEvent(page, 'archive.progress', { readId, bytes, total })
    }
    void this.run(path, port1, abort, progress).finally(() => {
      this.running.delete(readId)
      if (!page.isDestroyed()) page.removeListener('destroyed', onGone)
    })
    return { readId }
  }

  /** Whether an archive was being read under this id. */
  cancel(readId: string): boolean {
    const running = this.running.get(readId)
    running?.abort()
    return running !== undefined
  }

  private async run(
    path: string,
    port: MessagePortMain,
    abort: AbortController,
    progress: (bytes: number, total: number) => void,
  ): Promise<void> {
    const credits = new Credits(ARCHIVE_CREDITS, abort.signal)
    port.on('message', ({ data }) => {
      if (replySchema.safeParse(data).success) credits.add(1)
    })
    // The engine keeps its end until it is over; a page that closes or reloads takes it along.
    port.on('close', () => abort.abort())
    port.start()
    const send = (message: ArchiveMessage) => port.postMessage(message)
    try {
      send(await sendPieces(path, abort.signal, credits, send, progress))
    } catch (error) {
      if (abort.signal.aborted) send({ type: 'cancelled' })
      else {
        if (!(error instanceof ExpectedError)) console.error(error)
        send({ type: 'failed', message: error instanceof ExpectedError ? error.message : reasonOf(error) })
      }
    }
  }
}

/** Sends an archive whose seal is right, piece by piece; what is to be sent when that is done. */
async function sendPieces(
  path: string,
  signal: AbortSignal,
  credits: Credits,
  send: (message: ArchiveMessage) => void,
  progress: (bytes: number, total: number) => void,
): Promise<ArchiveMessage> {
  const file = await openFile(path)
  try {
    const { contentBytes, sha256 } = await checkArchive(file, path, signal)
    let sent = 0
    for await (const bytes of piecesOf(file, contentBytes, ARCHIVE_PIECE)) {
      await credits.take()
      send({ type: 'piece', bytes })
      sent += bytes.length
      progress(sent, contentBytes)
    }
    return { type: 'end', path, sha256 }
  } finally {
    await file.close()
  }
}
