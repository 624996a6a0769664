import { chmod, copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'
import { LAUNCHER } from '../launch/run-flowcase.mjs'

/**
 * On Linux the launcher takes the executable's name, and the executable becomes `flowcase-bin`.
 * electron-builder would set the fuses after this hook, under the executable's first name: so they are
 * set here.
 *
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function afterPack(context) {
  const { appOutDir, electronPlatformName, packager } = context
  if (electronPlatformName !== 'linux') return
  const name = packager.config.linux?.executableName
  if (name == null) throw new Error('electron-builder.yml names no linux.executableName')
  const executable = join(appOutDir, name)
  await setFuses(packager, executable)
  await rename(executable, `${executable}-bin`)
  await copyFile(LAUNCHER, executable)
  await chmod(executable, 0o755)
}

/**
 * Sets the fuses of electron-builder.yml, as far as this version of Electron has them.
 *
 * @param {import('electron-builder').AfterPackContext['packager']} packager
 * @param {string} executable
 */
async function setFuses(packager, executable) {
  const wanted = Object.entries(packager.config.electronFuses ?? {})
  if (wanted.length === 0) throw new Error('electron-builder.yml sets no electronFuses')
  const known = await getCurrentFuseWire(executable)
  /** @type {Record<string, boolean>} */
  const settable = {}
  for (const [name, on] of wanted) {
    const fuse =
      FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name[0]?.toUpperCase() + name.slice(1))]
    if (fuse === undefined) throw new Error(`electron-builder.yml: there is no fuse ${name}`)
    if (fuse in known) settable[fuse] = on === true
  }
  await flipFuses(executable, { version: FuseVersion.V1, ...settable })
  // Done: electron-builder would now look for the fuses in the launcher.
  Object.assign(packager.config, { electronFuses: null })
}
