import type { Quantity } from '../query/query'

/** Every digit, in groups of three: "265,183,813". Exact for bigints too. */
export function formatCount(value: Quantity): string {
  const [whole = '', fraction] = String(value).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** "1 record", "33,232 records". The plural defaults to the noun with an s. */
export function formatCounted(value: Quantity, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 || value === 1n ? singular : plural}`
}

/** A share of a whole as "43.2 %"; "–" when the whole is zero. */
export function formatShare(part: Quantity, whole: Quantity): string {
  const total = Number(whole)
  return total === 0 ? '–' : `${((Number(part) / total) * 100).toFixed(1)} %`
}
