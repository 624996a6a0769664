import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { electronRuntimeStep, runtimeVersion } from '../../../scripts/setup/electron-runtime.mjs'
import { REGISTRY_RUNTIME } from '../../../scripts/setup/runtime-package.mjs'
import { takeSteps } from '../../../scripts/setup/steps.mjs'
import { temporaryDirectory } from './temporary-directory'

/** Something that starts, as Electron does when it is asked for nothing. */
function writeExecutable(path: string, mark: string, exitCode = 0): void {
  writeFileSync(path, `#!/bin/sh\n# ${mark}\nexit ${exitCode}\n`)
  chmodSync(path, 0o755)
}

function writeDistribution(directory: string, mark: string, version: string): void {
  mkdirSync(join(directory, 'resources'), { recursive: true })
  writeExecutable(join(directory, 'electron'), mark)
  writeFileSync(join(directory, 'chrome-sandbox'), '')
  writeFileSync(join(directory, 'version'), version)
}

/** A checkout with electron's package in it, whose installer does what `installer` says. */
function checkout(installer: string): string {
  const root = temporaryDirectory()
  mkdirSync(join(root, 'node_modules/electron'), { recursive: true })
  writeFileSync(join(root, 'node_modules/electron/package.json'), '{"name":"electron","version":"99.0.0"}')
  writeFileSync(join(root, 'node_modules/electron/install.js'), installer)
  return root
}

const INSTALLER_THAT_FAILS = `require('fs').writeFileSync(__dirname + '/asked', ''); process.exit(1)`
const INSTALLER_THAT_HANGS = 'setInterval(() => {}, 1000)'
const INSTALLER_THAT_WORKS = `
const fs = require('fs')
fs.mkdirSync(__dirname + '/dist/resources', { recursive: true })
fs.writeFileSync(__dirname + '/dist/electron', '#!/bin/sh\\n# installed\\n', { mode: 0o755 })
fs.writeFileSync(__dirname + '/dist/chrome-sandbox', '')
fs.writeFileSync(__dirname + '/dist/version', '99.0.0')
`

let directory: string
let registryRuntime: RuntimePackage

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'flowcase-test-'))
  registryRuntime = registryPackage()
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A package like the one in the registry, only small; `npm pack` also takes a folder. */
function registryPackage(): RuntimePackage {
  const payload = join(directory, 'payload')
  mkdirSync(join(payload, 'resources/app/node_modules'), { recursive: true })
  writeExecutable(join(payload, '@somebodysdesktop'), 'from the registry')
  writeFileSync(join(payload, 'chrome-sandbox'), '')
  writeFileSync(join(payload, 'resources/app/main.js'), 'the app of somebody')
  writeFileSync(join(payload, 'resources/app-update.yml'), 'where it updates itself from')
  writeFileSync(join(payload, 'resources/kept.txt'), '')
  const source = join(directory, 'package')
  mkdirSync(join(source, 'release'), { recursive: true })
  writeFileSync(join(source, 'package.json'), '{"name":"somebodys-desktop","version":"0.2.1"}')
  execFileSync('tar', ['-czf', join(source, 'release/app.tar.gz'), '-C', payload, '.'])
  execFileSync('npm', ['pack', source, '--pack-destination', directory], { stdio: 'ignore' })
  const tarball = readFileSync(join(directory, 'somebodys-desktop-0.2.1.tgz'))
  return {
    spec: source,
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    archive: 'package/release/app.tar.gz',
    executable: '@somebodysdesktop',
    electronVersion: '25.1.1',
  }
}

async function setUp(options: Parameters<typeof electronRuntimeStep>[0]): Promise<string[]> {
  const lines: string[] = []
  await takeSteps([electronRuntimeStep(options)], (line) => lines.push(line))
  return lines
}

function markOf(root: string): string {
  const executable = readFileSync(join(root, 'node_modules/electron/dist/electron'), 'utf8')
  return executable.split('\n')[1]?.slice(2) ?? ''
}

it('falls back to the package of the registry, and links the checkout in as its app', async () => {
  const root = checkout(INSTALLER_THAT_FAILS)
  const options = { root, override: undefined, nodeMajor: 20, registryRuntime }

  expect((await setUp(options))[0]).toBe('→ Setting up the Electron runtime')

  const dist = join(root, 'node_modules/electron/dist')
  expect(markOf(root)).toBe('from the registry')
  expect(readdirSync(dist).sort()).toEqual(['chrome-sandbox', 'electron', 'resources', 'version'])
  expect(readdirSync(join(dist, 'resources')).sort()).toEqual(['app', 'kept.txt'])
  expect(readlinkSync(join(dist, 'resources/app'))).toBe('../../../..')
  expect(existsSync(join(dist, 'resources/app/node_modules/electron/package.json'))).toBe(true)
  expect(runtimeVersion(root)).toBe('25.1.1')
  expect(readFileSync(join(root, 'node_modules/electron/path.txt'), 'utf8')).toBe('electron')
  expect(readdirSync(join(root, 'node_modules/electron')).filter((name) => name.startsWith('.'))).toEqual([])
  // Node 20 cannot run electron's installer.
  expect(existsSync(join(root, 'node_modules/electron/asked'))).toBe(false)

  expect(await setUp(options)).toEqual([])
})

it('refuses a package that is not the pinned one, and leaves nothing of it behind', async () => {
  const root = checkout(INSTALLER_THAT_FAILS)
  const another = { ...registryRuntime, integrity: REGISTRY_RUNTIME.integrity }

  const refused = setUp({ root, override: undefined, nodeMajor: 20, registryRuntime: another })
  await expect(refused).rejects.toThrow('is not the package that this version of Flowcase was tested with')
  await expect(refused).rejects.toThrow(
    `expected ${REGISTRY_RUNTIME.integrity}\n  received ${registryRuntime.integrity}`,
  )
  expect(readdirSync(join(root, 'node_modules/electron')).sort()).toEqual(['install.js', 'package.json'])
})

it("prefers electron's own installer where Node can run it", async () => {
  const root = checkout(INSTALLER_THAT_WORKS)

  await setUp({ root, override: undefined, nodeMajor: 22, registryRuntime })

  expect(markOf(root)).toBe('installed')
  expect(runtimeVersion(root)).toBe('99.0.0')
})

it('goes on quietly when the installer fails, and when it takes too long', async () => {
  for (const installer of [INSTALLER_THAT_FAILS, INSTALLER_THAT_HANGS]) {
    const root = checkout(installer)
    const lines = await setUp({
      root,
      override: undefined,
      nodeMajor: 22,
      installerTimeLimitMs: 1000,
      registryRuntime,
    })
    expect(markOf(root)).toBe('from the registry')
    expect(lines.join('\n')).not.toMatch(/error|fail/i)
  }
})

it('keeps a runtime that is already there and starts', async () => {
  const root = checkout(INSTALLER_THAT_WORKS)
  writeDistribution(join(root, 'node_modules/electron/dist'), 'present', 'v26.0.0')

  await setUp({ root, override: undefined, nodeMajor: 22, registryRuntime })

  expect(markOf(root)).toBe('present')
  expect(runtimeVersion(root)).toBe('26.0.0')
})

it('replaces a runtime that does not start', async () => {
  const root = checkout(INSTALLER_THAT_FAILS)
  const dist = join(root, 'node_modules/electron/dist')
  writeDistribution(dist, 'broken', '26.0.0')
  writeExecutable(join(dist, 'electron'), 'broken', 127)

  await setUp({ root, override: undefined, nodeMajor: 20, registryRuntime })

  expect(markOf(root)).toBe('from the registry')
})

it('takes the distribution of ELECTRON_OVERRIDE_DIST_PATH before all others, and leaves it as it is', async () => {
  const root = checkout(INSTALLER_THAT_WORKS)
  writeDistribution(join(root, 'node_modules/electron/dist'), 'present', '26.0.0')
  const override = join(temporaryDirectory(), 'electron')
  writeDistribution(override, 'chosen', '27.0.0')
  const options = { root, override, nodeMajor: 22, registryRuntime }

  await setUp(options)

  expect(markOf(root)).toBe('chosen')
  expect(readdirSync(join(override, 'resources'))).toEqual([])
  expect(await setUp(options)).toEqual([])
})

it('says so when ELECTRON_OVERRIDE_DIST_PATH names no distribution', async () => {
  const root = checkout(INSTALLER_THAT_WORKS)
  const override = temporaryDirectory()

  await expect(setUp({ root, override, nodeMajor: 22 })).rejects.toThrow(
    `ELECTRON_OVERRIDE_DIST_PATH is ${override}, but no executable \`electron\` lies there.`,
  )
})

it('sets up again what was taken away', async () => {
  const root = checkout(INSTALLER_THAT_FAILS)
  const options = { root, override: undefined, nodeMajor: 20, registryRuntime }
  await setUp(options)
  rmSync(join(root, 'node_modules/electron/dist'), { recursive: true })

  expect((await setUp(options))[0]).toBe('→ Setting up the Electron runtime')
  expect(markOf(root)).toBe('from the registry')
})
