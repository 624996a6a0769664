/** Longer than any line that nfdump prints. */
const LONGEST_LINE = 1 << 16

/** Parts text that comes in pieces into lines, without their ends; bytes become characters one to one. */
export class TextLines {
  private open = ''
  private overlong = false
  private first = true

  /** @param line told each line; `whole` is false for the beginning of one that is too long to be kept */
  constructor(private readonly line: (text: string, whole: boolean) => void) {}

  push(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      this.keep(text.slice(from, at))
      this.end()
      from = at + 1
    }
    this.keep(text.slice(from))
  }

  /** The text is over; whether its last line lacked its end. */
  finish(): boolean {
    const unterminated = this.open !== '' || this.overlong
    if (unterminated) this.end()
    return unterminated
  }

  private keep(text: string): void {
    this.open += text.slice(0, LONGEST_LINE - this.open.length)
    if (this.open.length === LONGEST_LINE && text !== '') this.overlong = true
  }

  private end(): void {
    const text = this.first ? this.open.replace(/^ï»¿/, '') : this.open
    this.line(text.endsWith('\r') ? text.slice(0, -1) : text, !this.overlong)
    this.first = false
    this.open = ''
    this.overlong = false
  }
}
