import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { PACKAGED_APP, packageApp } from '../package/build.mjs'
import { CHECKOUT } from '../setup/checkout.mjs'
import { sampleCaseFolder } from '../setup/sample-case.mjs'
import { runShown } from './run-shown.mjs'

const SUSPECT = '20.106.124.93'
/** As published by those who first investigated the case, with shell tools. */
const SUSPECT_RECORDS = 33_232

/** How the executable spells the state of a fuse. */
const OFF = '0'.charCodeAt(0)
const ON = '1'.charCodeAt(0)

/** The fuses that every Electron since 25 has. */
const FUSES = {
  [FuseV1Options.RunAsNode]: OFF,
  [FuseV1Options.EnableCookieEncryption]: ON,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
  [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ON,
  [FuseV1Options.OnlyLoadAppFromAsar]: ON,
}

/**
 * Packages the app and tries what came out, as it would be installed.
 *
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function checkPackagedApp() {
  const out = await mkdtemp(join(tmpdir(), 'flowcase-packaged-'))
  try {
    return await takeChecks([
      ['electron-builder packages the app', () => packageApp(['--dir'], console.log)],
      ['the package holds the built app and nothing else', holdsOnlyTheApp],
      ['its fuses are set', fusesAreSet],
      ['it writes the report of the sample case', () => writesReport(out)],
    ])
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

/**
 * Takes every check, whatever came of those before it. A check fails by throwing.
 *
 * @param {readonly (readonly [string, () => void | Promise<void>])[]} checks
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
async function takeChecks(checks) {
  const counts = { passed: 0, failed: 0 }
  for (const [name, check] of checks) {
    try {
      await check()
      counts.passed += 1
      console.log(`  ✓ ${name}`)
    } catch (error) {
      counts.failed += 1
      console.log(`  ✗ ${name}\n${error instanceof Error ? error.message : error}`)
    }
  }
  return counts
}

function holdsOnlyTheApp() {
  const names = listPackage(join(PACKAGED_APP, 'resources/app.asar'), { isPack: false })
  assert.ok(names.includes('/out/main/main.cjs'), 'out/main/main.cjs is missing')
  assert.deepEqual(
    names.filter((name) => !/^\/(out|out\/.*|package\.json)$/.test(name)),
    [],
  )
  assert.equal(existsSync(join(PACKAGED_APP, 'resources/app')), false, 'resources/app is left')
}

async function fusesAreSet() {
  const wire = /** @type {Record<string, unknown>} */ (
    await getCurrentFuseWire(join(PACKAGED_APP, 'flowcase-bin'))
  )
  assert.deepEqual(Object.fromEntries(Object.keys(FUSES).map((fuse) => [fuse, wire[fuse]])), FUSES)
}

/** @param {string} out */
async function writesReport(out) {
  const words = ['report', sampleCaseFolder(CHECKOUT), '--suspect', SUSPECT, '--out', out]
  const exitCode = await runShown(join(PACKAGED_APP, 'flowcase'), words, { FLOWCASE_RUNTIME: '' })
  assert.equal(exitCode, 0, `exit code ${exitCode}`)
  for (const name of ['findings.pdf', 'findings.md', 'verify.sh']) {
    assert.ok(existsSync(join(out, name)), `${name} is missing`)
  }
  const findings = JSON.parse(readFileSync(join(out, 'findings.json'), 'utf8'))
  assert.equal(findings.suspects[0].records, SUSPECT_RECORDS)
}
