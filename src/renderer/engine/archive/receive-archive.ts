import type { ArchiveMessage, ArchiveReply } from '../../../shared/ipc/archive-messages'

/** The examiner has stopped it, or main is gone. */
export class ArchiveCancelled extends Error {
  override readonly name = 'ArchiveCancelled'
}

/** Main can't read the archive; the message is for people. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused'
}

/** An archive as main sends it: its bytes piece by piece, and after the last one what file it was. */
export class ReceivedArchive {
  private readonly messages: ArchiveMessage[] = []
  private wake = () => {}
  private end: Extract<ArchiveMessage, { type: 'end' }> | null = null

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<ArchiveMessage>) => {
      this.messages.push(data)
      this.wake()
    }
  }

  /** Main sends no more than its credits allow; each piece gives one back when the next one is asked for. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const message = await this.next()
      switch (message.type) {
        case 'piece': {
          yield message.bytes
          const credit: ArchiveReply = { type: 'credit' }
          this.port.postMessage(credit)
          break
        }
        case 'end':
          this.end = message
          return
        case 'failed':
          throw new ArchiveRefused(message.message)
        case 'cancelled':
          throw new ArchiveCancelled()
      }
    }
  }

  /** To be asked when all pieces were taken. */
  get file(): { readonly path: string; readonly sha256: string } {
    if (!this.end) throw new Error('The archive was not read to its end.')
    return this.end
  }

  private async next(): Promise<ArchiveMessage> {
    for (;;) {
      const message = this.messages.shift()
      if (message) return message
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }
}
