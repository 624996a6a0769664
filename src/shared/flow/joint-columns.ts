import { BLOCK_ROWS } from './block'
import type { ColumnPlan, NumberStage } from './column-stage'
import type { TextStage } from './text-stage'

/** Combinations that one byte can tell apart. */
const MOST = 256

/** A column that may share its array with others. */
export interface JointCandidate {
  readonly stage: NumberStage | TextStage
  readonly plan: ColumnPlan
}

/** What columns of few values have in common: one byte a row says which combination of values it has. */
export interface JointColumns {
  /** The combination of each row; valid until the next call. */
  readonly codes: Uint8Array
  readonly size: number
  /** What each member has in each combination: dictionary indexes, or numbers with NaN for absent. */
  readonly members: ReadonlyMap<NumberStage | TextStage, Float64Array>
}

let codes = new Uint8Array(BLOCK_ROWS)
let joined = new Uint8Array(BLOCK_ROWS)
let own = new Uint8Array(BLOCK_ROWS)
const ids = new Int16Array(MOST * MOST)
/** The code so far, and the one of the column, of each combination at hand. */
const firsts = new Uint8Array(MOST)
const seconds = new Uint8Array(MOST)

/**
 * Joins as many of the columns as come in few combinations, in the order given: interface and instance,
 * action and direction of a flow log together take no more than one of them.
 * @returns null when there are not two such columns
 */
export function joinColumns(candidates: readonly JointCandidate[], count: number): JointColumns | null {
  if (codes.length < count) {
    codes = new Uint8Array(count)
    joined = new Uint8Array(count)
    own = new Uint8Array(count)
  }
  codes.fill(0, 0, count)
  let size = 1
  let members = new Map<NumberStage | TextStage, Float64Array>()
  for (const { stage, plan } of candidates) {
    if (!isSmall(stage, plan)) continue
    readCodes(stage, plan, count)
    const found = join(count)
    if (found < 0) continue
    const spread = new Map<NumberStage | TextStage, Float64Array>()
    for (const [member, values] of members) {
      spread.set(
        member,
        Float64Array.from({ length: found }, (_, code) => values[firsts[code] as number] as number),
      )
    }
    const values = Float64Array.from(seconds.subarray(0, found), (code) =>
      code === plan.absent ? Number.NaN : plan.base + code,
    )
    members = spread.set(stage, values)
    size = found
    const before = codes
    codes = joined
    joined = before
  }
  return members.size < 2 ? null : { codes: codes.subarray(0, count), size, members }
}

/** Its stored values fit a byte, are not all the same, and text is never absent. */
function isSmall(stage: NumberStage | TextStage, { Type, length, absent }: ColumnPlan): boolean {
  return length > 0 && Type === Uint8Array && (stage.kind === 'number' || absent < 0)
}

/** Writes what the column would store of each row, as its plan says, to `own`. */
function readCodes(stage: NumberStage | TextStage, { base, absent }: ColumnPlan, count: number): void {
  if (stage.kind === 'text') {
    own.set(stage.indexes.subarray(0, count))
    return
  }
  const { values } = stage
  for (let row = 0; row < count; row++) {
    const value = values[row] as number
    own[row] = value >= 0 ? value - base : absent
  }
}

/** Writes the combinations of `codes` and `own` to `joined`; how many there are, -1 when too many. */
function join(count: number): number {
  ids.fill(-1)
  let size = 0
  for (let row = 0; row < count; row++) {
    const pair = (codes[row] as number) * MOST + (own[row] as number)
    let id = ids[pair] as number
    if (id < 0) {
      if (size === MOST) return -1
      id = ids[pair] = size
      firsts[size] = codes[row] as number
      seconds[size++] = own[row] as number
    }
    joined[row] = id
  }
  return size
}
