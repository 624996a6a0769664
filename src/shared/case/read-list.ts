import { formatNetwork, parseNetwork } from '../flow/address'
import type { BadListLine, ListContent, ListEntry } from './casework'

/** Bad lines that are kept with their text; all are counted. */
export const MOST_BAD_LINES = 200
/** Entries that a list may have. */
export const MOST_ENTRIES = 100_000
/** Characters of a bad line that are kept. */
const SHOWN = 120

export type ReadList = Omit<ListContent, 'sha256' | 'sizeBytes'>

/**
 * Reads a list of addresses and networks: one a line, or CSV (comma, semicolon or tab) with the addresses
 * in one column. `#` and `;` begin a comment, which in a plain list may follow an address. Addresses
 * that were made unclickable ("10.0.0[.]1") are read as what they mean.
 * @param column of a CSV, counted from 0; null takes the one with the most addresses
 * @throws Error that can be shown, when the list is too long
 */
export function readList(text: string, column: number | null = null): ReadList {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const separator = separatorOf(lines)
  return separator === null ? readPlain(lines) : readCsv(lines, separator, column)
}

function readPlain(lines: readonly string[]): ReadList {
  const reading = new Reading()
  for (const [index, line] of lines.entries()) {
    const text = line.trim()
    if (text === '' || isComment(text)) continue
    const [, address = '', comment = ''] = /^(\S+)\s*[#;]?\s*(.*)$/.exec(text) ?? []
    reading.add(index + 1, address, comment, text)
  }
  return reading.end(null)
}

function readCsv(lines: readonly string[], separator: string, wanted: number | null): ReadList {
  const rows = lines.flatMap((line, index) =>
    line.trim() === '' || isComment(line.trim())
      ? []
      : [{ line: index + 1, text: line, cells: cellsOf(line, separator) }],
  )
  const width = Math.max(...rows.map(({ cells }) => cells.length))
  const addressesIn = (column: number) =>
    rows.filter(({ cells }) => networkOf(cells[column] ?? '') !== null).length
  const counts = Array.from({ length: width }, (_, column) => addressesIn(column))
  const column = wanted ?? counts.indexOf(Math.max(...counts))
  const first = rows[0]
  // A first row without any address is a head.
  const head = first?.cells.every((cell) => networkOf(cell) === null) ? first : null
  const reading = new Reading()
  for (const row of rows) {
    if (row === head) continue
    const comment = row.cells.filter((cell, at) => at !== column && cell !== '').join(', ')
    reading.add(row.line, row.cells[column] ?? '', comment, row.text)
  }
  const columns = Array.from({ length: width }, (_, at) => head?.cells[at] || `Column ${at + 1}`)
  return reading.end({ columns, column })
}

class Reading {
  private readonly entries = new Map<string, ListEntry>()
  private readonly bad: BadListLine[] = []
  private badLines = 0
  private repeated = 0

  add(line: number, address: string, comment: string, text: string): void {
    const network = networkOf(address)
    if (network === null) {
      this.badLines++
      if (this.bad.length < MOST_BAD_LINES)
        this.bad.push({ line, text: text.slice(0, SHOWN), why: whyBad(address) })
    } else if (this.entries.has(network)) this.repeated++
    else {
      if (this.entries.size === MOST_ENTRIES) {
        throw new Error(
          `The list has more than ${MOST_ENTRIES} addresses and networks (at line ${line}). Split it, or join neighbouring addresses to networks.`,
        )
      }
      this.entries.set(network, { network, comment: comment.trim(), line })
    }
  }

  end(csv: ReadList['csv']): ReadList {
    const { bad, badLines, repeated } = this
    return { entries: [...this.entries.values()], bad, badLines, repeated, csv }
  }
}

/** What separates the columns: null when the lines have none. */
function separatorOf(lines: readonly string[]): string | null {
  const filled = lines.filter((line) => line.trim() !== '' && !isComment(line.trim())).slice(0, 200)
  const found = [',', ';', '\t']
    .map((separator) => [separator, filled.filter((line) => line.includes(separator)).length] as const)
    .sort(([, a], [, b]) => b - a)[0]
  if (!found || found[1] * 2 <= filled.length) return null
  // "10.0.0.1 ; a comment" and "10.0.0.1\ta comment" are plain as well as CSV: as CSV the comment is kept, too.
  return found[0]
}

/** Cells of a line of CSV (RFC 4180): in quotes a separator is text, and "" is a quote. */
function cellsOf(line: string, separator: string): readonly string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] as string
    if (letter === '"' && quoted && line[at + 1] === '"') {
      cell += '"'
      at++
    } else if (letter === '"') quoted = !quoted
    else if (letter === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += letter
  }
  return [...cells, cell.trim()]
}

function isComment(text: string): boolean {
  return /^(#|;|\/\/)/.test(text)
}

/** Canonical text of an address or network, null when it is none. */
function networkOf(text: string): string | null {
  const plain = text.replace(/\[\.\]|\(\.\)|\[dot\]/gi, '.').replace(/\[:\]/g, ':')
  const network = parseNetwork(plain)
  return network === null ? null : formatNetwork(network)
}

function whyBad(text: string): string {
  if (text === '') return 'There is no address in this line.'
  const [address = '', bits] = text.split('/')
  if (bits !== undefined && networkOf(address) !== null) return `“/${bits}” is no length of a network.`
  if (/^\d{1,3}(\.\d{1,3}){3}:\d+$/.test(text))
    return 'A port stands behind the address: lists are of addresses alone.'
  if (/^[\d.]+$/.test(text)) return `“${text}” is no IPv4 address.`
  if (/^[\w-]+(\.[\w-]+)+$/.test(text)) return 'A name: flow logs have addresses alone.'
  return 'Neither an IP address nor a network such as 10.0.0.0/8.'
}
