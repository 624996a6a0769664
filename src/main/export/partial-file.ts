import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import path from 'node:path'

/**
 * A file that is written piece by piece and is there whole or not at all: it has a temporary name beside
 * its target, is flushed to disk at the end and then renamed over whatever had the name. Whoever opens
 * one must finish or abandon it. Errors are the system's own.
 */
export class PartialFile {
  private readonly hash = createHash('sha256')
  private length = 0

  private constructor(
    private readonly target: string,
    private readonly partial: string,
    private readonly file: FileHandle,
  ) {}

  static async create(target: string, mode = 0o644): Promise<PartialFile> {
    const partial = path.join(
      path.dirname(target),
      `.${path.basename(target)}.${randomBytes(6).toString('hex')}.partial`,
    )
    return new PartialFile(target, partial, await open(partial, 'wx', mode))
  }

  async append(content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    await this.file.writeFile(bytes)
    this.hash.update(bytes)
    this.length += bytes.length
  }

  /** Of what was appended so far, as lower-case hex. */
  get sha256(): string {
    return this.hash.copy().digest('hex')
  }

  /**
   * Gives the file its name; size in bytes and SHA-256 as lower-case hex of what was written.
   * @param check looks at the file by its temporary name before; when it rejects, so does this
   */
  async finish(
    check?: (partial: string) => Promise<unknown>,
  ): Promise<{ readonly bytes: number; readonly sha256: string }> {
    await this.file.sync()
    await this.file.close()
    await check?.(this.partial)
    await rename(this.partial, this.target)
    return { bytes: this.length, sha256: this.sha256 }
  }

  /** Leaves nothing behind, whatever happened before. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => {})
    await unlink(this.partial).catch(() => {})
  }
}
