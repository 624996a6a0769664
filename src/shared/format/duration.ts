const STEPS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const

/** "6 h 36 min 30 s", "1 d 4 min", "0.25 s": zero parts are left out; milliseconds are kept. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? '−' : ''
  let milliseconds = Math.round(Math.abs(seconds) * 1000)
  const parts: string[] = []
  for (const [length, unit] of STEPS) {
    const count = Math.floor(milliseconds / (length * 1000))
    milliseconds -= count * length * 1000
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  if (milliseconds > 0 || parts.length === 0) parts.push(`${milliseconds / 1000} s`)
  return sign + parts.join(' ')
}
