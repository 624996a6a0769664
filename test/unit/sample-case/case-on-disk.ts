import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const COMMAND = fileURLToPath(new URL('../../../scripts/sample-case.mjs', import.meta.url))

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a person would. */
export async function sampleCase(...args: readonly string[]): Promise<Outcome> {
  try {
    return { code: 0, ...(await run(process.execPath, [COMMAND, ...args])) }
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome
    return { code, stdout, stderr }
  }
}

export const newFolder = () => mkdtemp(join(tmpdir(), 'flowcase-sample-case-'))

/** What a shell command prints, run in the folder of the case. */
export async function shell(folder: string, command: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', command], {
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 1 << 26,
  })
  return stdout.trimEnd()
}

/** Prints the suspect's records: awk compares the whole address, not a pattern. */
export const SUSPECT_ROWS = `zcat *.log.gz | awk '$7 == "20.106.124.93" || $8 == "20.106.124.93"'`

/** SHA-256 of every file, by name. */
export async function hashes(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort()
  const entries = names.map(async (name) => {
    const bytes = await readFile(join(folder, name))
    return [name, createHash('sha256').update(bytes).digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
