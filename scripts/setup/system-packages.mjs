import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * Something that the system has to provide.
 *
 * @typedef {object} Requirement
 * @property {'program' | 'library' | 'font'} kind
 * @property {string} name of the program or library; for a font, what to call it in a message
 * @property {readonly string[]} packages Debian packages that have it; where releases call it by different
 *   names the newest name stands first, and the first that exists is taken
 */

/** @typedef {{ display: boolean, tests: boolean }} Purpose with a display of its own; for the tests */

/**
 * @param {Purpose} purpose
 * @returns {readonly Requirement[]}
 */
export function requirements({ display, tests }) {
  return [
    { kind: 'program', name: 'nfdump', packages: ['nfdump'] },
    { kind: 'program', name: 'nfpcapd', packages: ['nfdump'] },
    { kind: 'library', name: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
    { kind: 'library', name: 'libnss3.so', packages: ['libnss3'] },
    { kind: 'library', name: 'libgbm.so.1', packages: ['libgbm1'] },
    { kind: 'library', name: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
    { kind: 'font', name: 'a font', packages: ['fonts-dejavu-core'] },
    { kind: 'program', name: 'setpriv', packages: ['util-linux'] },
    ...(display ? [XVFB] : []),
    ...(tests ? TEST_REQUIREMENTS : []),
  ]
}

/** @type {Requirement} */
const XVFB = { kind: 'program', name: 'Xvfb', packages: ['xvfb'] }

/**
 * @type {readonly Requirement[]} for reading PDFs, for comparing with what others read from captures, and
 *   for the shell's steps that the benchmark takes
 */
const TEST_REQUIREMENTS = [
  { kind: 'program', name: 'pdftotext', packages: ['poppler-utils'] },
  { kind: 'program', name: 'tshark', packages: ['tshark'] },
  { kind: 'program', name: 'capinfos', packages: ['wireshark-common'] },
  { kind: 'program', name: 'file', packages: ['file'] },
]

/**
 * Installs what is missing: with apt when root, else the reader gets the exact command.
 *
 * @param {Purpose} purpose
 * @returns {import('./steps.mjs').Step}
 */
export function systemPackagesStep(purpose) {
  /** @type {readonly Requirement[]} */
  let missing = []
  return {
    isDone: async () => {
      missing = await findMissing(requirements(purpose))
      return missing.length === 0
    },
    title: () => {
      const names = [...new Set(missing.map(({ packages }) => packages.at(-1)))].join(' ')
      return isRoot() ? `Installing system packages: ${names}` : `System packages are missing: ${names}`
    },
    run: async () => {
      if (findProgram('apt-get') === null) throw new SetUpError(withoutApt(missing))
      // Which name a package has is known only from fresh package lists.
      if (isRoot()) await update()
      const packages = await packageNames(missing)
      if (!isRoot()) throw new SetUpError(askForRoot(packages))
      await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...LOCK_WAIT, ...packages], {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      })
      const still = await findMissing(missing)
      if (still.length > 0) {
        throw new SetUpError(`Still missing after installing ${packages.join(' ')}: ${nameAll(still)}.`)
      }
    },
  }
}

function isRoot() {
  return process.getuid?.() === 0
}

/** Another apt may be at work, on a fresh machine most likely its nightly one. */
const LOCK_WAIT = ['-o', 'DPkg::Lock::Timeout=300']

/** Package lists that cannot be renewed may still do; if not, the installation says so. */
async function update() {
  try {
    await runQuietly('apt-get', ['update', ...LOCK_WAIT])
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
  }
}

/**
 * @param {readonly Requirement[]} wanted
 * @returns {Promise<Requirement[]>}
 */
export async function findMissing(wanted) {
  const libraries = await listLibraries()
  return wanted.filter(({ kind, name }) => {
    if (kind === 'program') return findProgram(name) === null
    if (kind === 'library') return libraries !== null && !libraries.has(name)
    return !hasFont()
  })
}

/**
 * @param {string} name
 * @returns {string | null} its path
 */
export function findProgram(name) {
  // An ordinary user's PATH often lacks the sbin directories.
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  for (const directory of directories) {
    const path = join(directory, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  return null
}

/** @returns {Promise<Set<string> | null>} names such as `libnss3.so`; null where they cannot be listed */
async function listLibraries() {
  const ldconfig = findProgram('ldconfig')
  if (ldconfig === null) return null
  const listing = await runQuietly(ldconfig, ['-p'])
  return new Set(listing.split('\n').map((line) => line.trim().split(' ')[0] ?? ''))
}

function hasFont() {
  const home = process.env.HOME ?? ''
  return [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(home, '.fonts'),
    join(home, '.local/share/fonts'),
  ].some((directory) => {
    try {
      return readdirSync(directory, { recursive: true }).some((name) =>
        /\.(ttf|otf|ttc)$/i.test(String(name)),
      )
    } catch {
      return false
    }
  })
}

/**
 * @param {readonly Requirement[]} missing
 * @returns {Promise<string[]>}
 */
async function packageNames(missing) {
  const names = new Set()
  for (const { packages } of missing) names.add(await firstKnown(packages))
  return [...names]
}

/** @param {readonly string[]} packages */
async function firstKnown(packages) {
  for (const name of packages.slice(0, -1)) {
    try {
      await runQuietly('apt-cache', ['show', name])
      return name
    } catch {}
  }
  return packages.at(-1)
}

/** @param {readonly string[]} packages */
export function askForRoot(packages) {
  return (
    'Flowcase needs system packages that only root may install. Run this, then start again:\n\n' +
    `    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}\n`
  )
}

/** @param {readonly Requirement[]} missing */
export function withoutApt(missing) {
  return (
    `Flowcase needs what this system does not have: ${nameAll(missing)}.\n` +
    `Without apt it cannot install them by itself; Debian has them in ${[...new Set(missing.map(({ packages }) => packages.at(-1)))].join(', ')}.`
  )
}

/** @param {readonly Requirement[]} missing */
function nameAll(missing) {
  return missing.map(({ name }) => name).join(', ')
}
