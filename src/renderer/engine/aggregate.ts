import type { Filter } from '../../shared/filter/ast'
import type { FlowAnswer, FlowQuery, GroupRow, KeyValue, Quantity } from '../../shared/query/query'
import { type Accumulator, createAccumulator, PAIR_FACTOR } from './accumulators'
import { CodeTable } from './code-table'
import type { Dictionaries, EngineBlock } from './engine-block'
import { type BlockFilter, compileFilter } from './filter-mask'
import { KeyReader } from './key-reader'

const ROWS = 1 << 16

/** Rows and their groups of the block at hand; reused for every block and every query. */
const selected = new Uint32Array(ROWS)
const groups = new Int32Array(ROWS)
const ids = new Int32Array(ROWS)
const partRows = new Uint32Array(ROWS)
const partGroups = new Int32Array(ROWS)
const selectionMask = new Uint8Array(ROWS)
const whereMask = new Uint8Array(ROWS)

/** Answers a query over the blocks of its source. */
export function aggregate(
  query: FlowQuery,
  blocks: readonly EngineBlock[],
  dictionaries: Dictionaries,
): FlowAnswer {
  const filter = compileFilter(query.filter, query.time, dictionaries)
  const keys = query.groupBy.map((key) => new KeyReader(key, dictionaries))
  // Keys are joined two by two: (first, second) becomes a pair id, that with the third another, …
  const joints = keys.slice(1).map(() => new CodeTable())
  const measures = query.measures.map((measure) => ({
    accumulator: createAccumulator(measure, dictionaries),
    where: conditionOf(measure.where, dictionaries),
  }))
  const size = () => (keys.length === 0 ? 1 : (joints.at(-1)?.length ?? (keys[0] as KeyReader).distinct))

  for (const block of blocks) {
    const count = selectRows(filter, block)
    if (count === 0) continue
    readGroups(keys, joints, block, count)
    for (const { accumulator, where } of measures) addRows(accumulator, where, block, count, size())
  }

  const rows = orderedGroups(
    query,
    size(),
    keys,
    joints,
    measures.map((measure) => measure.accumulator),
  )
  return { rows, groups: size() }
}

function conditionOf(where: Filter | undefined, dictionaries: Dictionaries): BlockFilter | null {
  return where && where.type !== 'any' ? compileFilter(where, undefined, dictionaries) : null
}

/** Puts the rows of a block that match into `selected`. */
function selectRows(filter: BlockFilter, block: EngineBlock): number {
  const match = filter(block, selectionMask)
  if (match === 'none') return 0
  const total = block.block.count
  if (match === 'all') {
    for (let row = 0; row < total; row++) selected[row] = row
    return total
  }
  let count = 0
  for (let row = 0; row < total; row++) {
    // Written always, kept when it matches: no branch to mispredict.
    selected[count] = row
    count += selectionMask[row] as number
  }
  return count
}

function readGroups(
  keys: readonly KeyReader[],
  joints: readonly CodeTable[],
  block: EngineBlock,
  count: number,
): void {
  const [first, ...others] = keys
  if (!first) {
    groups.fill(0, 0, count)
    return
  }
  first.read(block, selected, count, groups)
  for (const [position, key] of others.entries()) {
    const joint = joints[position] as CodeTable
    const before = position === 0 ? first.distinct : (joints[position - 1] as CodeTable).length
    key.read(block, selected, count, ids)
    if (key.distinct >= PAIR_FACTOR)
      throw new Error('Too many distinct values to group by: narrow the filter.')
    joinKeys(joint, count, before, key.distinct)
  }
}

/** Pairs of ids that were met in the block at hand: id + 1 by (first id × second ids + second id). */
const pairs = new Int32Array(1 << 18)

/** Replaces each row's group by the id of the pair (group, ids[row]). */
function joinKeys(joint: CodeTable, count: number, firsts: number, seconds: number): void {
  if (firsts * seconds > pairs.length) {
    for (let i = 0; i < count; i++)
      groups[i] = joint.idOf((groups[i] as number) * PAIR_FACTOR + (ids[i] as number))
    return
  }
  // Few pairs are possible: each is looked up in the large table just once for the block.
  pairs.fill(0, 0, firsts * seconds)
  for (let i = 0; i < count; i++) {
    const first = groups[i] as number
    const second = ids[i] as number
    const place = first * seconds + second
    let id = pairs[place] as number
    if (id === 0) {
      id = joint.idOf(first * PAIR_FACTOR + second) + 1
      pairs[place] = id
    }
    groups[i] = id - 1
  }
}

function addRows(
  accumulator: Accumulator,
  where: BlockFilter | null,
  block: EngineBlock,
  count: number,
  size: number,
): void {
  const match = where ? where(block, whereMask) : 'all'
  if (match === 'none') return
  if (match === 'all') {
    accumulator.add(block, selected, groups, count, size)
    return
  }
  let kept = 0
  for (let i = 0; i < count; i++) {
    partRows[kept] = selected[i] as number
    partGroups[kept] = groups[i] as number
    kept += whereMask[selected[i] as number] as number
  }
  accumulator.add(block, partRows, partGroups, kept, size)
}

function orderedGroups(
  query: FlowQuery,
  size: number,
  keys: readonly KeyReader[],
  joints: readonly CodeTable[],
  accumulators: readonly Accumulator[],
): GroupRow[] {
  const keysOf = (group: number): KeyValue[] => {
    const values: KeyValue[] = []
    let id = group
    for (let position = keys.length - 1; position >= 1; position--) {
      const code = (joints[position - 1] as CodeTable).codeOf(id)
      values.unshift((keys[position] as KeyReader).valueOf(code % PAIR_FACTOR))
      id = Math.floor(code / PAIR_FACTOR)
    }
    if (keys.length > 0) values.unshift((keys[0] as KeyReader).valueOf(id))
    return values
  }
  const rowOf = (group: number): GroupRow => ({
    keys: keysOf(group),
    values: Object.fromEntries(
      query.measures.map((measure, i) => [measure.as, (accumulators[i] as Accumulator).valueOf(group)]),
    ),
  })
  const { orderBy, limit } = query
  if (!orderBy) {
    return Array.from({ length: size }, (_, group) => rowOf(group))
      .sort((a, b) => compareKeys(a.keys, b.keys))
      .slice(0, limit)
  }
  const measured = accumulators[query.measures.findIndex((measure) => measure.as === orderBy.measure)]
  if (!measured)
    throw new Error(`The query is ordered by "${orderBy.measure}", which is none of its measures.`)
  const sign = orderBy.descending ? -1 : 1
  return leading(measured, size, limit ?? size, sign)
    .map((group) => ({ value: measured.valueOf(group), row: rowOf(group) }))
    .sort((a, b) => sign * compareQuantities(a.value, b.value) || compareKeys(a.row.keys, b.row.keys))
    .slice(0, limit)
    .map(({ row }) => row)
}

/** The groups among which the first `limit` are, those that tie with the last of them included. */
function leading(accumulator: Accumulator, size: number, limit: number, sign: 1 | -1): number[] {
  const all = Array.from({ length: size }, (_, group) => group)
  if (limit >= size || limit === 0) return limit === 0 ? [] : all
  // As doubles values keep their order, though near ones may become equal: then both are kept.
  const values = new Float64Array(size)
  for (let group = 0; group < size; group++) {
    values[group] = sign * Number(accumulator.valueOf(group) ?? Number.NEGATIVE_INFINITY)
  }
  const bound = Float64Array.from(values).sort()[limit - 1] as number
  return all.filter((group) => (values[group] as number) <= bound)
}

/** null, the extreme of nothing, comes first. */
function compareQuantities(a: Quantity | null, b: Quantity | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

export function compareKeys(a: readonly KeyValue[], b: readonly KeyValue[]): number {
  for (let i = 0; i < a.length; i++) {
    const left = a[i] as KeyValue
    const right = b[i] as KeyValue
    if (left === right) continue
    if (left === null || right === null) return left === null ? -1 : 1
    return left < right ? -1 : 1
  }
  return 0
}
