import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { CHECKOUT } from '../setup/checkout.mjs'
import { runtimePlace } from '../setup/electron-runtime.mjs'

/** The launcher of the checkout; it is also what the packaged Linux app is started by. */
export const LAUNCHER = join(CHECKOUT, 'scripts/launch/flowcase.sh')

/**
 * Runs the app of this checkout in the foreground.
 *
 * @param {readonly string[]} words what follows the executable's name
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it
 */
export function runFlowcase(words) {
  const child = spawn(LAUNCHER, words, {
    cwd: callersDirectory(),
    env: { ...process.env, FLOWCASE_RUNTIME: runtimePlace(CHECKOUT).executable },
    stdio: 'inherit',
  })
  // Ctrl+C in a terminal reaches the launcher by itself; we only have to outlive it.
  process.on('SIGINT', () => {})
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}

/** npm moves into the checkout before it runs a script: relative paths are meant from where it was called. */
function callersDirectory() {
  const calledFrom = process.env.INIT_CWD
  const ranByNpm = ['start', 'flowcase'].includes(process.env.npm_lifecycle_event ?? '')
  return ranByNpm && calledFrom !== undefined && process.cwd() === CHECKOUT ? calledFrom : process.cwd()
}
