import type { Rows } from './column-values'

/** The rows that are not among `without`, which are some of them; returns how many were written to `out`. */
export function difference(
  { count, list }: Rows,
  without: Uint32Array,
  withoutCount: number,
  out: Uint32Array,
): number {
  let next = 0
  let kept = 0
  for (let i = 0; i < count; i++) {
    const row = list ? (list[i] as number) : i
    if (next < withoutCount && without[next] === row) next++
    else out[kept++] = row
  }
  return kept
}

/** Both ascending lists in one, in which no row is twice; returns how many rows were written to `out`. */
export function union(
  a: Uint32Array,
  aCount: number,
  b: Uint32Array,
  bCount: number,
  out: Uint32Array,
): number {
  let i = 0
  let j = 0
  let written = 0
  while (i < aCount && j < bCount) {
    const first = a[i] as number
    const second = b[j] as number
    out[written++] = Math.min(first, second)
    if (first <= second) i++
    if (second <= first) j++
  }
  while (i < aCount) out[written++] = a[i++] as number
  while (j < bCount) out[written++] = b[j++] as number
  return written
}
