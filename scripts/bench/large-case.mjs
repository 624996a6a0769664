// `node scripts/bench/large-case.mjs [--flows N]`: a large case through the real app against the shell.
// Everything is measured in one run on one machine; the ratios are what to trust.

import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LAUNCHER } from '../launch/run-flowcase.mjs'
import { isSampleCase, writeSampleCase } from '../sample-case/index.mjs'
import { CHECKOUT } from '../setup/checkout.mjs'
import { runtimePlace } from '../setup/electron-runtime.mjs'
import { withDisplay } from '../suites/display.mjs'
import { LargeCaseRun } from './large-case-run.mjs'
import { QUERIES } from './queries.mjs'
import { temporaryDirectory } from './temporary-directory.mjs'

const { values } = parseArgs({ options: { flows: { type: 'string', default: '5000000' } } })
const flows = Number(values.flows)
const folder = join(CHECKOUT, '.cache', `bench-case-${flows}`)
if (!existsSync(folder) || !(await isSampleCase(folder, { flows }))) {
  console.error(`→ Writing a case of ${flows} flows`)
  await writeSampleCase(folder, { flows })
}

const profile = temporaryDirectory('profile')
const env = { ...process.env, FLOWCASE_RUNTIME: runtimePlace(CHECKOUT).executable }
try {
  await withDisplay(async (display) => {
    const app = { launcher: LAUNCHER, profile, env: { ...env, DISPLAY: display } }
    const before = zcat()
    const first = await LargeCaseRun.start(app)
    const imported = await first.importFolder(folder)
    const queries = await first.ask(QUERIES)
    const memory = first.peakBytes
    await first.close()
    const after = zcat()
    const second = await LargeCaseRun.start(app)
    const reopened = await second.openFirstCase()
    await second.close()

    const shell = (before + after) / 2
    const row = (/** @type {string} */ what, /** @type {number} */ seconds) =>
      console.log(`| ${what} | ${seconds.toFixed(2)} s | ${(seconds / shell).toFixed(2)} |`)
    console.log(`\n${imported.records} records\n\n| what | time | × zcat |\n|---|---|---|`)
    row('`zcat *.gz \\| wc -l`, before and after', shell)
    row('open to every flow in the engine', imported.queryableSeconds)
    row('open to everything stored', imported.storedSeconds)
    row('open the case again to its figures', reopened.seconds)
    console.log(`\nre-opening ÷ import: ${(reopened.seconds / imported.queryableSeconds).toFixed(2)}`)
    console.log(`longest task on the page's thread while reading: ${imported.longestTaskMs.toFixed(0)} ms`)
    console.log(`peak memory of all processes: ${(memory / 1e6).toFixed(0)} MB\n`)
    console.log('| query | median of 5 |\n|---|---|')
    for (const { name, milliseconds } of queries) console.log(`| ${name} | ${milliseconds.toFixed(0)} ms |`)
  })
} finally {
  rmSync(profile, { recursive: true, force: true })
}

/** Seconds that the shell takes to count the lines. */
function zcat() {
  const begin = performance.now()
  const { status } = spawnSync('sh', ['-c', 'zcat *.gz | wc -l'], { cwd: folder })
  if (status !== 0) throw new Error('zcat failed')
  return (performance.now() - begin) / 1000
}
