import { spawn } from 'node:child_process'
import { CHECKOUT } from '../setup/checkout.mjs'

/** Longer than the slowest suite takes on a slow machine: what runs on after it, hangs. */
const TIME_LIMIT_MS = 15 * 60_000

/**
 * Runs a program of the checkout, showing all that it prints.
 *
 * @param {string} program
 * @param {readonly string[]} words
 * @param {Record<string, string>} [env] beside our own
 * @returns {Promise<number>} its exit code; 1 when it could not start, was ended, or took too long
 */
export function runShown(program, words, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: CHECKOUT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: TIME_LIMIT_MS,
    })
    child.on('error', (error) => {
      console.error(`Cannot run ${program}: ${error.message}`)
      resolve(1)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}
