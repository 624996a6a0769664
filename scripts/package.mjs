// `npm run package [-- WORDS…]`: the app as it is installed, under dist/. WORDS go to electron-builder;
// without any it makes the unpacked app only, for which nothing has to be downloaded.

import { packageApp } from './package/build.mjs'
import { explainAndExit, setUp } from './setup/set-up.mjs'

/** @param {string} line */
const say = (line) => console.log(line)
const words = process.argv.slice(2)

await setUp({ sampleCase: false, say }).catch(explainAndExit)
say('→ Packaging the app into dist/')
await packageApp(words.length > 0 ? words : ['--dir'], say).catch(explainAndExit)
