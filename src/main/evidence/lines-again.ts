import type { LineSet } from '../../shared/evidence/line-set'
import { ExpectedError } from '../app/expected-error'
import { isInside, realTarget } from '../folders/containment'
import { absolutePath } from './evidence-path'
import type { LinePiece, LinesRead } from './read-lines'
import { type ReaderFile, ReaderPool } from './reader-pool'
import { addCredits, createShare, stopReaders } from './reader-state'

/** Pieces of lines that may wait to be taken. */
const PIECES = 4

/** @param fields the order of its fields where the examiner stated it */
export function lineFile(
  id: number,
  path: string,
  wanted: LineSet,
  fields: readonly string[] | null,
): ReaderFile {
  return { id, path, sizeBytes: 0, modifiedMs: 0, unlisted: true, wanted, ...(fields && { format: fields }) }
}

/** A thread that reads lines of evidence files again. One reading at a time. */
export class LinesAgain {
  private readonly pool: ReaderPool

  /** @param script the built evidence-worker, beside this bundle unless given */
  constructor(script?: string) {
    this.pool = new ReaderPool(1, script)
  }

  /**
   * Reads the wanted lines of files, in the order of the files. Rejects with the signal's reason when it is
   * aborted, with what `take` rejects with, and with an ExpectedError for a path that leaves the folder.
   */
  async read(options: {
    readonly root: string
    readonly files: readonly ReaderFile[]
    readonly signal: AbortSignal
    take(piece: LinePiece): Promise<void> | void
    ended(file: ReaderFile, found: LinesRead): void
  }): Promise<void> {
    const { root, files, signal, take, ended } = options
    for (const { path } of files) await refuseOutside(root, path)
    signal.throwIfAborted()
    const share = createShare(1, PIECES)
    const byId = new Map(files.map((file) => [file.id, file]))
    let failure: { readonly error: unknown } | null = null
    const fail = (error: unknown) => {
      failure ??= { error }
      stopReaders(share)
    }
    const onAbort = () => fail(signal.reason)
    signal.addEventListener('abort', onAbort)
    let taken = Promise.resolve()
    try {
      await this.pool.run({ work: 'lines', share, root, files }, (reply) => {
        if (reply.type === 'lines') {
          taken = taken.then(() => (failure ? undefined : take(reply))).then(() => addCredits(share, 1), fail)
        } else if (reply.type === 'lines-read') {
          taken = taken
            .then(() => (failure ? undefined : ended(byId.get(reply.id) as ReaderFile, reply)))
            .catch(fail)
        }
      })
      await taken
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
    if (failure) throw (failure as { readonly error: unknown }).error
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}

/** The page names files by their path: it must stay in the folder, whatever links are in it now. */
async function refuseOutside(root: string, path: string): Promise<void> {
  const outside = new ExpectedError(`${path} is no file of the evidence folder`)
  if (path.split('/').includes('..')) throw outside
  const absolute = absolutePath(root, path)
  // Names of other bytes than UTF-8 can't be resolved as text; the last part is never followed when it is opened.
  if (typeof absolute === 'string' && !isInside(root, await realTarget(absolute))) throw outside
}
