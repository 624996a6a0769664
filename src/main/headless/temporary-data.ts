import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { app } from 'electron'

/** Gives this run a data folder of its own that is gone when it ends; before the app is ready. */
export function makeTemporaryData(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowcase-run-'))
  app.setPath('userData', folder)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}
