// The same questions as to Flowcase, put to DuckDB with the same flow logs in memory. A process of its
// own, so that its memory is its own: prints what it took as JSON, in seconds.

import { DuckDBInstance } from '@duckdb/node-api'

/**
 * @typedef {object} Task
 * @property {string} folder
 * @property {readonly string[]} numbers fields that are numbers; the others are text
 * @property {readonly { name: string, sql: string }[]} queries
 * @property {number} repeats
 */

const task = /** @type {Task} */ (JSON.parse(process.argv[2] ?? '{}'))
const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()

const types = task.numbers.map((name) => `'${name}': 'BIGINT'`).join(', ')
const loadSeconds = await timed(() =>
  connection.run(
    `create table flows as select * from read_csv('${task.folder.replaceAll("'", "''")}/*.log.gz',
      delim = ' ', header = true, nullstr = '-', types = {${types}})
      where "log-status" = 'OK'`,
  ),
)
const rows = await connection.runAndReadAll('select count(*)::integer n from flows')

const queries = []
for (const { name, sql } of task.queries) {
  const times = []
  for (let i = 0; i < task.repeats; i++) {
    times.push(await timed(() => connection.runAndReadAll(sql.replaceAll('$i', String(i)))))
  }
  times.sort((a, b) => a - b)
  queries.push({ name, seconds: times[Math.floor(times.length / 2)] })
}
const version = (await connection.runAndReadAll('select version()')).getRows()[0]?.[0]
console.log(JSON.stringify({ version, records: rows.getRows()[0]?.[0], loadSeconds, queries }))

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}
