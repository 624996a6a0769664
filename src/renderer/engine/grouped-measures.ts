import type { Filter } from '../../shared/filter/ast'
import { BLOCK_ROWS } from '../../shared/flow/block'
import type { FlowQuery, Measure } from '../../shared/query/query'
import { compileFilter } from './block-filter'
import { allRows, type Rows } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import type { Grouping } from './grouping'
import type { Accumulator, CodedRows } from './measures/accumulator'
import { countCodes, mergeCounts } from './measures/count'
import { createAccumulator } from './measures/create-accumulator'
import { GroupFigures } from './measures/group-figures'
import { borrowList, giveBackList } from './row-lists'
import type { BlockFilter } from './stored-test'

/** Of the block at hand; reused for every block and every query. */
const selected = new Uint32Array(BLOCK_ROWS)
const codes = new Uint32Array(BLOCK_ROWS)
const rowCodes = new Uint32Array(BLOCK_ROWS)
const partRows = new Uint32Array(BLOCK_ROWS)
const partCodes = new Uint32Array(BLOCK_ROWS)
const touched = new Uint32Array(BLOCK_ROWS)
const groups = new Uint32Array(BLOCK_ROWS)

/** So many groups are merged at a time that the next measure finds them in the processor's cache. */
const MERGED_AT_ONCE = 2048

interface RunningMeasure {
  readonly accumulator: Accumulator
  readonly where: BlockFilter | null
}

/**
 * What is measured of the flows of groups, block by block. Flows are added up by the local codes of their groups,
 * and these merged into the groups of the case where the codes of the next block mean something else.
 */
export class GroupedMeasures {
  private readonly filter: BlockFilter
  private readonly measures: readonly RunningMeasure[]
  private readonly figures = new GroupFigures()
  /** The slot of the rows of groups. */
  private readonly rows = this.figures.addSlot(0)
  private found = 0
  /** Rows of each local code since the last merge. */
  private readonly counts = borrowList().fill(0)
  /** Local codes since then are below this; 0 when there is nothing to merge. */
  private size = 0

  constructor(
    query: Pick<FlowQuery, 'filter' | 'time' | 'measures'>,
    private readonly grouping: Grouping,
    dictionaries: Dictionaries,
  ) {
    this.filter = compileFilter(query.filter, query.time, dictionaries)
    this.measures = query.measures.map((measure: Measure) => {
      const where = conditionOf(measure.where, dictionaries)
      const some = where !== null
      return { accumulator: createAccumulator(measure, this.figures, this.rows, some, dictionaries), where }
    })
  }

  add(block: EngineBlock, index: number): void {
    const rows = selectRows(this.filter, block)
    if (rows.count === 0) return
    if (this.size > 0 && !this.goesOnWith(block)) this.merge()
    this.size = this.grouping.read(block, rows, codes, index)
    if (this.size === 1) this.counts[0] = (this.counts[0] as number) + rows.count
    else countCodes(codes, rows.count, this.counts)
    const part: CodedRows = { block, rows, codes, size: this.size }
    for (const { accumulator, where } of this.measures) {
      const restricted = where ? restrict(part, where) : part
      if (restricted) accumulator.add(restricted)
    }
  }

  /** To be called when all blocks were added, before a measure is asked for. */
  finish(): void {
    if (this.size > 0) this.merge()
    for (const { accumulator } of this.measures) accumulator.close()
    giveBackList(this.counts)
  }

  /** Nothing is asked for after this. */
  close(): void {
    this.figures.close()
  }

  /** Groups that have a row. */
  groups(): Uint32Array {
    const groups = new Uint32Array(this.found)
    const { values, stride } = this.figures
    for (let at = this.rows, group = 0, next = 0; next < groups.length; at += stride, group++) {
      if (values[at] !== 0) groups[next++] = group
    }
    return groups
  }

  /** What measures a group, by the position of the measure in the query. */
  measure(position: number): Pick<Accumulator, 'valueOf'> | undefined {
    return this.measures[position]?.accumulator
  }

  private goesOnWith(block: EngineBlock): boolean {
    return (
      this.grouping.goesOnWith(block) && this.measures.every(({ accumulator }) => accumulator.hasRoom(block))
    )
  }

  private merge(): void {
    const { counts, figures, grouping } = this
    const touchedCount = listOccurring(counts, this.size)
    grouping.groupsOf(touched, touchedCount, groups)
    figures.grow(grouping.size)
    const coded = { touched, groups }
    for (let from = 0; from < touchedCount; from += MERGED_AT_ONCE) {
      const to = Math.min(from + MERGED_AT_ONCE, touchedCount)
      this.found += mergeCounts(counts, coded, from, to, figures, this.rows)
      for (const { accumulator } of this.measures) accumulator.merge(coded, from, to)
    }
    for (const { accumulator } of this.measures) accumulator.merged(coded)
    this.size = 0
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

/** Lists the codes below `size` whose count is not 0 in `touched`; returns how many. */
function listOccurring(counts: Uint32Array, size: number): number {
  let found = 0
  // Written always, kept when it occurs: no branch to mispredict.
  for (let code = 0; code < size; code++) {
    touched[found] = code
    found += counts[code] === 0 ? 0 : 1
  }
  return found
}

/** The part of the rows that also matches a measure's own condition; null when none does. */
function restrict(part: CodedRows, where: BlockFilter): CodedRows | null {
  const { rows } = part
  const count = where(part.block, rows, partRows)
  if (count === 0) return null
  if (count === rows.count) return part
  const ofRows = rows.list ? byRow(part) : part.codes
  for (let i = 0; i < count; i++) partCodes[i] = ofRows[partRows[i] as number] as number
  return { ...part, rows: { count, list: partRows }, codes: partCodes }
}

/** The codes at the places of their rows. */
function byRow({ rows: { count, list }, codes: ofRows }: CodedRows): Uint32Array {
  const rows = list as Uint32Array
  for (let i = 0; i < count; i++) rowCodes[rows[i] as number] = ofRows[i] as number
  return rowCodes
}
