import { appBuildStep } from './app-build.mjs'
import { CHECKOUT } from './checkout.mjs'
import { electronRuntimeStep } from './electron-runtime.mjs'
import { nodeModulesStep } from './node-modules.mjs'
import { sampleCaseStep } from './sample-case.mjs'
import { SetUpError } from './set-up-error.mjs'
import { takeSteps } from './steps.mjs'
import { systemPackagesStep } from './system-packages.mjs'

/** Whether there is a screen to open a window on. */
export const HAS_DISPLAY = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/**
 * Brings the checkout to where the app runs, doing only what is not done yet. Needs nothing but Node and npm.
 *
 * @param {{ tests?: boolean, sampleCase: boolean, say: import('./steps.mjs').Say }} options
 * @throws {SetUpError} when it cannot
 */
export async function setUp({ tests = false, sampleCase, say }) {
  if (process.platform !== 'linux') {
    throw new SetUpError(
      `The set-up is written for Linux, and this is ${process.platform}. By hand: npm ci, node node_modules/electron/install.js, npm run build, npx electron .`,
    )
  }
  await takeSteps(
    [
      systemPackagesStep({ display: tests || !HAS_DISPLAY, tests }),
      nodeModulesStep(CHECKOUT),
      electronRuntimeStep({ root: CHECKOUT, override: process.env.ELECTRON_OVERRIDE_DIST_PATH }),
      appBuildStep(CHECKOUT),
      ...(sampleCase ? [sampleCaseStep(CHECKOUT)] : []),
    ],
    say,
  )
}

/**
 * Shows what went wrong, as one line where the reader can mend it, and ends the process.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function explainAndExit(error) {
  console.error(error instanceof SetUpError ? error.message : error)
  process.exit(1)
}
