import { runQuietly } from './run-quietly.mjs'

/**
 * Runs the same npm that runs us, else the one on the PATH.
 *
 * @param {readonly string[]} words
 * @param {string} cwd
 * @returns {Promise<string>} its standard output
 * @throws {import('./set-up-error.mjs').SetUpError}
 */
export function npm(words, cwd) {
  const ours = process.env.npm_execpath
  return ours?.endsWith('npm-cli.js')
    ? runQuietly(process.execPath, [ours, ...words], { cwd })
    : runQuietly('npm', words, { cwd })
}
