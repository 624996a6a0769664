const BLANK = 32
const DASH = 45
const POINT = 46
const ZERO = 48
const NINE = 57
const BAR = 124

/** Longer than any line of nfdump in the format that is asked for. */
const LONGEST_LINE = 1024

/** A line that is not made of the fields that were asked for. */
export class FieldError extends Error {}

/**
 * Goes through the fields of a line of nfdump, which are padded with blanks and parted by '|'. There
 * are a million lines in a large capture, so a line is copied into one buffer that is used for all, and
 * read there byte by byte: three times as fast as taking the string apart. Methods throw a FieldError
 * when the next field is not of their kind.
 */
export class FlowFields {
  private readonly bytes = Buffer.alloc(LONGEST_LINE * 4)
  private line = ''
  private at = 0
  private end = 0

  load(line: string): void {
    if (line.length >= LONGEST_LINE) throw new FieldError()
    this.line = line
    this.at = 0
    this.end = this.bytes.write(line, 'utf8')
    this.bytes[this.end] = 0
  }

  /** Digits, at most 15, which a number holds exactly. */
  number(): number {
    const { bytes } = this
    let at = this.begin()
    const from = at
    let value = 0
    for (; isDigit(bytes[at]); at++) value = value * 10 + (bytes[at] as number) - ZERO
    if (at === from || at - from > 15) throw new FieldError()
    this.close(at)
    return value
  }

  /** Null for a dash. */
  numberOrDash(): number | null {
    const at = this.begin()
    if (this.bytes[at] !== DASH) return this.number()
    this.close(at + 1)
    return null
  }

  /** A dotted quad as an unsigned number, anything else as text. */
  address(): number | string {
    const { bytes } = this
    let at = this.begin()
    let value = 0
    for (let part = 0; ; part++) {
      const from = at
      let octet = 0
      for (; isDigit(bytes[at]) && at - from < 3; at++) octet = octet * 10 + (bytes[at] as number) - ZERO
      if (at === from || octet > 255) return this.text()
      value = value * 256 + octet
      if (part === 3) break
      if (bytes[at] !== POINT) return this.text()
      at++
    }
    if (bytes[at] !== BAR) return this.text()
    this.at = at + 1
    return value
  }

  /** Without the blanks around it. */
  text(): string {
    const { bytes, line } = this
    const from = this.begin()
    let at = from
    while (at < this.end && bytes[at] !== BAR) at++
    this.at = at + 1
    while (at > from && bytes[at - 1] === BLANK) at--
    return line.slice(from, at)
  }

  skip(): void {
    const { bytes } = this
    let { at } = this
    while (at < this.end && bytes[at] !== BAR) at++
    if (at >= this.end) throw new FieldError()
    this.at = at + 1
  }

  /** Throws when there is another field. */
  finish(): void {
    if (this.at <= this.end) throw new FieldError()
  }

  /**
   * Reads digits at fixed places of the field that begins here, without going on.
   * @returns NaN when one of them is none
   */
  digits(place: number, count: number): number {
    const { bytes } = this
    const from = this.at + place
    let value = 0
    for (let at = from; at < from + count; at++) {
      if (!isDigit(bytes[at])) return Number.NaN
      value = value * 10 + (bytes[at] as number) - ZERO
    }
    return value
  }

  /** The byte at a place of the field that begins here. */
  byte(place: number): number {
    return this.bytes[this.at + place] ?? 0
  }

  /** Goes on to the next field when this one has just so many bytes and no padding. */
  pass(length: number): boolean {
    if (this.bytes[this.at + length] !== BAR) return false
    this.at += length + 1
    return true
  }

  private begin(): number {
    if (this.at > this.end) throw new FieldError()
    while (this.bytes[this.at] === BLANK) this.at++
    return this.at
  }

  private close(from: number): void {
    const { bytes } = this
    let at = from
    while (bytes[at] === BLANK) at++
    if (at < this.end && bytes[at] !== BAR) throw new FieldError()
    this.at = at + 1
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}
