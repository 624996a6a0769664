// The questions that are timed on a large case: as FlowQuery or FlowPageQuery, and as SQL over a table
// `flows` with the log's fields as columns. "$i" stands for the number of the repetition.

const count = { as: 'n', op: 'count' }
const bytes = { as: 'b', op: 'sum', field: 'bytes' }
const field = (/** @type {string} */ name) => ({ by: 'field', field: name })
const any = { type: 'any' }
const largest = { orderBy: { measure: 'b', descending: true }, limit: 10 }
const suspect = { type: 'address', side: 'any', networks: ['20.106.124.93'] }
/** Matches everything, and differs from one repetition to the next. */
const moreThan = { type: 'number', field: 'bytes', comparison: '>', value: '$i' }

/** @type {readonly { name: string, method: 'ask' | 'page', query: object, sql: string }[]} */
export const QUERIES = [
  {
    name: 'filter by address, sum by port',
    method: 'ask',
    query: { source: 'vpc', filter: suspect, groupBy: [field('dstport')], measures: [count, bytes] },
    sql: `select dstport, count(*) n, sum(bytes) b from flows where srcaddr = '20.106.124.93' or dstaddr = '20.106.124.93' group by 1`,
  },
  {
    name: 'top 10 source addresses by bytes',
    method: 'ask',
    query: { source: 'vpc', filter: any, groupBy: [field('srcaddr')], measures: [count, bytes], ...largest },
    sql: 'select srcaddr, count(*) n, sum(bytes) b from flows group by 1 order by b desc limit 10',
  },
  {
    name: 'top 10 destination ports by bytes',
    method: 'ask',
    query: { source: 'vpc', filter: any, groupBy: [field('dstport')], measures: [count, bytes], ...largest },
    sql: 'select dstport, count(*) n, sum(bytes) b from flows group by 1 order by b desc limit 10',
  },
  {
    name: 'time histogram by action, 5 minutes',
    method: 'ask',
    query: {
      source: 'vpc',
      filter: any,
      groupBy: [{ by: 'time', bucketSeconds: 300 }, field('action')],
      measures: [count, bytes],
    },
    sql: 'select start // 300 * 300 t, action, count(*) n, sum(bytes) b from flows group by 1, 2',
  },
  {
    name: 'rejected, not 443, more than 100 bytes: count',
    method: 'ask',
    query: {
      source: 'vpc',
      filter: {
        type: 'and',
        filters: [
          { type: 'text', field: 'action', values: ['REJECT'] },
          { type: 'not', filter: { type: 'port', side: 'any', comparison: '=', ports: [443] } },
          { type: 'number', field: 'bytes', comparison: '>', value: 100 },
        ],
      },
      groupBy: [],
      measures: [count, bytes],
    },
    sql: `select count(*) n, sum(bytes) b from flows where action = 'REJECT' and not (srcport = 443 or dstport = 443) and bytes > 100`,
  },
  {
    name: 'top 10 pairs of addresses by bytes',
    method: 'ask',
    query: {
      source: 'vpc',
      filter: any,
      groupBy: [field('srcaddr'), field('dstaddr')],
      measures: [count, bytes],
      ...largest,
    },
    sql: 'select srcaddr, dstaddr, count(*) n, sum(bytes) b from flows group by 1, 2 order by b desc limit 10',
  },
  {
    name: 'distinct source addresses',
    method: 'ask',
    query: {
      source: 'vpc',
      filter: any,
      groupBy: [],
      measures: [{ as: 'd', op: 'distinct', field: 'srcaddr' }],
    },
    sql: 'select count(distinct srcaddr) d from flows',
  },
  {
    name: 'page of the flow table by bytes',
    method: 'page',
    query: {
      source: 'vpc',
      filter: moreThan,
      sort: { field: 'bytes', descending: true },
      offset: 1000,
      limit: 100,
    },
    sql: 'select * from flows where bytes > $i order by bytes desc limit 100 offset 1000',
  },
  {
    name: 'page of the flow table by source address',
    method: 'page',
    query: {
      source: 'vpc',
      filter: moreThan,
      sort: { field: 'srcaddr', descending: false },
      offset: 1000,
      limit: 100,
    },
    sql: 'select * from flows where bytes > $i order by srcaddr limit 100 offset 1000',
  },
]
