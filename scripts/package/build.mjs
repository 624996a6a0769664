import { join } from 'node:path'
import { CHECKOUT } from '../setup/checkout.mjs'
import { runtimePlace, runtimeVersion } from '../setup/electron-runtime.mjs'
import { runQuietly } from '../setup/run-quietly.mjs'
import { prepareSandbox } from '../setup/sandbox.mjs'

/** Where electron-builder leaves the Linux app as it will be installed. */
export const PACKAGED_APP = join(CHECKOUT, 'dist/linux-unpacked')

/**
 * Packages the app, which must have been built, with the runtime that the set-up resolved.
 *
 * @param {readonly string[]} targets words for electron-builder: `--dir`, or `--linux deb AppImage` …
 * @param {import('../setup/steps.mjs').Say} say
 */
export async function packageApp(targets, say) {
  const cli = join(CHECKOUT, 'node_modules/electron-builder/cli.js')
  const runtime = [
    `-c.electronDist=${runtimePlace(CHECKOUT).dist}`,
    `-c.electronVersion=${runtimeVersion(CHECKOUT)}`,
  ]
  await runQuietly(process.execPath, [cli, ...targets, ...runtime], { cwd: CHECKOUT })
  if (process.platform === 'linux') await prepareSandbox(PACKAGED_APP, say)
}
