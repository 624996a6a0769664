import { printable } from './printable'

/** Where progress goes: standard error, or a stand-in with the same two properties. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  /** 0 when the terminal does not tell. */
  readonly columns?: number
  write(text: string): unknown
}

const BETWEEN_LINES_MS = 1_000
const ERASE_LINE = '\r\u001b[K'

/** Progress for people: one changing line on a terminal, elsewhere plain lines at most once a second. */
export class ProgressLine {
  private shown = ''
  private held: string | null = null
  private lastAt = Number.NEGATIVE_INFINITY

  /** `output` is null for no progress at all. `now` gives milliseconds. */
  constructor(
    private readonly output: ProgressOutput | null,
    private readonly now: () => number = Date.now,
  ) {}

  show(text: string): void {
    const line = printable(text)
    if (this.output === null || line === this.shown) return
    if (this.output.isTTY) {
      this.shown = line
      this.output.write(`${ERASE_LINE}${line.slice(0, (this.output.columns || 80) - 1)}`)
    } else if (this.now() - this.lastAt >= BETWEEN_LINES_MS) {
      this.writeLine(line)
    } else {
      this.held = line
    }
  }

  /** Ends the changing line, so that other output starts on a line of its own. */
  end(): void {
    if (this.output?.isTTY && this.shown !== '') this.output.write(ERASE_LINE)
    if (this.held !== null) this.writeLine(this.held)
    this.shown = ''
  }

  private writeLine(line: string): void {
    this.shown = line
    this.held = null
    this.lastAt = this.now()
    this.output?.write(`${line}\n`)
  }
}
