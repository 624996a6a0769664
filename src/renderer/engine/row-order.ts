import { absentOf, type FlowColumn, type FlowRuns, type UintArray } from '../../shared/flow/block'
import { type Dictionaries, type EngineBlock, numberAt } from './engine-block'
import type { BlockFilter } from './filter-mask'

/** Consecutive lines of one evidence file, as they lie in one block. */
interface Run {
  readonly block: number
  readonly evidence: number
  readonly line: number
  readonly fromRow: number
  readonly toRow: number
}

/** The runs of all blocks in the order of evidence file and line: the order that every other one breaks ties with. */
export function runsInEvidenceOrder(blocks: readonly EngineBlock[]): readonly Run[] {
  const runs: Run[] = []
  blocks.forEach(({ block }, index) => {
    const { evidence, row, line }: FlowRuns = block.runs
    for (let i = 0; i < row.length; i++) {
      runs.push({
        block: index,
        evidence: evidence[i] as number,
        line: line[i] as number,
        fromRow: row[i] as number,
        toRow: i + 1 < row.length ? (row[i + 1] as number) : block.count,
      })
    }
  })
  return runs.sort((a, b) => a.evidence - b.evidence || a.line - b.line)
}

/** Case-wide numbers of the rows that match, in the order of evidence file and line. */
export function matchingRows(
  filter: BlockFilter,
  blocks: readonly EngineBlock[],
  runs: readonly Run[],
): Uint32Array {
  let total = 0
  const masks = blocks.map((block) => {
    const mask = new Uint8Array(block.block.count)
    const match = filter(block, mask)
    if (match === 'some') for (const bit of mask) total += bit
    if (match === 'all') total += mask.length
    return match === 'some' ? mask : match
  })
  const rows = new Uint32Array(total)
  let count = 0
  for (const run of runs) {
    const mask = masks[run.block]
    if (mask === 'none' || mask === undefined) continue
    const first = (blocks[run.block] as EngineBlock).firstRow
    for (let row = run.fromRow; row < run.toRow; row++) {
      if (mask === 'all' || mask[row] === 1) rows[count++] = first + row
    }
  }
  return rows
}

/**
 * The rows sorted by a field, rows that tie kept in their order, absent values last. Numbers and
 * addresses sort by value, text by code unit.
 */
export function sortRows(
  rows: Uint32Array,
  field: string,
  descending: boolean,
  blocks: readonly EngineBlock[],
  dictionaries: Dictionaries,
): Uint32Array {
  const keys = sortKeys(rows, field, blocks, dictionaries)
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const key of keys) {
    if (key < min) min = key
    if (key > max) max = key
  }
  if (!(max > min) && !keys.some(Number.isNaN)) return rows
  // Whole steps of the key as 32-bit digits, the lower ones first; the largest number is "absent".
  const digit = 2 ** 32 - 1
  const low = new Uint32Array(keys.length)
  const high = max - min >= digit ? new Uint32Array(keys.length) : null
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number
    const distance = descending ? max - key : key - min
    if (Number.isNaN(distance)) {
      low[i] = digit
      if (high) high[i] = digit
    } else if (high) {
      low[i] = distance % 2 ** 32
      high[i] = distance / 2 ** 32
    } else low[i] = distance
  }
  let order = radixOrder(low, null)
  if (high) order = radixOrder(high, order)
  return Uint32Array.from(order, (position) => rows[position] as number)
}

/** A whole number for each row that sorts as the field does; NaN where absent. Fractions do not occur. */
function sortKeys(
  rows: Uint32Array,
  field: string,
  blocks: readonly EngineBlock[],
  dictionaries: Dictionaries,
): Float64Array {
  const keys = new Float64Array(rows.length)
  let addressRanks: Uint32Array | null = null
  let valueRanks: Uint32Array | null = null
  const readers = blocks.map((block): ((row: number) => number) => {
    const column = block.columns.get(field)
    if (!column) return () => Number.NaN
    if (column.kind === 'number') return numberKey(column, block.block.ticksPerSecond)
    if (column.kind === 'address') {
      addressRanks ??= dictionaries.addresses.ranks()
      return indexKey(column, block.addressIds, addressRanks)
    }
    valueRanks ??= dictionaries.values(field).ranks()
    return indexKey(column, block.valueIds.get(field) as Uint32Array, valueRanks)
  })
  let block = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    block = blockOf(row, blocks, block)
    keys[i] = (readers[block] as (row: number) => number)(row - (blocks[block] as EngineBlock).firstRow)
  }
  return keys
}

function numberKey(
  column: Extract<FlowColumn, { kind: 'number' }>,
  ticksPerSecond: number,
): (row: number) => number {
  const factor = column.field === 'start' || column.field === 'end' ? 1000 / ticksPerSecond : 1
  return (row) => {
    const value = numberAt(column, row)
    return value === null ? Number.NaN : Number(value) * factor
  }
}

function indexKey(
  column: Exclude<FlowColumn, { kind: 'number' }>,
  ids: Uint32Array,
  ranks: Uint32Array,
): (row: number) => number {
  const data: UintArray = column.data
  if (data.length === 0) {
    const rank = ranks[ids[column.kind === 'text' ? 0 : column.base] as number] as number
    return () => rank
  }
  const absent = absentOf(data)
  return (row) => {
    const index = data[row] as number
    return index === absent ? Number.NaN : (ranks[ids[index] as number] as number)
  }
}

/** The block that a case-wide row lies in; `near` is tried first, since neighbours often share it. */
export function blockOf(row: number, blocks: readonly EngineBlock[], near = 0): number {
  const guess = blocks[near]
  if (guess && row >= guess.firstRow && row < guess.firstRow + guess.block.count) return near
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((blocks[middle] as EngineBlock).firstRow <= row) low = middle
    else high = middle - 1
  }
  return low
}

/** Positions in ascending order of their 32-bit keys, stable; `order` is the order to start from. */
function radixOrder(keys: Uint32Array, order: Uint32Array | null): Uint32Array {
  const count = keys.length
  let from: Uint32Array = order ?? Uint32Array.from({ length: count }, (_, i) => i)
  let to: Uint32Array = new Uint32Array(count)
  for (let shift = 0; shift < 32; shift += 11) {
    const starts = new Uint32Array(2049)
    for (let i = 0; i < count; i++) starts[(((keys[i] as number) >>> shift) & 2047) + 1]!++
    if (starts.includes(count, 1)) continue
    for (let bucket = 1; bucket < 2049; bucket++) starts[bucket]! += starts[bucket - 1] as number
    for (let i = 0; i < count; i++) {
      const position = from[i] as number
      const bucket = ((keys[position] as number) >>> shift) & 2047
      to[starts[bucket]!++] = position
    }
    ;[from, to] = [to, from]
  }
  return from
}
