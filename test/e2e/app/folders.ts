import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const CHECKOUT = path.resolve(import.meta.dirname, '../../..')

/** The sample case of the checkout; written when it is not there yet. */
export function sampleCase(): string {
  const folder = path.join(CHECKOUT, '.cache/sample-case/20230928')
  execFileSync(process.execPath, [path.join(CHECKOUT, 'scripts/sample-case.mjs'), folder])
  return folder
}

/** The user that the launcher runs the app as when it is started by root. */
const ACCOUNT = 'flowcase'

/** Gives a folder to the user that the app runs as. */
export function giveToApp(folder: string): void {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${ACCOUNT}:`, folder])
}

/** A folder of a test's own, which the app may write to; gone after the test. */
export class Workspace {
  readonly folder: string

  /** @param name of the folder; without one it is unlike any other */
  constructor(name?: string) {
    const parent = realpathSync(tmpdir())
    this.folder =
      name === undefined ? mkdtempSync(path.join(parent, 'flowcase-e2e-')) : path.join(parent, name)
    if (name !== undefined) {
      this.remove()
      mkdirSync(this.folder)
    }
    chmodSync(this.folder, 0o755)
  }

  path(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts)
  }

  /** A copy of a folder, which the test may move and change. */
  copyOf(folder: string, name: string): string {
    const copy = this.path(name)
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
    return copy
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
