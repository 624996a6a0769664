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

/** Both ascending lists, which share no row, in one; returns how many rows were written to `out`. */
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
    out[written++] = (a[i] as number) < (b[j] as number) ? (a[i++] as number) : (b[j++] as number)
  }
  while (i < aCount) out[written++] = a[i++] as number
  while (j < bCount) out[written++] = b[j++] as number
  return written
}
