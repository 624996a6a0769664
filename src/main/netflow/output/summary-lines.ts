/** What nfdump says of the flows that it has printed. */
export interface StatedSums {
  readonly flows: number
  /** Null where they are rounded ("1.2 M"). */
  readonly bytes: number | null
  readonly packets: number | null
}

const SUMS = /^Summary: total flows: (\d+), total bytes: ([^,]+), total packets: ([^,]+),/
const PROCESSED = /^Total flows processed: (\d+), passed: (\d+),/
const TOP = /^Top (\d+) flows ordered by/
const OTHER =
  /^(Summary:|Time window:|Total flows processed:|Sys:|Wall:|Aggregated flows|Top \d+ |No match(ing|ed) flows|Summary$|flows,bytes,packets,)/
const CSV_SUMS_HEADER = 'flows,bytes,packets,'
const CSV_SUMS = /^(\d+),(\d+),(\d+),\d+,\d+,\d+$/

/** Reads the lines around the flows, in which nfdump sums them up. */
export class SummaryLines {
  sums: StatedSums | null = null
  /** Flows that were looked at, and those that nfdump's filter let pass; null where it does not tell. */
  filtered: { readonly processed: number; readonly passed: number } | null = null
  /** Set when only the largest so many were printed (-s record -n). */
  top: number | null = null
  /** The next line has the sums of CSV. */
  inCsvSums = false

  /** Whether the line is one of a summary. */
  take(line: string): boolean {
    const csvSums = this.inCsvSums ? CSV_SUMS.exec(line) : null
    this.inCsvSums = line.startsWith(CSV_SUMS_HEADER)
    const sums = csvSums ?? SUMS.exec(line)
    if (sums) {
      this.sums = {
        flows: Number(sums[1]),
        bytes: exact(sums[2] as string),
        packets: exact(sums[3] as string),
      }
      return true
    }
    const processed = PROCESSED.exec(line)
    if (processed) this.filtered = { processed: Number(processed[1]), passed: Number(processed[2]) }
    const top = TOP.exec(line)
    if (top) this.top = Number(top[1])
    return OTHER.test(line)
  }
}

function exact(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null
}
