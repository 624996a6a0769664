import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Runs a job with a display of its own (Xvfb), which is gone afterwards.
 *
 * @template T
 * @param {(display: string) => Promise<T>} job gets the display's name, such as `:7`
 * @returns {Promise<T>}
 */
export async function withDisplay(job) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise((resolve) => server.on('close', resolve))
  try {
    return await job(`:${await displayNumber(server)}`)
  } finally {
    server.kill()
    await ended
  }
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.on('close', (code) => reject(new Error(`Xvfb ended at once (exit code ${code})`)))
    const numbers = /** @type {import('node:stream').Readable} */ (server.stdio[3])
    createInterface({ input: numbers }).once('line', resolve)
  })
}
