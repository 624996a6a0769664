const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/** Longer than any record that nfdump prints. */
const LONGEST = 1 << 16
const BETWEEN = /[\s[\],]/

/**
 * Finds the objects in an array of JSON, or in lines of JSON, that come in pieces. They are flat, as
 * nfdump prints them. What stands between them is told as `stray` text, unless it parts them.
 */
export class JsonObjects {
  private text = ''
  private depth = 0
  private inString = false
  private escaped = false

  constructor(
    private readonly object: (text: string) => void,
    private readonly stray: (text: string) => void,
  ) {}

  push(bytes: Uint8Array): void {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let from = 0
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] as number
      if (this.depth === 0) {
        if (byte !== OPEN) continue
        this.keep(piece, from, at)
        this.endStray()
        from = at
        this.depth = 1
      } else if (this.inString) {
        if (this.escaped) this.escaped = false
        else if (byte === BACKSLASH) this.escaped = true
        else if (byte === QUOTE) this.inString = false
        // No string of nfdump's has a line end: this one lacks its quote.
        else if (byte === 10) this.inString = false
      } else if (byte === QUOTE) this.inString = true
      else if (byte === OPEN) {
        // An object that never ended; the next begins here.
        this.keep(piece, from, at)
        this.endObject()
        from = at
        this.depth = 1
      } else if (byte === CLOSE) {
        this.keep(piece, from, at + 1)
        this.endObject()
        from = at + 1
      }
    }
    this.keep(piece, from, piece.length)
  }

  /** The text is over. */
  finish(): void {
    if (this.depth > 0) this.endObject()
    else this.endStray()
  }

  private keep(piece: Buffer, from: number, to: number): void {
    if (this.text.length < LONGEST) this.text += piece.toString('latin1', from, to)
  }

  private endObject(): void {
    this.depth = 0
    this.inString = false
    this.escaped = false
    this.object(this.text)
    this.text = ''
  }

  private endStray(): void {
    for (const line of this.text.split('\n')) {
      const text = line.replace(/^[\s[\],]+|[\s[\],]+$/g, '')
      if (text !== '' && !BETWEEN.test(text[0] as string)) this.stray(text)
    }
    this.text = ''
  }
}
