import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Where the sample case of a checkout lies.
 *
 * @param {string} root
 */
export function sampleCaseFolder(root) {
  return join(root, '.cache/sample-case/20230928')
}

/**
 * @param {string} root the checkout
 * @returns {import('./steps.mjs').Step}
 */
export function sampleCaseStep(root) {
  const folder = sampleCaseFolder(root)
  return {
    isDone: async () => {
      if (!existsSync(folder)) return false
      const { isSampleCase } = await import('../sample-case/index.mjs')
      return isSampleCase(folder)
    },
    title: () => 'Writing the sample case (173,198 lines in 579 flow logs, and a packet capture)',
    run: async () => {
      const { writeSampleCase } = await import('../sample-case/index.mjs')
      const partial = join(root, '.cache/sample-case/partial')
      await rm(partial, { recursive: true, force: true })
      await mkdir(partial, { recursive: true })
      await writeSampleCase(partial, {})
      await rm(folder, { recursive: true, force: true })
      await rename(partial, folder)
    },
  }
}
