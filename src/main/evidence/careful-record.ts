import { parseIPv6 } from '../../shared/flow/address'
import type { AddressStage } from '../../shared/flow/address-stage'
import type { ColumnStage } from '../../shared/flow/block-builder'
import { ABSENT_INDEX } from '../../shared/flow/column-plan'
import type { AddressColumnStage, NumberStage } from '../../shared/flow/column-stage'
import { escapeBytes } from './escape'
import { latin1, SPACE, TAB } from './line-bytes'

const HASH = 35
const DASH = 45
const DOT = 46
const ZERO = 48

/** 2^64 has as many. */
const MOST_DIGITS = 20
/** The largest value of a column stands for "absent", so this is the largest number that can be kept. */
const LARGEST = 0xffff_ffff_ffff_fffen
/** No second since the epoch is that large before the year 5138: such a time is in milliseconds. */
export const FIRST_MILLISECONDS = 100_000_000_000

/** Reads any line as a record, and says why it is none. */
export class CarefulRecord {
  /** Whether the line last read had a comment behind its last field. */
  commented = false
  /** Numbers of the row that a double would round. */
  private exact: { readonly stage: NumberStage; readonly value: bigint }[] = []

  constructor(
    private readonly stages: readonly ColumnStage[],
    private readonly addresses: AddressStage,
    private readonly ticksPerSecond: 1 | 1000,
  ) {}

  /**
   * Reads the fields of bytes[from, to) into a row of the stages.
   * @returns why the line is no record of these fields, or null; then the row's values stand
   */
  read(bytes: Uint8Array, from: number, to: number, row: number): string | null {
    this.exact = []
    this.commented = false
    const control = controlByte(bytes, from, to)
    if (control >= 0) return `holds the control byte ${escapeBytes(bytes, control, control + 1)}`
    const { stages } = this
    const columns = stages.length
    let at = from
    for (let column = 0; column < columns; column++) {
      if (at >= to) return `${column} fields where the header has ${columns}`
      let end = at + 1
      while (end < to && bytes[end] !== SPACE && bytes[end] !== TAB) end++
      const stage = stages[column] as ColumnStage
      if (end === at + 1 && bytes[at] === DASH) setAbsent(stage, row)
      else if (stage.kind === 'number') {
        if (!this.number(stage, row, bytes, at, end)) return `${stage.field} is no number`
      } else if (stage.kind === 'address') {
        if (!this.address(stage, row, bytes, at, end)) return `${stage.field} is no IP address`
      } else stage.putBytes(row, bytes, at, end)
      at = end + 1
      while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++
    }
    if (at >= to) return null
    // AWS's own examples carry "# comment" behind the last field; anything else is one field too many.
    this.commented = bytes[at] === HASH
    return this.commented ? null : `more than the ${columns} fields of the header`
  }

  /** Puts what a double would round into the row last read, which is to be kept. */
  keepExact(row: number): void {
    for (const { stage, value } of this.exact) stage.setBig(row, value)
    this.exact = []
  }

  private number(stage: NumberStage, row: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from > MOST_DIGITS) return false
    let value = 0
    for (let at = from; at < to; at++) {
      const digit = (bytes[at] as number) - ZERO
      if (digit < 0 || digit > 9) return false
      value = value * 10 + digit
    }
    if (value > Number.MAX_SAFE_INTEGER) {
      const exact = BigInt(latin1(bytes, from, to))
      if (exact > LARGEST) return false
      this.exact.push({ stage, value: exact })
    } else if (
      this.ticksPerSecond === 1000 &&
      value < FIRST_MILLISECONDS &&
      (stage.field === 'start' || stage.field === 'end')
    ) {
      value *= 1000
    }
    stage.values[row] = value
    return true
  }

  private address(
    stage: AddressColumnStage,
    row: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    let value = 0
    let octet = 0
    let digits = 0
    let dots = 0
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === DOT) {
        if (digits === 0 || octet > 255 || dots === 3) return false
        value = value * 256 + octet
        octet = 0
        digits = 0
        dots++
      } else {
        const digit = byte - ZERO
        if (digit < 0 || digit > 9) return this.address6(stage, row, bytes, from, to)
        // A leading zero is refused, as tools differ on what it means.
        if (digits > 0 && octet === 0) return this.address6(stage, row, bytes, from, to)
        octet = octet * 10 + digit
        if (++digits > 3) return this.address6(stage, row, bytes, from, to)
      }
    }
    if (dots !== 3 || digits === 0 || octet > 255) return this.address6(stage, row, bytes, from, to)
    stage.indexes[row] = this.addresses.indexOfV4((value * 256 + octet) >>> 0)
    return true
  }

  private address6(
    stage: AddressColumnStage,
    row: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    if (to - from > 45) return false
    const parsed = parseIPv6(latin1(bytes, from, to))
    if (!parsed) return false
    stage.indexes[row] = this.addresses.indexOfV6(parsed)
    return true
  }
}

function setAbsent(stage: ColumnStage, row: number): void {
  if (stage.kind === 'number') stage.values[row] = Number.NaN
  else stage.indexes[row] = ABSENT_INDEX
}

/** Where the first control byte is, but for tabs; -1 without any. No field of a flow log has one. */
function controlByte(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte < SPACE && byte !== TAB) return at
  }
  return -1
}
