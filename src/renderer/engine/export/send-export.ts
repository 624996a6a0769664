import {
  EXPORT_CREDITS,
  type ExportedFile,
  type ExportMessage,
  type ExportReply,
} from '../../../shared/ipc/export-messages'

/** null: the export was cancelled, and there is no file. */
export type ExportOutcome = ExportedFile | null

/**
 * Sends the messages of an export to main, no faster than it takes them, until it tells what became of the
 * file; rejects when there is none, with why. An aborted signal takes the port away, which cancels it.
 */
export async function sendExport(
  port: MessagePort,
  messages: AsyncIterable<ExportMessage>,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  let credits = EXPORT_CREDITS
  let over = false
  let wake = () => {}
  const outcome = new Promise<ExportOutcome>((resolve, reject) => {
    const end = () => {
      over = true
      wake()
    }
    port.onmessage = ({ data }: MessageEvent<ExportReply>) => {
      switch (data.type) {
        case 'credit':
          credits++
          wake()
          return
        case 'done':
          resolve(data.file)
          break
        case 'cancelled':
          resolve(null)
          break
        case 'failed':
          reject(new Error(data.message))
          break
      }
      end()
    }
    signal.addEventListener('abort', () => {
      resolve(null)
      end()
    })
  })
  const send = async () => {
    for await (const message of messages) {
      const costs = message.type === 'bytes' || message.type === 'lines'
      while (costs && credits === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (over) return
      if (costs) credits--
      port.postMessage(message)
    }
  }
  try {
    await send().catch((problem: unknown) => {
      const failed: ExportMessage = {
        type: 'failed',
        message: problem instanceof Error ? problem.message : String(problem),
      }
      if (!over) port.postMessage(failed)
    })
    return await outcome
  } finally {
    port.close()
  }
}
