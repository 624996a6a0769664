import { BLOCK_ROWS, type UintArray } from '../../shared/flow/block'
import { isSparse, type Rows, readStored, storedValues } from './column-values'

/** Stored values of the rows at hand; reused by all. */
const stored = new Uint32Array(BLOCK_ROWS)
/** 1 for each stored value of 8 or 16 bits that is wanted. */
const wantedValues = new Uint8Array(BLOCK_ROWS)

/** Matches that are found by a search before it is looked at whether they are rare. */
const TRIAL = 64
/** A search for the next match pays when it passes this many rows. */
const RARE = 24

/** Those of the rows whose stored value is from `from` to `to`; writes them to `out`, returns how many. */
export function rowsBetween(data: UintArray, from: number, to: number, rows: Rows, out: Uint32Array): number {
  const { list, count } = rows
  if (from === to && !list) return rowsEqual(data, from, count, out)
  if (list && !isSparse(data, count))
    return listedBetween(storedValues(data), from, to - from, list, count, out)
  readStored(data, rows, stored)
  return between(0, from, to - from, rows, out, 0)
}

/**
 * Those of the rows whose stored value is the index of a 1 in `wanted`. Values beyond its end are not.
 */
export function rowsWanted(data: UintArray, wanted: Uint8Array, rows: Rows, out: Uint32Array): number {
  const first = wanted.indexOf(1)
  if (first < 0) return 0
  if (wanted.indexOf(1, first + 1) < 0) return rowsBetween(data, first, first, rows, out)
  let table = wanted
  if (data.BYTES_PER_ELEMENT < 4) {
    // As long as the type has values, so that what is absent needs no test of its own.
    wantedValues.fill(0)
    wantedValues.set(wanted)
    table = wantedValues
  }
  const { count, list } = rows
  if (list && !isSparse(data, count)) return listedWanted(storedValues(data), table, list, count, out)
  readStored(data, rows, stored)
  let found = 0
  for (let i = 0; i < count; i++) {
    out[found] = list ? (list[i] as number) : i
    found += table[stored[i] as number] ?? 0
  }
  return found
}

/** The same of listed rows, with the stored values of all rows at hand: they need not be gathered first. */
function listedWanted(
  values: Uint32Array,
  wanted: Uint8Array,
  list: Uint32Array,
  count: number,
  out: Uint32Array,
): number {
  let found = 0
  for (let i = 0; i < count; i++) {
    const row = list[i] as number
    out[found] = row
    found += wanted[values[row] as number] ?? 0
  }
  return found
}

function listedBetween(
  values: Uint32Array,
  from: number,
  span: number,
  list: Uint32Array,
  count: number,
  out: Uint32Array,
): number {
  let found = 0
  for (let i = 0; i < count; i++) {
    const row = list[i] as number
    out[found] = row
    found += ((values[row] as number) - from) >>> 0 <= span ? 1 : 0
  }
  return found
}

/** A value that is rare is found fastest by the runtime's own search. */
function rowsEqual(data: UintArray, value: number, count: number, out: Uint32Array): number {
  let found = 0
  let before = 0
  for (let row = data.indexOf(value); row >= 0; row = data.indexOf(value, row + 1)) {
    out[found++] = row
    if (found % TRIAL !== 0) continue
    if (row - before < TRIAL * RARE) {
      const rows: Rows = { count, list: null }
      readStored(data, rows, stored)
      return between(row + 1, value, 0, rows, out, found)
    }
    before = row
  }
  return found
}

/** Goes on from the i-th row, with `found` rows in `out` already. */
function between(
  begin: number,
  from: number,
  span: number,
  { count, list }: Rows,
  out: Uint32Array,
  found: number,
): number {
  // What is below wraps around to the largest numbers: one comparison for both bounds. Written always,
  // kept when it matches: no branch to mispredict.
  let next = found
  if (list) {
    for (let i = begin; i < count; i++) {
      out[next] = list[i] as number
      next += ((stored[i] as number) - from) >>> 0 <= span ? 1 : 0
    }
  } else {
    for (let i = begin; i < count; i++) {
      out[next] = i
      next += ((stored[i] as number) - from) >>> 0 <= span ? 1 : 0
    }
  }
  return next
}
