import { rmSync } from 'node:fs'
import { _electron } from '@playwright/test'
import { temporaryDirectory } from './temporary-directory.mjs'

/**
 * Starts the app with a fresh profile and tells when its window was painted first, and when the list
 * of cases stood on it, in seconds after the start of the process.
 *
 * @param {string} launcher
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ firstPaintSeconds: number, shownSeconds: number }>}
 */
export async function coldStart(launcher, env) {
  const profile = temporaryDirectory('profile')
  const begin = Date.now()
  const app = await _electron.launch({
    executablePath: launcher,
    args: [`--user-data-dir=${profile}`],
    env: /** @type {Record<string, string>} */ (env),
    chromiumSandbox: true,
  })
  try {
    const page = await app.firstWindow()
    await page
      .getByRole('button', { name: /open evidence folder|new case/i })
      .first()
      .waitFor()
    const shownSeconds = (Date.now() - begin) / 1000
    const paintedAt = await page.evaluate(() => {
      const paint = performance.getEntriesByName('first-paint')[0]
      return performance.timeOrigin + (paint?.startTime ?? Number.NaN)
    })
    return { firstPaintSeconds: (paintedAt - begin) / 1000, shownSeconds }
  } finally {
    await app.close()
    rmSync(profile, { recursive: true, force: true })
  }
}
