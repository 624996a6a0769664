import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.mjs'

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages by path, such as `node_modules/vite` */

/**
 * `npm ci`, when node_modules is missing or holds something else than package-lock.json says.
 *
 * @param {string} root directory of package-lock.json
 * @returns {import('./steps.mjs').Step}
 */
export function nodeModulesStep(root) {
  return {
    isDone: () => {
      const wanted = readLockedPackages(join(root, 'package-lock.json'))
      // npm writes this file last, so that an install which was broken off does not have it.
      const present = readLockedPackages(join(root, 'node_modules/.package-lock.json'))
      return wanted !== null && present !== null && fits(wanted, present)
    },
    title: () => 'Installing node modules (npm ci)',
    run: async () => {
      await npm(['ci', '--no-audit', '--no-fund'], root)
    },
  }
}

/**
 * Whether the packages present are those of the lock file. Optional ones (for other platforms) may lack.
 *
 * @param {LockedPackages} wanted
 * @param {LockedPackages} present
 */
export function fits(wanted, present) {
  for (const [path, locked] of Object.entries(wanted)) {
    if (path === '') continue
    const installed = present[path]
    if (installed === undefined) {
      if (locked.optional) continue
      return false
    }
    if (installed.version !== locked.version || installed.integrity !== locked.integrity) return false
  }
  return Object.keys(present).every((path) => path in wanted)
}

/**
 * @param {string} file
 * @returns {LockedPackages | null} null when there is no such file, or no lock file in it
 */
function readLockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null
  } catch {
    return null
  }
}
