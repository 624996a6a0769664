// `npm start [-- FOLDER]`: sets up what is missing and opens the app on FOLDER, or on the sample case.
// Without a display it does the same job headless: `npm start -- FOLDER --suspect IP [--out DIR] …`.

import { join } from 'node:path'
import { runFlowcase } from './launch/run-flowcase.mjs'
import { CHECKOUT } from './setup/checkout.mjs'
import { sampleCaseFolder } from './setup/sample-case.mjs'
import { explainAndExit, HAS_DISPLAY, setUp } from './setup/set-up.mjs'

const SAMPLE_SUSPECT = '20.106.124.93'

const words = process.argv.slice(2)
const first = words[0]
const usesSampleCase = first === undefined || first.startsWith('-')
const folder = usesSampleCase ? sampleCaseFolder(CHECKOUT) : first
const options = usesSampleCase ? words : words.slice(1)

if (!HAS_DISPLAY && !usesSampleCase && !has('--suspect')) {
  console.error(
    'There is no display, so this run only writes a report, and a report is about a suspect address:\n' +
      '    npm start -- FOLDER --suspect IP[,IP…] [--out DIR]',
  )
  process.exit(2)
}

await setUp({ sampleCase: usesSampleCase, say: (line) => console.log(line) }).catch(explainAndExit)
if (HAS_DISPLAY) {
  console.log(`→ Opening ${folder}`)
  process.exitCode = await runFlowcase([folder])
} else {
  console.log(`→ No display: investigating ${folder} headless`)
  process.exitCode = await runFlowcase(['report', folder, ...options, ...defaults()])
}

/** @param {string} option */
function has(option) {
  return options.some((word) => word === option || word.startsWith(`${option}=`))
}

/** What a headless run needs and was not given. */
function defaults() {
  const out = join(CHECKOUT, '.cache/report')
  return [...(has('--suspect') ? [] : ['--suspect', SAMPLE_SUSPECT]), ...(has('--out') ? [] : ['--out', out])]
}
