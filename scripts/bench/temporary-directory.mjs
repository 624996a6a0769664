import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A fresh directory that the app can use, whichever user it runs as.
 *
 * @param {string} purpose
 */
export function temporaryDirectory(purpose) {
  const directory = mkdtempSync(join(tmpdir(), `flowcase-bench-${purpose}-`))
  chmodSync(directory, 0o777)
  return directory
}
