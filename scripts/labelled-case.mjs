/** node scripts/labelled-case.mjs DIR: writes the labelled case into DIR, and what it holds into DIR.truth.json. */

import { writeLabelledCase } from './labelled-case/index.mjs'

const [dir, ...others] = process.argv.slice(2)
if (dir === undefined || others.length > 0) {
  console.error('Usage: node scripts/labelled-case.mjs DIR')
  process.exitCode = 2
} else {
  try {
    const { files, records } = await writeLabelledCase(dir)
    console.log(
      `Wrote the labelled case into ${dir}: ${files} files, ${records.toLocaleString('en')} records.`,
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
