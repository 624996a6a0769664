import { sealOf } from '../../shared/archive/archive-form'
import type { ExportedFile, ExportMessage } from '../../shared/ipc/export-messages'
import { ExpectedError, reasonOf } from '../app/expected-error'
import { checkArchiveFile } from '../archive/check-archive'
import { PartialFile } from './partial-file'
import type { RawLines } from './raw-lines'

/**
 * Takes what the engine sends for one file, message by message, and writes it. The file has its name when
 * `done` resolves; when it rejects (with an ExpectedError, or the signal's reason) nothing of it is left.
 */
export async function writeExport(options: {
  readonly target: string
  /** The messages, in their order; each is given its credit when `taken` is called. */
  readonly messages: AsyncIterable<ExportMessage>
  /** Reads the lines of the flows again; null when the file is made of their values. */
  readonly rawLines: Pick<RawLines, 'read'> | null
  /** Whether it is an archive: it gets its seal, and is read again before it has its name. */
  readonly sealed: boolean
  readonly signal: AbortSignal
  taken(): void
  progress(flows: number, total: number): void
}): Promise<ExportedFile> {
  const { target, messages, rawLines, sealed, signal, taken, progress } = options
  let file: PartialFile | null = null
  let flows = 0
  let total = 0
  const append = async (bytes: Uint8Array, more: number) => {
    signal.throwIfAborted()
    await file?.append(bytes)
    flows += more
    progress(flows, total)
  }
  try {
    file = await PartialFile.create(target)
    for await (const message of messages) {
      signal.throwIfAborted()
      switch (message.type) {
        case 'begin':
          total = message.total
          break
        case 'bytes':
          await append(message.bytes, message.flows)
          taken()
          break
        case 'lines':
          await rawLines?.read(message.files, signal, append)
          taken()
          break
        case 'failed':
          throw new ExpectedError(message.message)
        case 'end':
          if (sealed) await file.append(sealOf(file.sha256))
          return {
            path: target,
            flows,
            ...(await file.finish(sealed ? (written) => checkArchiveFile(written, signal) : undefined)),
          }
      }
    }
    throw new ExpectedError('the flows stopped coming')
  } catch (error) {
    await file?.abandon()
    if (signal.aborted || error instanceof ExpectedError) throw error
    throw new ExpectedError(`Can't write ${target}: ${reasonOf(error)}`, { cause: error })
  }
}
