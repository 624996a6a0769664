import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { countPlaywright, countVitest, judge, lastLine, sum } from '../../../scripts/suites/counts.mjs'
import { temporaryDirectory } from './temporary-directory'

// Each runs a whole test runner.
vi.setConfig({ testTimeout: 240_000 })

const CHECKOUT = join(__dirname, '../../..')

/** A directory from which the test runners are found. */
function suite(files: Readonly<Record<string, string>>): string {
  mkdirSync(join(CHECKOUT, '.cache'), { recursive: true })
  const directory = temporaryDirectory(join(CHECKOUT, '.cache'))
  // Without one the runner takes that of the checkout.
  writeFileSync(join(directory, 'vitest.config.mjs'), 'export default {}')
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
  return directory
}

/** Runs a real runner over the files and counts its real report. */
function run(runner: 'vitest' | 'playwright', files: Readonly<Record<string, string>>): Counts {
  const directory = suite(files)
  const report = join(directory, 'report.json')
  const words =
    runner === 'vitest'
      ? [
          'node_modules/vitest/vitest.mjs',
          'run',
          '--root',
          directory,
          '--reporter=json',
          `--outputFile=${report}`,
        ]
      : ['node_modules/@playwright/test/cli.js', 'test', '--reporter=json', '--config', directory]
  const { status } = spawnSync(process.execPath, words, {
    cwd: CHECKOUT,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  const counts = JSON.parse(readFileSync(report, 'utf8'))
  return judge(runner === 'vitest' ? countVitest(counts) : countPlaywright(counts), status ?? 1)
}

const VITEST = "import { expect, it } from 'vitest'\n"
const PLAYWRIGHT = "import { expect, test as it } from '@playwright/test'\n"
const PASSES = "it('passes', () => { expect(1).toBe(1) })\n"
const FAILS = "it('fails', () => { expect(1).toBe(2) })\n"
const SKIPPED = "it.skip('is skipped', () => {})\n"

it('counts what vitest ran; what was skipped or did not load counts as failed', () => {
  expect(run('vitest', { 'a.test.ts': VITEST + PASSES, 'b.test.ts': VITEST + PASSES })).toEqual({
    passed: 2,
    failed: 0,
  })
  expect(
    run('vitest', {
      'a.test.ts': `${VITEST}${PASSES}${FAILS}${SKIPPED}it.todo('is still to do')\n`,
      'b.test.ts': "import './missing'\n",
    }),
  ).toEqual({ passed: 1, failed: 4 })
})

it('counts a vitest run without a test as a failure', () => {
  expect(run('vitest', { 'a.txt': '' })).toEqual({ passed: 0, failed: 1 })
})

it('counts an error outside of every vitest test as a failure', () => {
  const stray = "setTimeout(() => { throw new Error('stray') }, 0)\n"
  const waits = "it('waits', () => new Promise((resolve) => setTimeout(resolve, 50)))\n"
  expect(run('vitest', { 'a.test.ts': VITEST + stray + waits })).toEqual({ passed: 1, failed: 1 })
})

it('counts what Playwright ran; what was skipped or did not load counts as failed', () => {
  expect(run('playwright', { 'a.test.ts': PLAYWRIGHT + PASSES + FAILS + SKIPPED })).toEqual({
    passed: 1,
    failed: 2,
  })
  const broken = { 'a.test.ts': "import './missing'\n", 'b.test.ts': PLAYWRIGHT + PASSES }
  expect(run('playwright', broken)).toEqual({ passed: 0, failed: 1 })
})

it('counts a Playwright run without a test as a failure', () => {
  expect(run('playwright', { 'a.txt': '' })).toEqual({ passed: 0, failed: 1 })
})

it('counts a runner that left no report, or failed without a failed test, as one failure', () => {
  expect(judge(null, 0)).toEqual({ passed: 0, failed: 1 })
  expect(judge({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 })
  expect(judge({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 })
})

it('adds up to the last line', () => {
  const counts = sum([
    { passed: 3, failed: 0 },
    { passed: 40, failed: 2 },
  ])
  expect(lastLine(counts)).toBe('43 passed, 2 failed')
})
