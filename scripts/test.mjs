// `npm test`: sets up what is missing, then every suite. The last line is `N passed, N failed`; the exit
// code is 0 only when every test ran and passed.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from './setup/checkout.mjs'
import { setUp } from './setup/set-up.mjs'
import { SetUpError } from './setup/set-up-error.mjs'
import { BROKEN, countPlaywright, countVitest, judge, lastLine, sum } from './suites/counts.mjs'
import { withDisplay } from './suites/display.mjs'
import { runShown } from './suites/run-shown.mjs'

/** @typedef {import('./suites/counts.mjs').Counts} Counts */

const REPORTS = join(CHECKOUT, '.cache/test-reports')

/** @type {readonly (readonly [string, () => Promise<Counts>])[]} */
const SUITES = [
  ['check', check],
  ['unit', unit],
  ['end to end', endToEnd],
  ['packaged app', packagedApp],
]

const counts = await takeSuites()
console.log(`\n${lastLine(counts)}`)
process.exitCode = counts.failed === 0 ? 0 : 1

/** @returns {Promise<Counts>} */
async function takeSuites() {
  try {
    await setUp({ tests: true, sampleCase: true, say: (line) => console.log(line) })
  } catch (error) {
    console.error(error instanceof SetUpError ? error.message : error)
    return BROKEN
  }
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  const all = []
  for (const [name, run] of SUITES) {
    console.log(`\n== ${name}`)
    const started = Date.now()
    const result = await run().catch((error) => {
      console.error(error)
      return BROKEN
    })
    console.log(`== ${name}: ${lastLine(result)} (${Math.round((Date.now() - started) / 1000)} s)`)
    all.push(result)
  }
  return sum(all)
}

/** Types, lint and layers: one check each. */
async function check() {
  const results = []
  for (const name of ['types', 'lint', 'layers']) {
    const exitCode = await runShown('npm', ['run', '--silent', `check:${name}`])
    console.log(`  ${exitCode === 0 ? '✓' : '✗'} ${name}`)
    results.push(exitCode === 0 ? { passed: 1, failed: 0 } : BROKEN)
  }
  return sum(results)
}

async function unit() {
  const report = join(REPORTS, 'unit.json')
  const vitest = join(CHECKOUT, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const exitCode = await runShown(process.execPath, [vitest, 'run', ...reporters])
  return judge(read(report, countVitest), exitCode)
}

async function endToEnd() {
  const report = join(REPORTS, 'end-to-end.json')
  const playwright = join(CHECKOUT, 'node_modules/@playwright/test/cli.js')
  const exitCode = await withDisplay((display) =>
    runShown(process.execPath, [playwright, 'test'], {
      DISPLAY: display,
      WAYLAND_DISPLAY: '',
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    }),
  )
  return judge(read(report, countPlaywright), exitCode)
}

async function packagedApp() {
  // It needs what only the set-up installs.
  const { checkPackagedApp } = await import('./suites/packaged-app.mjs')
  return checkPackagedApp()
}

/**
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Counts} count
 * @returns {Counts | null} null when there is no such report
 */
function read(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    console.error(`No usable report in ${file}: ${error}`)
    return null
  }
}
