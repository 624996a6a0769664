import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const LOOK_INTERVAL_MS = 100

/**
 * Runs a command to its end. Looking at the memory of its whole process tree meanwhile takes so much of a small
 * machine that it is done in a run of its own.
 *
 * @param {string} command
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {'time' | 'memory'} what is measured
 * @returns {Promise<{ seconds: number, peakBytes: number }>} peakBytes: largest sum of proportional set sizes seen,
 *   0 where it is not looked for
 */
export function runMeasured(command, words, env, what) {
  const begin = performance.now()
  const child = spawn(command, words, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  let peakBytes = 0
  const look = setInterval(() => {
    if (what === 'memory') peakBytes = Math.max(peakBytes, treeBytes(child.pid ?? 0))
  }, LOOK_INTERVAL_MS)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(look)
      const seconds = (performance.now() - begin) / 1000
      if (code === 0) resolve({ seconds, peakBytes })
      else reject(new Error(`${command} ${words.join(' ')} ended with ${code}`))
    })
  })
}

/**
 * Proportional set sizes (shared pages counted in shares) of a process and all below it.
 *
 * @param {number} root
 */
export function treeBytes(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(Number(name))
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  let bytes = 0
  for (const tree = [root]; tree.length > 0; ) {
    const process = /** @type {number} */ (tree.pop())
    bytes += bytesOf(process)
    tree.push(...(children.get(process) ?? []))
  }
  return bytes
}

/** @param {number} process */
function parentOf(process) {
  try {
    // The name in parentheses may hold anything, blanks and parentheses included.
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

/** @param {number} process */
function bytesOf(process) {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${process}/smaps_rollup`, 'latin1'))
    return Number(match?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
