import { BLOCK_ROWS } from '../../shared/flow/block'
import type { Rows } from './column-values'

const spares: Uint8Array[] = []

/** A mark for each row of a block, none set. */
export function borrowMarks(): Uint8Array {
  return spares.pop() ?? new Uint8Array(BLOCK_ROWS)
}

export function giveBackMarks(marks: Uint8Array): void {
  marks.fill(0)
  spares.push(marks)
}

/** Marks the rows list[0 .. count). */
export function mark(marks: Uint8Array, list: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) marks[list[i] as number] = 1
}

/**
 * Writes those of the rows whose mark is set (1), or is not (0); returns how many.
 * @param out may be the list of the rows itself
 */
export function marked({ count, list }: Rows, marks: Uint8Array, set: 0 | 1, out: Uint32Array): number {
  let found = 0
  const turn = 1 - set
  // Written always, kept when it is wanted: no branch to mispredict.
  if (list) {
    for (let i = 0; i < count; i++) {
      const row = list[i] as number
      out[found] = row
      found += (marks[row] as number) ^ turn
    }
  } else {
    for (let row = 0; row < count; row++) {
      out[found] = row
      found += (marks[row] as number) ^ turn
    }
  }
  return found
}
