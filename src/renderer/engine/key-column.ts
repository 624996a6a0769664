import type { KeyColumn } from '../../shared/query/answer-columns'
import { compareValues } from '../../shared/query/compare-values'
import type { KeyValue } from '../../shared/query/query'
import type { QueryGrouping } from './grouping'

/** The keys of some groups, one column for each, in the order of the groups. */
export function keyColumnsOf(
  grouping: QueryGrouping,
  groups: Uint32Array,
  {
    groupBy,
    unordered = false,
  }: { readonly groupBy: readonly unknown[]; readonly unordered?: boolean | undefined },
): readonly KeyColumn[] {
  const ids = groupBy.map(() => new Uint32Array(groups.length))
  const own = new Uint32Array(Math.max(1, groupBy.length))
  for (let i = 0; i < groups.length; i++) {
    grouping.idsOf(groups[i] as number, own)
    for (let key = 0; key < ids.length; key++) (ids[key] as Uint32Array)[i] = own[key] as number
  }
  const [first, second] = ids
  if (!unordered || !first || !second) {
    return ids.map((column, key) => numbered(column, (id) => grouping.valueOf(key, id)))
  }
  // Both columns number their values alike, so that the lesser of a pair can be told by its code.
  const values = numbered(joined(first, second), (id) => grouping.valueOf(0, id))
  const lesser = values.codes.subarray(0, groups.length)
  const greater = values.codes.subarray(groups.length)
  for (let i = 0; i < groups.length; i++) {
    const a = lesser[i] as number
    const b = greater[i] as number
    lesser[i] = Math.min(a, b)
    greater[i] = Math.max(a, b)
  }
  return [
    { values: values.values, codes: lesser },
    { values: values.values, codes: greater },
    ...ids.slice(2).map((column, key) => numbered(column, (id) => grouping.valueOf(key + 2, id))),
  ]
}

/** Some rows of a column, with no other values than theirs. */
export function partOf({ values, codes }: KeyColumn, rows: Uint32Array): KeyColumn {
  const own = new Uint32Array(rows.length)
  const codeOf = new Uint32Array(values.length)
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] as number] as number
    own[i] = code
    codeOf[code] = 1
  }
  const kept: KeyValue[] = []
  for (let code = 0; code < codeOf.length; code++) {
    if (codeOf[code] === 0) continue
    codeOf[code] = kept.length
    kept.push(values[code] as KeyValue)
  }
  for (let i = 0; i < own.length; i++) own[i] = codeOf[own[i] as number] as number
  return { values: kept, codes: own }
}

/** The rows of columns by their first key, then the second, …: each pass keeps the order of the one before. */
export function rowsByKeys(columns: readonly KeyColumn[], size: number): Uint32Array {
  let rows: Uint32Array<ArrayBufferLike> = Uint32Array.from({ length: size }, (_, row) => row)
  let spare: Uint32Array<ArrayBufferLike> = new Uint32Array(size)
  for (const { values, codes } of Array.from(columns).reverse()) {
    if (values.length < 2) continue
    const next = new Uint32Array(values.length + 1)
    for (let row = 0; row < size; row++) {
      const place = (codes[row] as number) + 1
      next[place] = (next[place] as number) + 1
    }
    for (let code = 1; code < next.length; code++) {
      next[code] = (next[code] as number) + (next[code - 1] as number)
    }
    for (let i = 0; i < size; i++) {
      const row = rows[i] as number
      const code = codes[row] as number
      const place = next[code] as number
      next[code] = place + 1
      spare[place] = row
    }
    ;[rows, spare] = [spare, rows]
  }
  return rows
}

/** Numbers what occurs in a column by the order of its values. */
function numbered(ids: Uint32Array, valueAt: (id: number) => KeyValue): KeyColumn {
  const { different, placeOf } = differentOf(ids)
  const values = Array.from(different, valueAt)
  const order = sorted(values)
  const codeOf = new Uint32Array(order.length)
  for (let code = 0; code < order.length; code++) codeOf[order[code] as number] = code
  return {
    values: Array.from(order, (place) => values[place] as KeyValue),
    codes: ids.map((id) => codeOf[placeOf(id)] as number),
  }
}

/** So many times as many ids as there are rows are not looked through for those that occur. */
const SPARSE = 8

/** The different ones among ids, and the place of each of them. */
function differentOf(ids: Uint32Array): {
  readonly different: readonly number[]
  readonly placeOf: (id: number) => number
} {
  let most = 0
  for (const id of ids) if (id > most) most = id
  if (most > ids.length * SPARSE) {
    const different = Array.from(new Set(ids))
    const places = new Map(different.map((id, place) => [id, place]))
    return { different, placeOf: (id) => places.get(id) as number }
  }
  const places = new Uint32Array(most + 1)
  for (const id of ids) places[id] = 1
  const different: number[] = []
  for (let id = 0; id <= most; id++) {
    if (places[id] === 0) continue
    places[id] = different.length
    different.push(id)
  }
  return { different, placeOf: (id) => places[id] as number }
}

/** The places of values in ascending order. */
function sorted(values: readonly KeyValue[]): Uint32Array {
  // Where all are texts, or all numbers, they are sorted several times as fast: nothing else is compared.
  const ordered: Iterable<KeyValue> | null = values.every((value) => typeof value === 'string')
    ? [...values].sort()
    : values.every((value) => typeof value === 'number')
      ? Float64Array.from(values as readonly number[]).sort()
      : null
  if (!ordered) {
    return Uint32Array.from(values.keys()).sort((a, b) =>
      compareValues(values[a] as KeyValue, values[b] as KeyValue),
    )
  }
  const placeOf = new Map(values.map((value, place) => [value, place]))
  return Uint32Array.from(ordered, (value) => placeOf.get(value) as number)
}

function joined(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
