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
  others.forEach((key, position) => {
    const joint = joints[position] as CodeTable
    key.read(block, selected, count, ids)
    if (key.distinct >= PAIR_FACTOR)
      throw new Error('Too many distinct values to group by: narrow the filter.')
    for (let i = 0; i < count; i++)
      groups[i] = joint.idOf((groups[i] as number) * PAIR_FACTOR + (ids[i] as number))
  })
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
  const all = Array.from({ length: size }, (_, group) => group)
  if (orderBy) {
    const position = query.measures.findIndex((measure) => measure.as === orderBy.measure)
    if (position < 0)
      throw new Error(`The query is ordered by "${orderBy.measure}", which is none of its measures.`)
    const values = all.map((group) => (accumulators[position] as Accumulator).valueOf(group))
    const sign = orderBy.descending ? -1 : 1
    const byValue = (a: number, b: number) => sign * compareQuantities(values[a] ?? null, values[b] ?? null)
    all.sort(byValue)
    const kept = limit === undefined ? all : withTies(all, limit, byValue)
    return kept
      .map((group) => ({ group, row: rowOf(group) }))
      .sort((a, b) => byValue(a.group, b.group) || compareKeys(a.row.keys, b.row.keys))
      .slice(0, limit)
      .map(({ row }) => row)
  }
  return all
    .map(rowOf)
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .slice(0, limit)
}

/** The first `limit` and all that tie with the last of them, so that the order among ties is theirs to decide. */
function withTies(sorted: number[], limit: number, compare: (a: number, b: number) => number): number[] {
  let end = Math.min(limit, sorted.length)
  while (end > 0 && end < sorted.length && compare(sorted[end - 1] as number, sorted[end] as number) === 0)
    end++
  return sorted.slice(0, end)
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
