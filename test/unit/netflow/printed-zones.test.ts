import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LocalClock } from '../../../src/main/netflow/output/local-clock'
import { fixture } from './conversion'
import { ipFrame, pcap } from './packets'
import { flowDirectory, flowsOf, flowsRead, nfdump, readPrinted } from './printed-output'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-zones-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Flows at these instants, one each, as nfpcapd stores them. */
function flowsAt(name: string, instants: readonly string[]): string {
  const path = join(dir, `${name}.pcap`)
  const packets = instants.map((at, i) => ({ timeMs: Date.parse(at), frame: ipFrame(17 + (i % 3), 60) }))
  writeFileSync(path, pcap(packets))
  return flowDirectory(join(dir, name), path)
}

describe.each(['Asia/Kolkata', 'America/St_Johns', 'Pacific/Auckland'])('printed in %s', (zone) => {
  test.each(['line', 'long', 'extended', 'json', 'bilong'])('-o %s', async (format) => {
    const from = flowDirectory(
      join(dir, `${format}${zone.replace('/', '-')}`),
      fixture('zeek/bruteforce.pcap'),
    )
    const printed = nfdump(from, ['-N', '-6', '-o', format], zone)
    const result = await readPrinted(printed, zone)
    const expected = flowsOf(from).map((flow) =>
      format === 'line' ? flow.replace(/\d+$/, 'undefined') : flow,
    )
    expect(flowsRead(result)).toEqual(expected)
    expect(result.summary?.output).toMatchObject({ zone, zoneAssumed: false })
    expect(result.remark).toContain(`which is ${zone} as the examiner stated`)
    // Formats that count from the epoch need no zone, and are not moved by one.
    const raw = await readPrinted(nfdump(from, ['-o', 'raw'], zone), zone)
    expect(flowsRead(raw)).toEqual(flowsOf(from))
    expect(raw.summary?.output).toMatchObject({ zone: null, zoneAssumed: false })
  })
})

test('a long flow ends after as long a time where the clock is set in the middle of it', async () => {
  // On 2023-10-29 at 01:00 UTC clocks in Berlin were set back from 03:00 to 02:00.
  const path = join(dir, 'long.pcap')
  const start = Date.parse('2023-10-28T23:59:00Z')
  const packets = Array.from({ length: 130 }, (_, i) => ({
    timeMs: start + i * 60_000,
    frame: ipFrame(6, 60),
  }))
  writeFileSync(path, pcap(packets))
  const from = flowDirectory(join(dir, 'long'), path)
  for (const format of ['long', 'json']) {
    const result = await readPrinted(nfdump(from, ['-N', '-o', format], 'Europe/Berlin'), 'Europe/Berlin')
    const { first, last } = result.summary ?? {}
    expect(first).toBe(start / 1000)
    expect(last).toBe(start / 1000 + 129 * 60)
  }
})

test('of the hour that the clock shows twice the earlier is taken, and it is said', async () => {
  const from = flowsAt('back', ['2023-10-29T00:30:00Z', '2023-10-29T01:30:00Z', '2023-10-29T02:30:00Z'])
  const result = await readPrinted(nfdump(from, ['-N', '-o', 'long'], 'Europe/Berlin'), 'Europe/Berlin')
  // 02:30, 02:30 again and 03:30 in Berlin.
  expect(result.rows.map((row) => new Date(row.start as number).toISOString())).toEqual([
    '2023-10-29T00:30:00.000Z',
    '2023-10-29T00:30:00.000Z',
    '2023-10-29T02:30:00.000Z',
  ])
  expect(result.remark).toContain('2 times lie in an hour that the clock there shows twice')
})

test('a time that the clock never shows makes the zone doubtful', async () => {
  // On 2023-03-26 clocks in Berlin went from 02:00 to 03:00.
  const from = flowsAt('forward', ['2023-03-26T00:59:00Z', '2023-03-26T02:30:00Z', '2023-03-26T03:00:00Z'])
  const result = await readPrinted(nfdump(from, ['-N', '-o', 'long']), 'Europe/Berlin')
  expect(result.remark).toContain('1 time lies in an hour that the clock there never shows')
  expect(result.remark).toContain('another time zone may be the right one')
})

test('noon of every day of a year is the instant that date(1) has, in zones of all kinds', () => {
  for (const zone of ['Australia/Lord_Howe', 'America/New_York', 'Africa/Casablanca', 'Asia/Kathmandu']) {
    const hours = Array.from({ length: 365 }, (_, day) => Date.UTC(2022, 0, 1 + day, 12, 15))
    const wanted = execFileSync('date', ['-f', '-', '+%s'], {
      input: hours.map((at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')).join('\n'),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    })
    const clock = new LocalClock(zone)
    expect(hours.map((at) => clock.instant(at) / 1000)).toEqual(wanted.trim().split('\n').map(Number))
    expect(clock).toMatchObject({ repeated: 0, skipped: 0 })
  }
})
