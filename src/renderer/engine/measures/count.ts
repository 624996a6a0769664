import { borrowList, giveBackList } from '../row-lists'
import type { Accumulator, CodedGroups, CodedRows } from './accumulator'
import type { GroupFigures } from './group-figures'

/** Rows of each group, which are counted anyway. */
export class Count implements Accumulator {
  /** @param slot of the rows of groups */
  constructor(
    private readonly figures: GroupFigures,
    private readonly slot: number,
  ) {}

  hasRoom(): boolean {
    return true
  }

  add(): void {}

  merge(): void {}

  merged(): void {}

  close(): void {}

  valueOf(group: number): number {
    return this.figures.at(group, this.slot)
  }
}

/** Rows of each group for which a condition holds. */
export class CountOfSome implements Accumulator {
  private readonly slot: number
  private readonly local = borrowList().fill(0)

  constructor(private readonly figures: GroupFigures) {
    this.slot = figures.addSlot(0)
  }

  hasRoom(): boolean {
    return true
  }

  add({ rows: { count }, codes }: CodedRows): void {
    countCodes(codes, count, this.local)
  }

  merge(codes: CodedGroups, from: number, to: number): void {
    mergeCounts(this.local, codes, from, to, this.figures, this.slot)
  }

  merged(): void {}

  close(): void {
    giveBackList(this.local)
  }

  valueOf(group: number): number {
    return this.figures.at(group, this.slot)
  }
}

/** Adds one for each of codes[0 .. count) to its count. */
export function countCodes(codes: Uint32Array, count: number, into: Uint32Array): void {
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    into[code] = (into[code] as number) + 1
  }
}

/**
 * Adds the counts of touched[from .. to) to their groups, and makes them 0.
 * @returns how many of the groups had none
 */
export function mergeCounts(
  counts: Uint32Array,
  { touched, groups }: CodedGroups,
  from: number,
  to: number,
  { values, stride }: GroupFigures,
  slot: number,
): number {
  let found = 0
  for (let i = from; i < to; i++) {
    const code = touched[i] as number
    const at = (groups[code] as number) * stride + slot
    const before = values[at] as number
    found += before === 0 ? 1 : 0
    values[at] = before + (counts[code] as number)
    counts[code] = 0
  }
  return found
}
