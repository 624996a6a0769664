import type { WantedFile } from '../../shared/ipc/export-messages'
import { ExpectedError } from '../app/expected-error'
import { LinesAgain, lineFile } from '../evidence/lines-again'

/**
 * Reads the lines of flows from the evidence again, as they stand there. A line with the order of the fields
 * is put before the first, and wherever the order changes.
 */
export class RawLines {
  private readonly lines: LinesAgain
  private fields = ''

  /** @param script the built evidence-worker, beside this bundle unless given */
  constructor(
    private readonly root: string,
    script?: string,
  ) {
    this.lines = new LinesAgain(script)
  }

  /**
   * An ExpectedError when a file can't be read, is not the one that was read into the case, or does not have
   * the lines.
   * @param write takes bytes of the file, with the number of flows in them; waited for
   */
  async read(
    files: readonly WantedFile[],
    signal: AbortSignal,
    write: (bytes: Uint8Array, flows: number) => Promise<void>,
  ): Promise<void> {
    const wanted = new Map(files.map((file) => [file.id, file]))
    await this.lines.read({
      root: this.root,
      files: files.map(({ id, path, wanted: lines, fields }) => lineFile(id, path, lines, fields)),
      signal,
      take: async ({ fields, bytes }) => {
        const header = fields.join(' ')
        if (header !== this.fields) await write(Buffer.from(`${header}\n`), 0)
        this.fields = header
        await write(bytes, countLines(bytes))
      },
      ended: ({ id }, { found, sha256, fault }) => check(wanted.get(id) as WantedFile, found, sha256, fault),
    })
  }

  close(): Promise<void> {
    return this.lines.close()
  }
}

function check(file: WantedFile, found: number, sha256: string | null, fault: string | null): void {
  const { path, wanted } = file
  const where = 'no file was written. Put the evidence back as it was when it was read, and try again'
  if (file.sha256 !== null && sha256 === null) throw new ExpectedError(`${path} ${fault}: ${where}`)
  if (file.sha256 !== null && sha256 !== file.sha256) {
    throw new ExpectedError(
      `${path} has changed since it was read into the case (SHA-256 ${sha256}, then ${file.sha256}): ${where}`,
    )
  }
  if (found !== wanted.count) {
    throw new ExpectedError(`${path} has ${found} of the ${wanted.count} lines that were read: ${where}`)
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}
