import type { ColumnPlan } from './column-plan'
import type { NumberStage } from './column-stage'
import type { JointCodes } from './joint-codes'
import type { TextStage } from './text-stage'

/** A column that may share its array with others. */
export interface JointCandidate {
  readonly stage: NumberStage | TextStage
  readonly plan: ColumnPlan
}

/** What columns of few values have in common: one byte a row says which combination of values it has. */
export interface JointColumns {
  /** The combination of each row; valid until the next block is joined. */
  readonly codes: Uint8Array
  readonly size: number
  /** What each member has in each combination: dictionary indexes, or numbers with NaN for absent. */
  readonly members: ReadonlyMap<NumberStage | TextStage, Float64Array>
}

/**
 * Joins as many of the columns as come in few combinations, in the order given: interface and instance,
 * action and direction of a flow log together take no more than one of them.
 * @returns null when there are not two such columns
 */
export function joinColumns(
  candidates: readonly JointCandidate[],
  count: number,
  joint: JointCodes,
): JointColumns | null {
  joint.begin(count)
  let size = 1
  let members = new Map<NumberStage | TextStage, Float64Array>()
  for (const { stage, plan } of candidates) {
    if (!isSmall(stage, plan)) continue
    const found =
      stage.kind === 'text'
        ? joint.joinIndexes(stage.indexes, count)
        : joint.joinNumbers(stage.values, plan, count)
    if (found < 0) continue
    const { firsts, seconds } = joint
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
    joint.accept()
  }
  return members.size < 2 ? null : { codes: joint.codes(count), size, members }
}

/** Its stored values fit a byte, are not all the same, and text is never absent. */
function isSmall(stage: NumberStage | TextStage, { Type, length, absent }: ColumnPlan): boolean {
  return length > 0 && Type === Uint8Array && (stage.kind === 'number' || absent < 0)
}
