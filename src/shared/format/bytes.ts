import type { Quantity } from '../query/query'
import { formatCount } from './number'

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

/** Human form with one decimal, in decimal units (1 kB = 1000 B): "265.2 MB"; below 1000, "999 B". */
export function formatBytes(value: Quantity): string {
  let size = Number(value)
  if (size < 1000) return `${size} B`
  let unit = -1
  // 999,950 B would round to "1000.0 kB": the next unit says it better.
  while (size >= 999.95 && unit < UNITS.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${size.toFixed(1)} ${UNITS[unit]}`
}

/** Exact, with the human form beside it where that differs: "265,183,813 bytes (265.2 MB)". */
export function formatBytesExact(value: Quantity): string {
  const exact = `${formatCount(value)} ${value === 1 || value === 1n ? 'byte' : 'bytes'}`
  return Number(value) < 1000 ? exact : `${exact} (${formatBytes(value)})`
}
