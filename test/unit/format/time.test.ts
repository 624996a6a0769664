import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { formatDuration } from '../../../src/shared/format/duration'
import { formatUtc, formatZoned, isTimeZone, isUtc } from '../../../src/shared/format/time'

/** What `date` of this machine says of a moment, in a zone. */
function date(seconds: number, zone: string): string {
  return execFileSync('date', ['-d', `@${seconds}`, '+%Y-%m-%d %H:%M:%S UTC%:z'], {
    env: { ...process.env, TZ: zone, LC_ALL: 'C' },
    encoding: 'utf8',
  }).trim()
}

test('UTC', () => {
  expect(formatUtc(1695921755)).toBe('2023-09-28 17:22:35 UTC')
  expect(formatUtc(1695921755.25)).toBe('2023-09-28 17:22:35.250 UTC')
  expect(formatUtc(0)).toBe('1970-01-01 00:00:00 UTC')
  expect(formatUtc(18446742079661)).toBe('@18446742079661 UTC')
})

test('on the clock of a zone, as date(1) says', () => {
  // Both hours around the end of summer time in Berlin, and zones with odd offsets.
  for (const zone of ['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Apia']) {
    for (const seconds of [1695921755, 1698539400, 1698543000, 0]) {
      expect(formatZoned(seconds, zone), `${seconds} ${zone}`).toBe(date(seconds, zone))
    }
  }
  expect(formatZoned(1695921755.25, 'Europe/Berlin')).toBe('2023-09-28 19:22:35.250 UTC+02:00')
  expect(formatZoned(1695921755, 'UTC')).toBe('2023-09-28 17:22:35 UTC')
})

test('zones', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true)
  expect(isTimeZone('Europe/Berlyn')).toBe(false)
  expect(isUtc('UTC')).toBe(true)
  expect(isUtc('Etc/UTC')).toBe(true)
  expect(isUtc('Europe/London')).toBe(false)
})

test('durations', () => {
  expect(formatDuration(23790)).toBe('6 h 36 min 30 s')
  expect(formatDuration(0)).toBe('0 s')
  expect(formatDuration(60)).toBe('1 min')
  expect(formatDuration(86_640)).toBe('1 d 4 min')
  expect(formatDuration(0.25)).toBe('0.25 s')
  expect(formatDuration(59.9996)).toBe('1 min')
  expect(formatDuration(-61.5)).toBe('−1 min 1.5 s')
})
