import type { Quantity } from '../../shared/query/query'
import { DIGITS, firstDigit } from './key-digits'
import { borrowList, giveBackList } from './row-lists'

/** What groups are brought into an order by. */
export interface GroupOrder {
  /** null comes first. */
  valueOf(group: number): Quantity | null
  readonly descending: boolean
  /** Of two groups that may have the same value. */
  compare(a: number, b: number): number
}

/**
 * The first `limit` groups of an order, in no order of their own. The leading bits of their values tell all but a few;
 * only those that have nearly the value of the last one are compared.
 */
export function leadingGroups(groups: Uint32Array, limit: number, order: GroupOrder): Uint32Array {
  if (limit >= groups.length) return groups
  const place = (group: number) => {
    const digit = firstDigit(Number(order.valueOf(group) ?? 0))
    return order.descending ? DIGITS - 1 - digit : digit
  }
  const places = borrowList().fill(0)
  for (let i = 0; i < groups.length; i++) {
    const at = place(groups[i] as number)
    places[at] = (places[at] as number) + 1
  }
  let last = 0
  let before = 0
  while (before + (places[last] as number) < limit) before += places[last++] as number
  const candidates = new Uint32Array(places[last] as number)
  giveBackList(places)
  const found = new Uint32Array(limit)
  let sure = 0
  let others = 0
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as number
    const at = place(group)
    if (at < last) found[sure++] = group
    else if (at === last) candidates[others++] = group
  }
  selectFirst(candidates, limit - before, order.compare)
  found.set(candidates.subarray(0, limit - before), before)
  return found
}

/** Moves the first `count` of an order to the front. */
function selectFirst(groups: Uint32Array, count: number, compare: (a: number, b: number) => number): void {
  let low = 0
  let high = groups.length - 1
  while (count > low && count <= high) {
    // What is before `from` is not behind the pivot, and what is behind `to` not before it.
    const pivot = groups[(low + high) >>> 1] as number
    let from = low
    let to = high
    while (from <= to) {
      while (compare(groups[from] as number, pivot) < 0) from++
      while (compare(groups[to] as number, pivot) > 0) to--
      if (from > to) break
      const swapped = groups[from] as number
      groups[from++] = groups[to] as number
      groups[to--] = swapped
    }
    if (count <= to) high = to
    else if (count >= from) low = from
    else return
  }
}
