import { BLOCK_ROWS } from '../../shared/flow/block'

/** Fresh memory costs more than what most questions do with it: lists go from one to the next. */
const spares: Uint32Array[] = []

/** A list with room for the rows of a block; what it holds is left from its last use. */
export function borrowList(): Uint32Array {
  return spares.pop() ?? new Uint32Array(BLOCK_ROWS)
}

export function giveBackList(list: Uint32Array): void {
  spares.push(list)
}

const spareNumbers: Float64Array[] = []

/** The same of doubles. */
export function borrowNumbers(): Float64Array {
  return spareNumbers.pop() ?? new Float64Array(BLOCK_ROWS)
}

export function giveBackNumbers(numbers: Float64Array): void {
  spareNumbers.push(numbers)
}
