// `npm run --silent flowcase -- WORDS…`: the app of this checkout with these words, set up first where
// that is needed. Standard output is the app's alone.

import { runFlowcase } from './launch/run-flowcase.mjs'
import { explainAndExit, setUp } from './setup/set-up.mjs'

await setUp({ sampleCase: false, say: (line) => console.error(line) }).catch(explainAndExit)
process.exitCode = await runFlowcase(process.argv.slice(2))
