import type { Accumulator } from './accumulators'

/** The groups among which the first `limit` are, those that tie with the last of them included. */
export function leadingGroups(
  accumulator: Pick<Accumulator, 'valueOf'>,
  size: number,
  limit: number,
  sign: 1 | -1,
): Uint32Array {
  if (limit === 0) return new Uint32Array(0)
  if (limit >= size) return allGroups(size)
  // As doubles values keep their order, though near ones may become equal: then both are kept.
  const values = new Float64Array(size)
  for (let group = 0; group < size; group++) {
    values[group] = sign * Number(accumulator.valueOf(group) ?? Number.NEGATIVE_INFINITY)
  }
  const bound = smallest(values, limit)
  const found = allGroups(size)
  let count = 0
  for (let group = 0; group < size; group++) {
    found[count] = group
    count += (values[group] as number) <= bound ? 1 : 0
  }
  return found.slice(0, count)
}

/** The value at a rank, counted from 1, of the values in ascending order. */
function smallest(values: Float64Array, rank: number): number {
  if (rank > 1000) return Float64Array.from(values).sort()[rank - 1] as number
  // The smallest so far, in ascending order: nearly every value is larger than all of them.
  const kept = new Float64Array(rank).fill(Number.POSITIVE_INFINITY)
  for (const value of values) {
    let at = rank - 1
    if (value >= (kept[at] as number)) continue
    while (at > 0 && (kept[at - 1] as number) > value) {
      kept[at] = kept[at - 1] as number
      at--
    }
    kept[at] = value
  }
  return kept[rank - 1] as number
}

export function allGroups(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, group) => group)
}
