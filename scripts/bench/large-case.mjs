import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isSampleCase, writeSampleCase } from '../sample-case/index.mjs'
import { CHECKOUT } from '../setup/checkout.mjs'
import { askDuckDb } from './duckdb.mjs'
import { LargeCaseRun } from './large-case-run.mjs'
import { median } from './measure.mjs'
import { QUERIES } from './queries.mjs'
import { temporaryDirectory } from './temporary-directory.mjs'

const RUNS = 3
const REPEATS = 5

/**
 * A large case through the real app, as an examiner has it, against `zcat | wc -l` and DuckDB.
 *
 * @param {import('../bench.mjs').App} app
 * @param {number} flows
 */
export async function largeCaseBench(app, flows) {
  const folder = join(CHECKOUT, '.cache', `bench-case-${flows}`)
  if (!existsSync(folder) || !(await isSampleCase(folder, { flows }))) {
    console.error(`→ Writing a case of ${flows} flows`)
    await writeSampleCase(folder, { flows })
  }
  /** @type {Awaited<ReturnType<typeof oneRun>>[]} */
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(await oneRun(app, folder))
  const peakBytes = await peakOf(app, folder)
  const duckDb = await askDuckDb(folder, QUERIES, REPEATS)
  const first = /** @type {(typeof runs)[0]} */ (runs[0])
  if (Number(first.imported.records.replaceAll(',', '')) !== duckDb.records) {
    throw new Error(`Flowcase has ${first.imported.records} records, DuckDB ${duckDb.records}`)
  }

  const of = (/** @type {(run: (typeof runs)[0]) => number} */ pick) => median(runs.map(pick))
  const row = (/** @type {string} */ what, /** @type {(run: (typeof runs)[0]) => number} */ seconds) =>
    `| ${what} | ${of(seconds).toFixed(2)} s | ${of((run) => seconds(run) / run.zcat).toFixed(2)} |`
  const queries = duckDb.queries.map(({ name, seconds }, i) => {
    const ours = of((run) => /** @type {{ milliseconds: number }} */ (run.queries[i]).milliseconds)
    return `| ${name} | ${ours.toFixed(0)} ms | ${(seconds * 1000).toFixed(0)} ms | ${((seconds * 1000) / ours).toFixed(1)} |`
  })
  return `## ${first.imported.records} records through the real app; medians of ${RUNS} runs

| what | time | ÷ zcat |
|---|---|---|
${row('`zcat *.gz \\| wc -l`, before and after', ({ zcat }) => zcat)}
${row('open to every flow in the engine', ({ imported }) => imported.queryableSeconds)}
${row('open to everything stored', ({ imported }) => imported.storedSeconds)}
${row('open the case again to its figures', ({ reopenedSeconds }) => reopenedSeconds)}
| DuckDB ${duckDb.version}: \`read_csv\` into a table | ${duckDb.loadSeconds.toFixed(2)} s | ${of(({ zcat }) => duckDb.loadSeconds / zcat).toFixed(2)} |

- opening again ÷ import: ${of((run) => run.reopenedSeconds / run.imported.queryableSeconds).toFixed(2)}
- longest task on the page's thread while reading: ${of(({ imported }) => imported.longestTaskMs).toFixed(0)} ms
- peak memory of all processes (proportional set size): ${(peakBytes / 1e6).toFixed(0)} MB

| question (median of ${REPEATS}) | Flowcase | DuckDB, in memory | times faster |
|---|---|---|---|
${queries.join('\n')}`
}

/**
 * @param {import('../bench.mjs').App} app
 * @param {string} folder
 */
async function oneRun({ launcher, env }, folder) {
  const profile = temporaryDirectory('profile')
  try {
    const before = zcat(folder)
    const first = await LargeCaseRun.start({ launcher, profile, env })
    const imported = await first.importFolder(folder)
    const queries = await first.ask(QUERIES, REPEATS)
    await first.close()
    const after = zcat(folder)
    const second = await LargeCaseRun.start({ launcher, profile, env })
    const { seconds: reopenedSeconds } = await second.openFirstCase()
    await second.close()
    return { zcat: (before + after) / 2, imported, queries, reopenedSeconds }
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

/**
 * The most memory that reading the case and the questions take.
 *
 * @param {import('../bench.mjs').App} app
 * @param {string} folder
 */
async function peakOf({ launcher, env }, folder) {
  const profile = temporaryDirectory('profile')
  try {
    const run = await LargeCaseRun.start({ launcher, profile, env })
    run.watchMemory()
    await run.importFolder(folder)
    await run.ask(QUERIES, 1)
    await run.close()
    return run.peakBytes
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

/**
 * Seconds that the shell takes to count the lines.
 *
 * @param {string} folder
 */
function zcat(folder) {
  const begin = performance.now()
  const { status } = spawnSync('sh', ['-c', 'zcat *.gz | wc -l'], { cwd: folder })
  if (status !== 0) throw new Error('zcat failed')
  return (performance.now() - begin) / 1000
}
