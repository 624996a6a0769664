import { spawn } from 'node:child_process'
import { SetUpError } from './set-up-error.mjs'

/**
 * Runs a program without showing what it prints.
 *
 * @param {string} program
 * @param {readonly string[]} words
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, timeLimitMs?: number }} [options]
 * @returns {Promise<string>} its standard output
 * @throws {SetUpError} when it cannot start, fails or takes too long; the message ends with the last lines
 *   that it printed
 */
export function runQuietly(program, words, { cwd, env, timeLimitMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeLimitMs,
      killSignal: 'SIGKILL',
    })
    let standardOutput = ''
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      standardOutput += text
      printed += text
    })
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      // tar alone prints megabytes about header keywords; only the end can matter.
      printed = (printed + text).slice(-100_000)
    })
    const line = [program, ...words].join(' ')
    child.on('error', (error) => reject(new SetUpError(`Cannot run \`${line}\`: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(standardOutput)
      else {
        const how = signal === null ? `exit code ${code}` : `ended by ${signal}`
        const end = printed.trimEnd().split('\n').slice(-40).join('\n')
        reject(new SetUpError(`\`${line}\` failed (${how}):\n${end}`))
      }
    })
  })
}
