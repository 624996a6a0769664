import { expect, test } from 'vitest'
import { formatBytes, formatBytesExact } from '../../../src/shared/format/bytes'
import { formatCount, formatCounted, formatShare } from '../../../src/shared/format/number'
import { fc } from '../property'

test('every digit is shown, in groups of three', () => {
  expect(formatCount(0)).toBe('0')
  expect(formatCount(999)).toBe('999')
  expect(formatCount(265183813)).toBe('265,183,813')
  expect(formatCount(18446744073709551615n)).toBe('18,446,744,073,709,551,615')
  expect(formatCount(1695921755.25)).toBe('1,695,921,755.25')
})

test('grouping loses no digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 80n }), (value) => {
      expect(formatCount(value).replaceAll(',', '')).toBe(String(value))
      expect(formatCount(value)).toMatch(/^\d{1,3}(,\d{3})*$/)
    }),
  )
})

test('a noun follows its number', () => {
  expect(formatCounted(1, 'record')).toBe('1 record')
  expect(formatCounted(33232, 'record')).toBe('33,232 records')
  expect(formatCounted(0n, 'address', 'addresses')).toBe('0 addresses')
})

test('shares', () => {
  expect(formatShare(33232, 172619)).toBe('19.3 %')
  expect(formatShare(1, 0)).toBe('–')
})

test('bytes in decimal units, rounded to one decimal', () => {
  expect(formatBytes(0)).toBe('0 B')
  expect(formatBytes(999)).toBe('999 B')
  expect(formatBytes(1000)).toBe('1.0 kB')
  expect(formatBytes(265183813)).toBe('265.2 MB')
  expect(formatBytes(190703527)).toBe('190.7 MB')
  expect(formatBytes(999_950)).toBe('1.0 MB')
  expect(formatBytes(999_949)).toBe('999.9 kB')
  expect(formatBytes(18446744073709551615n)).toBe('18.4 EB')
  expect(formatBytesExact(265183813)).toBe('265,183,813 bytes (265.2 MB)')
  expect(formatBytesExact(1)).toBe('1 byte')
})
