import { BLOCK_ROWS } from '../../../shared/flow/block'
import type { Dictionaries } from '../engine-block'
import { KeyReader } from '../key-reader'
import { LocalCodes } from '../local-codes'
import { PairTable } from '../pair-table'
import { borrowList, giveBackList } from '../row-lists'
import type { Accumulator, CodedGroups, CodedRows } from './accumulator'
import type { GroupFigures } from './group-figures'

/** Codes of the counted field in the block at hand; reused by all. */
const counted = new Uint32Array(BLOCK_ROWS)
/** 1 for each pair that occurs in the block at hand. */
const marks = new Uint8Array(BLOCK_ROWS * 4)

/** How many different values of a field each group has; absent ones are none. */
export class Distinct implements Accumulator {
  private readonly slot: number
  private readonly reader: KeyReader
  private readonly localPairs = LocalCodes.borrow()
  /** Pairs of a group and a value in the block that was added last: code of the group * `values` + that of the value. */
  private readonly pairKeys = borrowList()
  private found = 0
  private values = 1
  /** Pairs so far, but those of group 0: where nothing is grouped there is no other. */
  private readonly pairs = new PairTable()
  /** A bit for each value that group 0 has. */
  private ofZero: Uint32Array = new Uint32Array(1024)

  constructor(
    private readonly field: string,
    private readonly figures: GroupFigures,
    dictionaries: Dictionaries,
  ) {
    this.slot = figures.addSlot(0)
    this.reader = new KeyReader({ by: 'field', field }, dictionaries)
  }

  /** Values have other codes in the next block. */
  hasRoom(): boolean {
    return this.found === 0
  }

  add({ block, rows, codes, size }: CodedRows): void {
    if (!block.columns.has(this.field)) return
    const values = this.reader.read(block, rows, counted)
    if (size > 1) {
      for (let i = 0; i < rows.count; i++) counted[i] = (codes[i] as number) * values + (counted[i] as number)
    }
    this.values = values
    this.found = this.pairsAmong(rows.count, size * values)
  }

  merge(): void {}

  merged({ groups }: CodedGroups): void {
    const { pairKeys, found, values } = this
    if (found === 0) return
    this.found = 0
    const ofGroups = borrowList()
    const ofValues = borrowList()
    // Each pair that occurs in the block is looked at just once.
    for (let i = 0; i < found; i++) {
      const key = pairKeys[i] as number
      const code = Math.floor(key / values)
      ofGroups[i] = groups[code] as number
      ofValues[i] = key - code * values
    }
    this.reader.idsOfRepeated(ofValues, found, ofValues)
    const count = withoutId(this.reader.absentId, ofGroups, ofValues, found)
    this.countNew(ofGroups, ofValues, this.countNewOfZero(ofGroups, ofValues, count))
    giveBackList(ofGroups)
    giveBackList(ofValues)
  }

  close(): void {
    this.reader.close()
    LocalCodes.giveBack(this.localPairs)
    giveBackList(this.pairKeys)
  }

  valueOf(group: number): number {
    return this.figures.at(group, this.slot)
  }

  /** Writes the distinct of counted[0 .. rows), all below `range`, to pairKeys; returns how many. */
  private pairsAmong(rows: number, range: number): number {
    const { pairKeys } = this
    if (range > marks.length) {
      const { localPairs } = this
      localPairs.renumber(counted, rows)
      pairKeys.set(localPairs.keys.subarray(0, localPairs.size))
      return localPairs.size
    }
    marks.fill(0, 0, range)
    for (let i = 0; i < rows; i++) marks[counted[i] as number] = 1
    let found = 0
    // Written always, kept when it is marked: no branch to mispredict.
    for (let key = 0; key < range; key++) {
      pairKeys[found] = key
      found += marks[key] as number
    }
    return found
  }

  /** Counts what group 0 did not have before; returns how many pairs are of another group: the first ones then. */
  private countNewOfZero(ofGroups: Uint32Array, ofValues: Uint32Array, count: number): number {
    let others = 0
    let added = 0
    let { ofZero } = this
    for (let i = 0; i < count; i++) {
      const value = ofValues[i] as number
      const group = ofGroups[i] as number
      if (group !== 0) {
        ofGroups[others] = group
        ofValues[others++] = value
        continue
      }
      const word = value >>> 5
      if (word >= ofZero.length)
        ofZero = this.ofZero = enlarged(ofZero, Math.max(word + 1, ofZero.length * 2))
      const before = ofZero[word] as number
      const bit = 1 << (value & 31)
      added += (before & bit) === 0 ? 1 : 0
      ofZero[word] = before | bit
    }
    this.addTo(0, added)
    return others
  }

  private countNew(ofGroups: Uint32Array, ofValues: Uint32Array, count: number): void {
    const { pairs } = this
    const before = pairs.length
    pairs.idsOf(ofGroups, ofValues, count, ofValues)
    for (let id = before; id < pairs.length; id++) this.addTo(pairs.firstOf(id), 1)
  }

  private addTo(group: number, values: number): void {
    const at = group * this.figures.stride + this.slot
    this.figures.values[at] = (this.figures.values[at] as number) + values
  }
}

function enlarged(values: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length)
  larger.set(values)
  return larger
}

/** Leaves the pairs out whose value has an id; returns how many are left. */
function withoutId(id: number, ofGroups: Uint32Array, ofValues: Uint32Array, count: number): number {
  let kept = 0
  for (let i = 0; i < count; i++) {
    const value = ofValues[i] as number
    ofGroups[kept] = ofGroups[i] as number
    ofValues[kept] = value
    kept += value === id ? 0 : 1
  }
  return kept
}
