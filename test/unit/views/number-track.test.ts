import { describe, expect, it } from 'vitest'
import { largestOf, numberTrack } from '../../../src/renderer/views/parts/number-track'

describe('the track of a column of numbers', () => {
  it('stays as it is where its numbers fit', () => {
    expect(numberTrack('84px', 9_999, 'count')).toBe('84px')
    expect(numberTrack('minmax(116px, 190px)', 12, 'count')).toBe('minmax(116px, 190px)')
  })

  it('has room for each letter of its largest number, and for the size beside it', () => {
    // Twelve digits of 9.1 pixels, three commas of 5, and 20 around them.
    expect(numberTrack('84px', 111_074_686_523, 'count')).toBe(`${Math.ceil(12 * 9.1 + 15 + 20)}px`)
    expect(numberTrack('84px', 111_074_686_523n, 'bytes')).toBe(`${Math.ceil(12 * 9.1 + 15 + 20 + 70)}px`)
    expect(numberTrack('minmax(116px, 190px)', 111_074_686_523, 'count')).toBe('minmax(145px, 190px)')
  })

  it('goes by the largest, whatever else the column has', () => {
    expect(largestOf([3, null, 2n ** 60n, '9', 5], (value) => value)).toBe(2n ** 60n)
    expect(largestOf([], () => 1)).toBe(0)
  })
})
