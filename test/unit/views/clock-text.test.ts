import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readClock, writeClock } from '../../../src/renderer/views/parts/clock-text'

/** Epoch seconds of a time on the clock of a zone, as `date` of this machine has them. */
function date(text: string, zone: string): number {
  const env = { ...process.env, TZ: zone, LC_ALL: 'C' }
  return Number(execFileSync('date', ['-d', text, '+%s'], { env, encoding: 'utf8' }))
}

/** The clock of a zone at a moment, as `date` has it. */
function clockOf(at: number, zone: string): string {
  const env = { ...process.env, TZ: zone, LC_ALL: 'C' }
  return execFileSync('date', ['-d', `@${at}`, '+%Y-%m-%d %H:%M:%S'], { env, encoding: 'utf8' }).trim()
}

describe('a time that the examiner types', () => {
  it.each([
    ['2023-09-28 17:22:35', 1_695_921_755],
    ['2023-09-28 17:22:35 UTC', 1_695_921_755],
    ['2023-09-28T17:22:35Z', 1_695_921_755],
    ['2023-09-28 17:22:35.250', 1_695_921_755.25],
    ['2023-09-28 17:22', 1_695_921_720],
    ['2023-09-28', 1_695_859_200],
    ['1695921755', 1_695_921_755],
    ['2023-09-28 19:22:35+02:00', 1_695_921_755],
    ['2023-09-28 13:52:35 UTC-0330', 1_695_921_755],
  ])('%s in a case of UTC', (text, at) => expect(readClock(text, 'UTC')).toEqual({ at, doubt: null }))

  it.each(['28.9.2023', '2023-02-30', '17:22', 'yesterday', '', '2023-09-28 17:22+2'])(
    '%s is refused',
    (text) => {
      expect(readClock(text, 'UTC')).toBeNull()
      expect(readClock(text, 'Europe/Berlin')).toBeNull()
    },
  )

  it.each(['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Apia', 'UTC'])(
    'is on the clock of %s, as date(1) reads it, and is written back',
    (zone) => {
      for (const text of [
        '2023-09-28 17:22:35',
        '2024-01-15 00:00:00',
        '2023-03-27 12:00:00',
        '1985-07-01 23:59:59',
      ]) {
        const at = date(text, zone)
        expect(readClock(text, zone), `${text} ${zone}`).toEqual({ at, doubt: null })
        expect(writeClock(at, zone)).toBe(text)
        expect(clockOf(at, zone)).toBe(text)
      }
      // Another clock than the case's can be named.
      expect(readClock('2023-09-28 17:22:35 UTC', zone)?.at).toBe(1_695_921_755)
      expect(readClock('2023-09-28 23:07:35+05:45', zone)?.at).toBe(1_695_921_755)
      expect(readClock(writeClock(1_695_921_755.123, zone), zone)).toEqual({
        at: 1_695_921_755.123,
        doubt: null,
      })
    },
  )

  it.each([
    ['Europe/Berlin', '2023-10-29 02:30:00', '+02:00', '+01:00'],
    ['America/New_York', '2023-11-05 01:30:00', '-04:00', '-05:00'],
    // Half an hour comes twice there.
    ['Australia/Lord_Howe', '2023-04-02 01:45:00', '+11:00', '+10:30'],
  ])('is the earlier of two in %s, says so, and stays what it was', (zone, text, first, second) => {
    const earlier = date(`${text}${first}`, zone)
    const later = date(`${text}${second}`, zone)
    expect([clockOf(earlier, zone), clockOf(later, zone)]).toEqual([text, text])
    const read = readClock(text, zone)
    expect(read?.at).toBe(earlier)
    expect(read?.doubt).toContain(`the earlier, UTC${first}, was taken. Write UTC${second} behind it`)
    expect(writeClock(earlier, zone)).toBe(`${text}${first}`)
    expect(writeClock(later, zone)).toBe(`${text}${second}`)
    expect(readClock(writeClock(later, zone), zone)).toEqual({ at: later, doubt: null })
    // An hour before and after them, the clock means one moment.
    for (const at of [earlier - 3600, later + 3600]) {
      expect(readClock(clockOf(at, zone), zone)).toEqual({ at, doubt: null })
    }
  })

  it.each([
    ['Europe/Berlin', '2023-03-26 02:30:00', '2023-03-26 03:30:00 UTC+02:00'],
    ['America/New_York', '2023-03-12 02:30:00', '2023-03-12 03:30:00 UTC-04:00'],
    // A whole day was left out when Samoa went over the date line.
    ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-31 12:00:00 UTC+14:00'],
  ])('that the clocks of %s skip is moved on, and said', (zone, text, taken) => {
    const [day, clock, distance = ''] = taken.split(' ')
    const read = readClock(text, zone)
    expect(read?.at).toBe(date(`${day} ${clock}${distance.slice(3)}`, 'UTC'))
    expect(read?.doubt).toContain(`skip ${text}: ${taken} was taken`)
  })
})
