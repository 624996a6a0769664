/** The labelled case: every behaviour that a detector looks for once, among traffic that resembles it. */

import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { HEADER } from '../sample-case/record.mjs'
import { benign } from './benign.mjs'
import { ATTACKER } from './planted/break-in.mjs'
import { planted } from './planted.mjs'
import { at, GAP, HOURS } from './vpc.mjs'

/**
 * What the case holds, by detector.
 * @typedef {object} Truth
 * @property {string[]} suspects to name in the case
 * @property {{ behaviour: string, detector: string, key: string, severity: string }[]} planted
 */

/** @returns {Truth} */
export const truth = () => ({
  suspects: [ATTACKER],
  planted: planted().map(({ behaviour, detector, key, severity }) => ({
    behaviour,
    detector,
    key,
    severity,
  })),
})

/** @param {{ text: string }} line */
const startOf = ({ text }) => Number(text.split(' ')[14])

/**
 * Writes one file for each hour into `dir`, which is made if need be, and what is planted into `${dir}.truth.json`
 * beside it. The same text each time.
 * @param {string} dir new or empty
 * @returns {Promise<{ files: number, records: number }>}
 * @throws {Error} when `dir` holds anything
 */
export async function writeLabelledCase(dir) {
  await mkdir(dir, { recursive: true })
  if ((await readdir(dir)).length > 0) throw new Error(`${dir} is not empty. Name an empty or new folder.`)
  const lines = [...benign(), ...planted().flatMap((behaviour) => behaviour.lines)]
    .map((line) => ({ ...line, start: startOf(line) }))
    .filter(({ start }) => start < GAP.from || start >= GAP.to)
    .sort((a, b) => a.end - b.end)
  for (let hour = 0; hour <= HOURS; hour++) {
    const from = at('00:00:00') + hour * 3600
    const part = lines.filter(({ end }) => end >= from && end < from + 3600)
    if (part.length === 0) continue
    const name = `444455556666_vpcflowlogs_eu-west-1_fl-0labelled_20240305T${String(hour).padStart(2, '0')}00Z.log.gz`
    await writeFile(join(dir, name), gzipSync(`${[HEADER, ...part.map(({ text }) => text)].join('\n')}\n`))
  }
  await writeFile(`${dir}.truth.json`, `${JSON.stringify(truth(), null, 2)}\n`)
  return { files: (await readdir(dir)).length, records: lines.length }
}
