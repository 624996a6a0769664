/** npm run sample-case -- DIR [--flows N]: writes the sample case straight into DIR. */

import { parseArgs } from 'node:util'
import { PUBLISHED, SampleCaseError, writeSampleCase } from './sample-case/index.mjs'

const USAGE = 'Usage: npm run sample-case -- DIR [--flows N]'

/** @param {string} message */
function refuse(message) {
  console.error(message)
  process.exitCode = 2
}

function readArguments() {
  const { values, positionals } = parseArgs({
    options: { flows: { type: 'string' } },
    allowPositionals: true,
  })
  const [dir, ...others] = positionals
  if (dir === undefined || others.length > 0) throw new SampleCaseError(USAGE)
  const flows =
    values.flows === undefined ? PUBLISHED.dataLines : Number(values.flows.replaceAll(/[_,]/g, ''))
  return { dir, flows }
}

try {
  const { dir, flows } = readArguments()
  const begun = performance.now()
  const { written, logFiles, lines } = await writeSampleCase(dir, { flows })
  const contents = `${logFiles.toLocaleString('en')} log files (${lines.toLocaleString('en')} lines) and ${PUBLISHED.captureFile}`
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(
    written
      ? `Wrote the sample case into ${dir}: ${contents}, in ${seconds} s.`
      : `${dir} already holds the sample case: ${contents}.`,
  )
} catch (error) {
  if (error instanceof SampleCaseError) refuse(error.message)
  else if (error instanceof TypeError && 'code' in error) refuse(`${error.message}\n${USAGE}`)
  else throw error
}
