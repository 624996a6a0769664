import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'

/** What the build reads, beside the files under src. */
const INPUT_FILES = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json']

/**
 * Builds the app into out/, when that was made from other sources than those present.
 *
 * @param {string} root the checkout
 * @returns {import('./steps.mjs').Step}
 */
export function appBuildStep(root) {
  const note = join(root, '.cache/setup/build-inputs.sha256')
  return {
    isDone: () =>
      existsSync(join(root, 'out/main/main.cjs')) &&
      existsSync(note) &&
      readFileSync(note, 'utf8') === hashInputs(root),
    title: () => 'Building the app',
    run: async () => {
      const inputs = hashInputs(root)
      const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
      await runQuietly(process.execPath, [vite, 'build'], { cwd: root })
      await mkdir(dirname(note), { recursive: true })
      await writeFile(note, inputs)
    },
  }
}

/**
 * @param {string} root
 * @returns {string} hexadecimal SHA-256 over names and contents of all that the build reads
 */
export function hashInputs(root) {
  const hash = createHash('sha256')
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
  for (const name of [...INPUT_FILES, ...sources]) {
    const path = join(root, name)
    if (!existsSync(path)) continue
    const content = readFileSync(path)
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
