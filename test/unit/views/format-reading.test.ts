import { describe, expect, it } from 'vitest'
import { readBy } from '../../../src/renderer/views/evidence/format-reading'
import type { FormatNeeded } from '../../../src/shared/evidence/evidence'

const needed: FormatNeeded = {
  columns: 5,
  kinds: ['address', 'address', 'number', 'text', 'text'],
  firstRecords: [
    ['10.0.0.1', '2001:db8::1', '443', 'ACCEPT', 'OK'],
    ['10.0.0.1', '10.0.0.2', '22', 'REJECT', 'OK'],
    ['-', '-', '-', '-', 'NODATA'],
    ['-', '-', '-', '-', 'SKIPDATA'],
  ],
}

describe('lines without a header, under the names that are being stated', () => {
  it('are records, NODATA and SKIPDATA when all of it fits', () => {
    const { lines, fits, obstacle } = readBy('srcaddr dstaddr dstport action log-status', needed)
    expect(lines).toEqual(['record', 'record', 'NODATA', 'SKIPDATA'])
    expect(new Set(fits.flat())).toEqual(new Set(['right']))
    expect(obstacle).toBeNull()
  })

  it('show values of another kind than the field, and what AWS would not write', () => {
    const { lines, fits, obstacle } = readBy('srcaddr dstport dstaddr log-status action', needed)
    expect(fits[0]).toEqual(['right', 'wrong', 'wrong', 'unusual', 'unusual'])
    expect(lines.slice(0, 2)).toEqual([
      "malformed: dstport can't be this",
      "malformed: dstport can't be this",
    ])
    // Those without values can be read so, as the app would.
    expect(lines[2]).toBe('record')
    expect(obstacle).toBeNull()
  })

  it('are not read where none of them could be', () => {
    const { obstacle } = readBy('srcaddr bytes a b c', {
      ...needed,
      firstRecords: needed.firstRecords.slice(0, 2),
    })
    expect(obstacle).toBe('None of these lines can be read so.')
  })

  it.each([
    ['srcaddr', 'Each line has 5 columns, and 1 is named: name column 2 to 5 too.'],
    ['a b c d', 'Each line has 5 columns, and 4 are named: name column 5 too.'],
    ['a b c d e f', 'Each line has 5 columns, and 6 are named: the last name has no column.'],
    ['a b c d e f g', 'Each line has 5 columns, and 7 are named: the last 2 names have no column.'],
  ])('need a name for each column, and no more: %s', (text, obstacle) => {
    expect(readBy(text, needed).obstacle).toBe(obstacle)
  })

  it('have no names while there is a mistake', () => {
    const { parsed, fits, lines, obstacle } = readBy('srcaddr Dstaddr', needed)
    expect(parsed.ok).toBe(false)
    expect(new Set(fits.flat())).toEqual(new Set(['unnamed']))
    expect([lines, obstacle]).toEqual([[], null])
  })
})
