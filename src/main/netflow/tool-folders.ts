import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ExpectedError, reasonOf } from '../app/expected-error'
import { readStored, writeStored } from '../app/stored-json'

const storedSchema = z.object({ version: z.literal(1), chosen: z.string().min(1).nullable() })

export interface ToolFoldersOptions {
  /** A folder of the app's own data that lasts. */
  readonly data: string
  /** The evidence folder that a path lies in, null when it lies in none. */
  readonly evidenceHolding: (target: string) => string | null
}

/**
 * Where portable copies of nfpcapd and nfdump may lie: the `tools` folder of the app's own data, and one
 * that the examiner has chosen. Nothing that lies in an evidence folder is ever started.
 */
export class ToolFolders {
  readonly own: string
  private readonly file: string
  private stored: string | null

  private constructor(private readonly options: ToolFoldersOptions) {
    this.own = path.join(options.data, 'tools')
    this.file = path.join(options.data, 'tools.json')
    this.stored = readStored(this.file, storedSchema)?.chosen ?? null
  }

  static open(options: ToolFoldersOptions): ToolFolders {
    return new ToolFolders(options)
  }

  get chosen(): string | null {
    return this.stored
  }

  /** In the order in which they are looked into. */
  get directories(): readonly string[] {
    return [this.stored, this.own].filter(
      (folder) => folder !== null && this.options.evidenceHolding(folder) === null,
    ) as string[]
  }

  /** Keeps a folder (absolute); an ExpectedError when it lies in the evidence or is not there. */
  async choose(folder: string): Promise<void> {
    let real: string
    try {
      real = await realpath(folder)
    } catch (error) {
      throw new ExpectedError(`Can't use the folder ${folder}: ${reasonOf(error)}`, { cause: error })
    }
    const evidence = this.options.evidenceHolding(real)
    if (evidence !== null) {
      throw new ExpectedError(
        `Can't use ${folder}: it lies in the evidence folder ${evidence}, and nothing that lies in evidence is started. Copy the programs elsewhere and choose that folder.`,
      )
    }
    this.store(real)
  }

  forget(): void {
    this.store(null)
  }

  private store(chosen: string | null): void {
    writeStored(this.file, { version: 1, chosen })
    this.stored = chosen
  }
}
