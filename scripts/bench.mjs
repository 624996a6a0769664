// `npm run bench [-- sample large capture] [--flows N]`: what Flowcase takes against the tools that one would
// use otherwise, in one run on one machine. Ratios are what to trust; seconds are of this machine.

import { cpus, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { captureBench } from './bench/capture.mjs'
import { largeCaseBench } from './bench/large-case.mjs'
import { sampleCaseBench } from './bench/sample-case.mjs'
import { LAUNCHER } from './launch/run-flowcase.mjs'
import { CHECKOUT } from './setup/checkout.mjs'
import { runtimePlace, runtimeVersion } from './setup/electron-runtime.mjs'
import { explainAndExit, setUp } from './setup/set-up.mjs'
import { withDisplay } from './suites/display.mjs'

/** @typedef {{ launcher: string, env: NodeJS.ProcessEnv }} App how to start the app under test */

const { values, positionals } = parseArgs({
  options: { flows: { type: 'string', default: '5000000' } },
  allowPositionals: true,
})
/** @type {Readonly<Record<string, (app: App) => Promise<string>>>} */
const BENCHES = {
  sample: sampleCaseBench,
  large: (app) => largeCaseBench(app, Number(values.flows)),
  capture: captureBench,
}
const wanted = positionals.length > 0 ? positionals : Object.keys(BENCHES)
const unknown = wanted.find((name) => !BENCHES[name])
if (unknown) {
  console.error(`There is no bench "${unknown}": choose of ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}

await setUp({ tests: true, sampleCase: true, say: (line) => console.error(line) }).catch(explainAndExit)
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${(totalmem() / 1e9).toFixed(0)} GB, Linux ${release()}, Electron ${runtimeVersion(CHECKOUT)}`,
)
await withDisplay(async (display) => {
  const env = { ...process.env, FLOWCASE_RUNTIME: runtimePlace(CHECKOUT).executable, DISPLAY: display }
  for (const name of wanted) console.log(`\n${await BENCHES[name]?.({ launcher: LAUNCHER, env })}`)
})
