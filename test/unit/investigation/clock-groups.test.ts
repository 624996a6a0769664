import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { askOnClock, bucketEnd, bucketStart } from '../../../src/renderer/investigation/clock-groups'
import { ANY } from '../../../src/shared/filter/ast'
import type { FlowQuery } from '../../../src/shared/query/query'

const DAY = 86_400

/** Epoch seconds, by date(1). */
function epoch(time: string, zone: string): number {
  const env = { ...process.env, TZ: zone }
  return Number(execFileSync('date', ['-d', time, '+%s'], { env, encoding: 'utf8' }))
}

describe('days and hours on the clock of a zone', () => {
  it.each([
    ['UTC', '2024-03-10 12:00', '2024-03-10 00:00', '2024-03-11 00:00', 24],
    ['Europe/Berlin', '2024-03-31 01:30', '2024-03-31 00:00', '2024-04-01 00:00', 23],
    ['Europe/Berlin', '2024-03-31 23:59', '2024-03-31 00:00', '2024-04-01 00:00', 23],
    ['Europe/Berlin', '2024-04-01 00:30', '2024-04-01 00:00', '2024-04-02 00:00', 24],
    ['America/New_York', '2024-11-03 20:00', '2024-11-03 00:00', '2024-11-04 00:00', 25],
    ['Asia/Kathmandu', '2024-03-05 00:10', '2024-03-05 00:00', '2024-03-06 00:00', 24],
    // Midnight was skipped there: the day began at one o'clock.
    ['America/Sao_Paulo', '2018-11-04 12:00', '2018-11-04 01:00', '2018-11-05 00:00', 23],
    // One o'clock became midnight again: the day had that hour twice.
    ['America/Havana', '2024-11-03 12:00', '2024-11-03 00:00 CDT', '2024-11-04 00:00', 25],
  ])('%s: the day of %s', (zone, at, from, to, hours) => {
    const start = bucketStart(epoch(at, zone), DAY, zone)
    expect(start).toBe(epoch(from, zone))
    const end = bucketEnd(start, DAY, zone)
    expect(end).toBe(epoch(to, zone))
    expect(end - start).toBe(hours * 3600)
  })

  it('an hour begins with the clock, also where the clock is three quarters of an hour off', () => {
    const zone = 'Asia/Kathmandu'
    expect(bucketStart(epoch('2024-03-05 09:59:59', zone), 3600, zone)).toBe(epoch('2024-03-05 09:00', zone))
    expect(bucketStart(epoch('2024-03-05 09:59:59', 'UTC'), 3600, 'UTC')).toBe(
      epoch('2024-03-05 09:00', 'UTC'),
    )
  })
})

describe('counting by the day of a zone', () => {
  const zone = 'Asia/Kathmandu'
  const midnight = epoch('2024-03-05 00:00', zone)
  const query: FlowQuery = {
    source: 'vpc',
    filter: ANY,
    groupBy: [{ by: 'time', bucketSeconds: DAY }],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'start' },
    ],
  }
  const row = (at: number, records: number, bytes: number | bigint) => ({
    keys: [at],
    values: { records, bytes, first: at + 1, last: at + 2 },
  })
  const quarters = [
    row(midnight - 900, 1, 10),
    row(midnight, 2, 2n ** 53n),
    row(midnight + 900, 3, 5),
    row(midnight + DAY, 9, 7),
  ]
  const days = [
    {
      keys: [midnight - DAY],
      values: { records: 1, bytes: 10, first: midnight - 899, last: midnight - 898 },
    },
    {
      keys: [midnight],
      values: { records: 5, bytes: 2n ** 53n + 5n, first: midnight + 1, last: midnight + 902 },
    },
    {
      keys: [midnight + DAY],
      values: { records: 9, bytes: 7, first: midnight + DAY + 1, last: midnight + DAY + 2 },
    },
  ]

  it('adds up the quarters of an hour of each day', async () => {
    const asked: FlowQuery[] = []
    const answer = await askOnClock(
      async (question) => {
        asked.push(question)
        return { rows: quarters, groups: quarters.length }
      },
      query,
      zone,
    )
    expect(asked).toEqual([{ ...query, groupBy: [{ by: 'time', bucketSeconds: 900 }] }])
    expect(answer).toEqual({ rows: days, groups: 3 })
  })

  it('has the largest first, and as many as are wanted', async () => {
    const { rows, groups } = await askOnClock(
      async () => ({ rows: quarters, groups: quarters.length }),
      { ...query, orderBy: { measure: 'bytes', descending: true }, limit: 2 },
      zone,
    )
    expect(rows).toEqual([days[1], days[0]])
    expect(groups).toBe(3)
  })

  it('leaves the engine to count the days of UTC', async () => {
    const answer = { rows: [], groups: 0 }
    const asked: FlowQuery[] = []
    const ask = async (question: FlowQuery) => {
      asked.push(question)
      return answer
    }
    expect(await askOnClock(ask, query, 'UTC')).toBe(answer)
    expect(asked).toEqual([query])
  })
})
