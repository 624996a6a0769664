// `npm run bench`: what Flowcase takes for the sample case against what the shell takes for the same
// figures, measured in one run on one machine. Ratios are what to trust; seconds are of this machine.

import { rmSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { coldStart } from './bench/cold-start.mjs'
import { runMeasured } from './bench/measured-run.mjs'
import { shellSteps } from './bench/shell-steps.mjs'
import { temporaryDirectory } from './bench/temporary-directory.mjs'
import { LAUNCHER } from './launch/run-flowcase.mjs'
import { CHECKOUT } from './setup/checkout.mjs'
import { runtimePlace, runtimeVersion } from './setup/electron-runtime.mjs'
import { sampleCaseFolder } from './setup/sample-case.mjs'
import { explainAndExit, setUp } from './setup/set-up.mjs'
import { withDisplay } from './suites/display.mjs'

const SUSPECT = '20.106.124.93'
const RUNS = 3

await setUp({ tests: true, sampleCase: true, say: (line) => console.error(line) }).catch(explainAndExit)

const folder = sampleCaseFolder(CHECKOUT)
const env = { ...process.env, FLOWCASE_RUNTIME: runtimePlace(CHECKOUT).executable }

/** @type {{ seconds: number }[]} */
const shell = []
/** @type {{ seconds: number, peakBytes: number }[]} */
const flowcase = []
/** @type {{ firstPaintSeconds: number, shownSeconds: number }[]} */
const started = []
await withDisplay(async (display) => {
  for (let run = 0; run < RUNS; run++) {
    // Alternating, so that what else the machine does meets both alike.
    shell.push(await shellSteps(folder, SUSPECT))
    const out = temporaryDirectory('report')
    flowcase.push(
      await runMeasured(LAUNCHER, ['report', folder, '--suspect', SUSPECT, '--out', out, '--quiet'], {
        ...env,
        DISPLAY: display,
      }),
    )
    rmSync(out, { recursive: true })
    started.push(await coldStart(LAUNCHER, { ...env, DISPLAY: display }))
  }
})

const shellSeconds = median(shell.map(({ seconds }) => seconds))
const flowcaseSeconds = median(flowcase.map(({ seconds }) => seconds))
const peak = median(flowcase.map(({ peakBytes }) => peakBytes))
const paint = median(started.map(({ firstPaintSeconds }) => firstPaintSeconds))
const shown = median(started.map(({ shownSeconds }) => shownSeconds))

console.log(`
Sample case: 579 flow logs and one capture, ${RUNS} runs, medians
${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${(totalmem() / 1e9).toFixed(0)} GB, Linux ${release()}, Electron ${runtimeVersion(CHECKOUT)}

| what | figure |
|---|---|
| the shell's own steps (ls, file, zcat, zgrep, sort, awk, nfpcapd, nfdump, grep) | ${shellSeconds.toFixed(2)} s |
| headless report, start to finish (start of the app, hashes, all figures, PDF) | ${flowcaseSeconds.toFixed(2)} s |
| **how many times faster** | **${(shellSeconds / flowcaseSeconds).toFixed(1)}** |
| peak memory of all its processes (proportional set size) | ${(peak / 1e6).toFixed(0)} MB |
| cold start to first paint of the window | ${paint.toFixed(2)} s |
| cold start to the list of cases | ${shown.toFixed(2)} s |`)

/** @param {readonly number[]} values */
function median(values) {
  return /** @type {number} */ ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)])
}
