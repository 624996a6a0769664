import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nodeModulesStep } from '../../../scripts/setup/node-modules.mjs'
import { takeSteps } from '../../../scripts/setup/steps.mjs'
import { temporaryDirectory } from './temporary-directory'

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value))
}

/** Makes the checkout depend on version `version` of a package that lies beside its lock file. */
function depend(root: string, version: string): void {
  const source = join(root, 'source')
  mkdirSync(source, { recursive: true })
  writeJson(join(source, 'package.json'), { name: 'dependency', version })
  execFileSync('npm', ['pack', source, '--pack-destination', root], { stdio: 'ignore' })
  const resolved = `file:dependency-${version}.tgz`
  const tarball = readFileSync(join(root, `dependency-${version}.tgz`))
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  const manifest = { name: 'checkout', version: '1.0.0', dependencies: { dependency: resolved } }
  writeJson(join(root, 'package.json'), manifest)
  writeJson(join(root, 'package-lock.json'), {
    name: 'checkout',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': manifest,
      'node_modules/dependency': { version, resolved, integrity },
      'node_modules/for-another-platform': { version: '1.0.0', optional: true, os: ['neverheardof'] },
    },
  })
}

async function setUp(root: string): Promise<string[]> {
  const lines: string[] = []
  await takeSteps([nodeModulesStep(root)], (line) => lines.push(line))
  return lines
}

function installedVersion(root: string): unknown {
  return JSON.parse(readFileSync(join(root, 'node_modules/dependency/package.json'), 'utf8')).version
}

it('installs what the lock file says, once', async () => {
  const root = temporaryDirectory()
  depend(root, '1.0.0')

  expect(await setUp(root)).toEqual(['→ Installing node modules (npm ci)'])
  expect(installedVersion(root)).toBe('1.0.0')
  expect(await setUp(root)).toEqual([])
})

it('installs again when the lock file changed, and when an install was broken off', async () => {
  const root = temporaryDirectory()
  depend(root, '1.0.0')
  await setUp(root)

  depend(root, '2.0.0')
  expect(await setUp(root)).toHaveLength(1)
  expect(installedVersion(root)).toBe('2.0.0')

  rmSync(join(root, 'node_modules/.package-lock.json'))
  expect(await setUp(root)).toHaveLength(1)
  expect(existsSync(join(root, 'node_modules/.package-lock.json'))).toBe(true)
})
