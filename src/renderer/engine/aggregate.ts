import type { Filter } from '../../shared/filter/ast'
import { BLOCK_ROWS } from '../../shared/flow/block'
import type { FlowQuery, Measure } from '../../shared/query/query'
import { type Accumulator, createAccumulator, type GroupedRows } from './accumulators'
import { compileFilter } from './block-filter'
import { allRows, type Rows } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { GroupReader } from './group-reader'
import type { Grouping, QueryGrouping } from './grouping'
import { OrderedGroups } from './ordered-groups'
import type { BlockFilter } from './stored-test'

/** Of the block at hand; reused for every block and every query. */
const selected = new Uint32Array(BLOCK_ROWS)
const codes = new Uint32Array(BLOCK_ROWS)
const rowCodes = new Uint32Array(BLOCK_ROWS)
const partRows = new Uint32Array(BLOCK_ROWS)
const partCodes = new Uint32Array(BLOCK_ROWS)
const partCounts = new Uint32Array(BLOCK_ROWS)
const partTouched = new Uint32Array(BLOCK_ROWS)
const touched = new Uint32Array(BLOCK_ROWS)
const counts = new Uint32Array(BLOCK_ROWS)
const groups = new Uint32Array(BLOCK_ROWS)

interface RunningMeasure {
  readonly accumulator: Accumulator
  readonly where: BlockFilter | null
}

/** What is measured of the flows of groups, block by block. */
export class GroupedMeasures {
  private readonly filter: BlockFilter
  private readonly measures: readonly RunningMeasure[]

  constructor(
    query: Pick<FlowQuery, 'filter' | 'time' | 'measures'>,
    private readonly grouping: Grouping,
    dictionaries: Dictionaries,
  ) {
    this.filter = compileFilter(query.filter, query.time, dictionaries)
    this.measures = query.measures.map((measure: Measure) => ({
      accumulator: createAccumulator(measure, dictionaries),
      where: conditionOf(measure.where, dictionaries),
    }))
  }

  add(block: EngineBlock, index: number): void {
    const rows = selectRows(this.filter, block)
    if (rows.count === 0) return
    const size = this.grouping.read(block, rows, codes, index)
    const touchedCount = tally(codes, rows.count, size, counts, touched)
    this.grouping.groupsOf(touched, touchedCount, groups)
    const groupCount = this.grouping.size
    const part: GroupedRows = { block, rows, codes, size, touched, touchedCount, counts, groups, groupCount }
    for (const { accumulator, where } of this.measures) {
      const restricted = where ? restrict(part, where) : part
      if (restricted) accumulator.add(restricted)
    }
  }

  /** What measures a group, by the position of the measure in the query. */
  measure(position: number): Pick<Accumulator, 'valueOf'> | undefined {
    return this.measures[position]?.accumulator
  }

  /** Nothing is added after this. */
  close(): void {
    for (const { accumulator } of this.measures) accumulator.close?.()
  }
}

/** A query while it is being answered, block by block. */
export class Aggregation {
  private readonly measures: GroupedMeasures

  constructor(
    private readonly query: FlowQuery,
    dictionaries: Dictionaries,
    private readonly grouping: QueryGrouping = new GroupReader(query, dictionaries),
  ) {
    this.measures = new GroupedMeasures(query, this.grouping, dictionaries)
  }

  add(block: EngineBlock, index: number): void {
    this.measures.add(block, index)
  }

  /** Throws an Error when the query names an order that is none of its measures. Nothing is added after this. */
  ordered(): OrderedGroups {
    // Without group keys there is one group, also of no flow. Of pages the last one may be asked for.
    const limit = this.query.offset === undefined ? this.query.limit : undefined
    const ordered = new OrderedGroups(this.query, this.grouping, this.measures, limit)
    this.grouping.close()
    this.measures.close()
    return ordered
  }
}

function conditionOf(where: Filter | undefined, dictionaries: Dictionaries): BlockFilter | null {
  return where && where.type !== 'any' ? compileFilter(where, undefined, dictionaries) : null
}

/** The rows of a block that match. */
function selectRows(filter: BlockFilter, block: EngineBlock): Rows {
  const rows = allRows(block.block)
  const count = filter(block, rows, selected)
  return count === rows.count ? rows : { count, list: selected }
}

/** Counts the rows of each code, and lists the codes that occur; returns how many do. */
function tally(
  ofRows: Uint32Array,
  count: number,
  size: number,
  into: Uint32Array,
  occurring: Uint32Array,
): number {
  if (size === 1) {
    into[0] = count
    occurring[0] = 0
    return 1
  }
  into.fill(0, 0, size)
  for (let i = 0; i < count; i++) {
    const code = ofRows[i] as number
    into[code] = (into[code] as number) + 1
  }
  let found = 0
  // Written always, kept when it occurs: no branch to mispredict.
  for (let code = 0; code < size; code++) {
    occurring[found] = code
    found += -(into[code] as number) >>> 31
  }
  return found
}

/** The part of the rows that also matches a measure's own condition; null when none does. */
function restrict(part: GroupedRows, where: BlockFilter): GroupedRows | null {
  const { rows, size } = part
  const count = where(part.block, rows, partRows)
  if (count === 0) return null
  if (count === rows.count) return part
  const ofRows = rows.list ? byRow(part) : part.codes
  for (let i = 0; i < count; i++) partCodes[i] = ofRows[partRows[i] as number] as number
  return {
    ...part,
    rows: { count, list: partRows },
    codes: partCodes,
    touched: partTouched,
    touchedCount: tally(partCodes, count, size, partCounts, partTouched),
    counts: partCounts,
  }
}

/** The codes at the places of their rows. */
function byRow({ rows: { count, list }, codes: ofRows }: GroupedRows): Uint32Array {
  const rows = list as Uint32Array
  for (let i = 0; i < count; i++) rowCodes[rows[i] as number] = ofRows[i] as number
  return rowCodes
}
