import { expect, test } from 'vitest'
import { coarsen } from '../../../src/renderer/report/sections/timeline'

function buckets(count: number, seconds: number, from: number) {
  return Array.from({ length: count }, (_, i) => ({
    at: from + i * seconds,
    records: 1,
    bytes: 10n + BigInt(i),
  }))
}

test('neighbouring intervals are put together, aligned, and nothing is lost', () => {
  const from = 1695921600 - 300
  const fine = { bucketSeconds: 300, series: [{ label: 'a', port: 1, buckets: buckets(80, 300, from) }] }
  const coarse = coarsen(fine, 24)
  expect(coarse.bucketSeconds).toBe(1800)
  const [series] = coarse.series
  expect(series?.buckets.length).toBeLessThanOrEqual(24)
  expect(series?.buckets.every((bucket) => bucket.at % 1800 === 0)).toBe(true)
  expect(series?.buckets.reduce((sum, bucket) => sum + bucket.records, 0)).toBe(80)
  // 10 + 11 + … + 89
  expect(series?.buckets.reduce((sum, bucket) => sum + Number(bucket.bytes), 0)).toBe(3960)
})

test('a short timeline stays as it is', () => {
  const fine = { bucketSeconds: 60, series: [{ label: 'a', port: 1, buckets: buckets(5, 60, 60) }] }
  expect(coarsen(fine, 24)).toEqual({
    ...fine,
    series: [
      {
        label: 'a',
        port: 1,
        buckets: buckets(5, 60, 60).map((bucket) => ({ ...bucket, bytes: Number(bucket.bytes) })),
      },
    ],
  })
})
