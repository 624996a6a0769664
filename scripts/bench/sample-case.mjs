import { rmSync } from 'node:fs'
import { CHECKOUT } from '../setup/checkout.mjs'
import { sampleCaseFolder } from '../setup/sample-case.mjs'
import { coldStart } from './cold-start.mjs'
import { median } from './measure.mjs'
import { runMeasured } from './measured-run.mjs'
import { sampleInWindow } from './sample-window.mjs'
import { shellSteps } from './shell-steps.mjs'
import { temporaryDirectory } from './temporary-directory.mjs'

const SUSPECT = '20.106.124.93'
const RUNS = 3

/**
 * The reference investigation on the sample case: the headless report, and the window, against the shell's own steps.
 *
 * @param {import('../bench.mjs').App} app
 */
export async function sampleCaseBench({ launcher, env }) {
  const folder = sampleCaseFolder(CHECKOUT)
  /** @type {number[]} */
  const shell = []
  /** @type {number[]} */
  const flowcase = []
  /** @type {number[]} */
  const inWindow = []
  /** @type {{ firstPaintSeconds: number, shownSeconds: number }[]} */
  const started = []
  const report = async (/** @type {'time' | 'memory'} */ what) => {
    const out = temporaryDirectory('report')
    const words = ['report', folder, '--suspect', SUSPECT, '--out', out, '--quiet']
    try {
      return await runMeasured(launcher, words, env, what)
    } finally {
      rmSync(out, { recursive: true })
    }
  }
  for (let run = 0; run < RUNS; run++) {
    // Alternating, so that what else the machine does meets both alike.
    shell.push((await shellSteps(folder, SUSPECT)).seconds)
    flowcase.push((await report('time')).seconds)
    inWindow.push(await sampleInWindow({ launcher, env }, folder, SUSPECT))
    started.push(await coldStart(launcher, env))
  }
  const shellSeconds = median(shell)
  const flowcaseSeconds = median(flowcase)
  const windowSeconds = median(inWindow)
  const peak = (await report('memory')).peakBytes
  const paint = median(started.map(({ firstPaintSeconds }) => firstPaintSeconds))
  const shown = median(started.map(({ shownSeconds }) => shownSeconds))
  return `## Sample case: 579 flow logs and one capture; medians of ${RUNS} runs

| what | figure |
|---|---|
| the shell's own steps (ls, file, zcat, zgrep, sort, awk, sha256sum, nfpcapd, nfdump, grep) | ${shellSeconds.toFixed(2)} s |
| headless report, start to finish (start of the app, hashes, all figures, PDF) | ${flowcaseSeconds.toFixed(2)} s |
| **how many times faster** | **${(shellSeconds / flowcaseSeconds).toFixed(1)}** |
| in the window, from opening the folder to all figures and the comparison with the capture | ${windowSeconds.toFixed(2)} s |
| **how many times faster** | **${(shellSeconds / windowSeconds).toFixed(1)}** |
| peak memory of all its processes (proportional set size) | ${(peak / 1e6).toFixed(0)} MB |
| cold start to first paint of the window | ${paint.toFixed(2)} s |
| cold start to the list of cases | ${shown.toFixed(2)} s |`
}
