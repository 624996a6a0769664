import type { AddressStage } from '../../shared/flow/address-stage'
import type { BlockBuilder } from '../../shared/flow/block-builder'
import { ABSENT_INDEX } from '../../shared/flow/column-plan'
import type { TextStage } from '../../shared/flow/text-stage'

const LF = 10
const SPACE = 32
const DASH = 45
const DOT = 46
const ZERO = 48
const COLON = 58

const NUMBER = 0
const ADDRESS = 1
const TEXT = 2

/** A double holds every number of so many digits. */
const EXACT_DIGITS = 15

/** What FastRecord.read answers when a line is not of the plain shape. */
export const NOT_PLAIN = -1

/**
 * Reads records of the plain shape that nearly all have: the header's number of fields, one space
 * between them, a newline behind the last, numbers of up to 15 digits. Bytes are looked at once,
 * and no string is made. Every other line is left to the careful reader.
 */
export class FastRecord {
  private readonly kinds: Uint8Array
  private readonly numbers: Float64Array[]
  private readonly indexes: Uint32Array[]
  private readonly texts: TextStage[]
  private readonly addresses: AddressStage

  /** @param builder whose arrays stay where they are */
  constructor({ columns: stages, addresses }: BlockBuilder) {
    this.addresses = addresses
    const none = { numbers: new Float64Array(0), indexes: new Uint32Array(0) }
    const someText = stages.find((stage) => stage.kind === 'text') as TextStage
    this.kinds = Uint8Array.from(stages, ({ kind }) =>
      kind === 'number' ? NUMBER : kind === 'address' ? ADDRESS : TEXT,
    )
    // One array for each kind, so that each place in the loop always sees one type of object.
    this.numbers = stages.map((stage) => (stage.kind === 'number' ? stage.values : none.numbers))
    this.indexes = stages.map((stage) => (stage.kind === 'number' ? none.indexes : stage.indexes))
    this.texts = stages.map((stage) => (stage.kind === 'text' ? stage : someText))
  }

  /**
   * Reads the line that begins at `at` into a row of the stages.
   * @param bytes has a newline at or after `at`
   * @returns the offset of the line's newline, or NOT_PLAIN; then the row's values mean nothing
   */
  read(bytes: Uint8Array, at: number, row: number): number {
    const { kinds } = this
    const last = kinds.length - 1
    for (let column = 0; column <= last; column++) {
      const kind = kinds[column]
      let next: number
      if (bytes[at] === DASH && (bytes[at + 1] as number) <= SPACE) {
        if (kind === NUMBER) (this.numbers[column] as Float64Array)[row] = Number.NaN
        else (this.indexes[column] as Uint32Array)[row] = ABSENT_INDEX
        next = at + 1
      } else if (kind === NUMBER) next = this.number(bytes, at, this.numbers[column] as Float64Array, row)
      else if (kind === TEXT) next = (this.texts[column] as TextStage).putWord(row, bytes, at)
      else next = this.address(bytes, at, this.indexes[column] as Uint32Array, row)
      if (next <= at) return NOT_PLAIN
      if (column === last) return bytes[next] === LF ? next : NOT_PLAIN
      if (bytes[next] !== SPACE) return NOT_PLAIN
      at = next + 1
    }
    return NOT_PLAIN
  }

  /** Offset behind the digits, or `from` when there are none or too many. */
  private number(bytes: Uint8Array, from: number, values: Float64Array, row: number): number {
    let at = from
    let value = 0
    for (;;) {
      const digit = (bytes[at] as number) - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      at++
    }
    if (at - from > EXACT_DIGITS) return from
    values[row] = value
    return at
  }

  /** Offset behind a dotted quad, or behind an IPv6 address; `from` when it is neither. */
  private address(bytes: Uint8Array, from: number, indexes: Uint32Array, row: number): number {
    let at = from
    let value = 0
    for (let part = 0; part < 4; part++) {
      const first = at
      let octet = 0
      for (;;) {
        const digit = (bytes[at] as number) - ZERO
        if (digit < 0 || digit > 9) break
        octet = octet * 10 + digit
        at++
      }
      const digits = at - first
      if (digits === 0 || digits > 3 || octet > 255 || (digits > 1 && bytes[first] === ZERO)) {
        return this.address6(bytes, from, indexes, row)
      }
      value = ((value << 8) | octet) >>> 0
      if (part < 3 && bytes[at++] !== DOT) return this.address6(bytes, from, indexes, row)
    }
    indexes[row] = this.addresses.indexOfV4(value)
    return at
  }

  private readonly words = new Uint16Array(8)

  /** IPv6 in hexadecimal groups, at most one '::'; forms with a dotted quad are left to the careful reader. */
  private address6(bytes: Uint8Array, from: number, indexes: Uint32Array, row: number): number {
    const { words } = this
    let at = from
    let count = 0
    let gap = -1
    if (bytes[at] === COLON && bytes[at + 1] === COLON) {
      gap = 0
      at += 2
    }
    while ((bytes[at] as number) > SPACE) {
      if (count === 8) return from
      let word = 0
      let digits = 0
      for (let digit = hexDigit(bytes[at] as number); digit >= 0; digit = hexDigit(bytes[at] as number)) {
        word = (word << 4) | digit
        digits++
        at++
      }
      if (digits === 0 || digits > 4) return from
      words[count++] = word
      if (bytes[at] !== COLON) break
      at++
      if (bytes[at] === COLON) {
        if (gap >= 0) return from
        gap = count
        at++
      } else if ((bytes[at] as number) <= SPACE) return from
    }
    if (gap < 0 ? count !== 8 : count > 7) return from
    if (gap >= 0) {
      const behind = count - gap
      words.copyWithin(8 - behind, gap, count)
      words.fill(0, gap, 8 - behind)
    }
    indexes[row] = this.addresses.indexOfV6Words(words)
    return at
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
