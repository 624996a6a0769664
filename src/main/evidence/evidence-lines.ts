import { oneLineSet } from '../../shared/evidence/line-set'
import type { LineReply, LineRequest } from '../../shared/ipc/channels'
import { resolveEvidenceFolder } from '../folders/evidence-folder'
import { escapeBytes } from './escape'
import { LinesAgain, lineFile } from './lines-again'

/** Reads single lines again, for whoever looks at a flow; the last one that was asked for counts. */
export class EvidenceLines {
  private lines: LinesAgain | null = null
  private running: { readonly abort: AbortController; readonly done: Promise<unknown> } | null = null

  /** @param script the built evidence-worker, beside this bundle unless given */
  constructor(private readonly script?: string) {}

  async read(root: string, request: LineRequest): Promise<LineReply> {
    const abort = new AbortController()
    const before = this.running
    before?.abort.abort()
    const done = (before?.done ?? Promise.resolve()).then(() => this.readOne(root, request, abort.signal))
    this.running = { abort, done: done.catch(() => {}) }
    try {
      return await done
    } catch (error) {
      if (abort.signal.aborted) return { state: 'superseded' }
      throw error
    }
  }

  private async readOne(root: string, request: LineRequest, signal: AbortSignal): Promise<LineReply> {
    signal.throwIfAborted()
    this.lines ??= new LinesAgain(this.script)
    const { path, line, fields } = request
    const away = await resolveEvidenceFolder(root).then(
      () => null,
      (error: Error) => error.message,
    )
    if (away !== null) return { state: 'unreadable', message: away }
    let text: string | null = null
    let sha256: string | null = null
    let fault: string | null = null
    await this.lines.read({
      root,
      files: [lineFile(0, path, oneLineSet(line), fields)],
      signal,
      take: ({ bytes }) => {
        text = escapeBytes(bytes, 0, bytes.length - 1)
      },
      ended: (_file, read) => {
        sha256 = read.sha256
        fault = read.fault
      },
    })
    if (text === null && fault !== null) return { state: 'unreadable', message: `${path} ${fault}` }
    return { state: 'read', text, sha256 }
  }
}
