import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CHECKOUT } from '../setup/checkout.mjs'
import { nodeModulesStep } from '../setup/node-modules.mjs'

const BENCH = join(CHECKOUT, 'bench')
/** Fields of the sample case that are numbers. */
const NUMBERS = ['srcport', 'dstport', 'protocol', 'bytes', 'packets', 'tcp-flags', 'start', 'end']

/**
 * Puts the questions to DuckDB, with the flow logs of a folder in its memory.
 *
 * @param {string} folder
 * @param {readonly { name: string, sql: string }[]} queries
 * @param {number} repeats
 * @returns {Promise<{ version: string, records: number, loadSeconds: number, queries: { name: string, seconds: number }[] }>} medians
 */
export async function askDuckDb(folder, queries, repeats) {
  const modules = nodeModulesStep(BENCH)
  if (!(await modules.isDone())) await modules.run(console.error)
  const task = { folder, numbers: NUMBERS, queries: queries.map(({ name, sql }) => ({ name, sql })), repeats }
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(BENCH, 'duckdb.mjs'),
    JSON.stringify(task),
  ])
  return JSON.parse(stdout)
}
