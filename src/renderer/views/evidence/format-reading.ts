import type { FormatNeeded } from '../../../shared/evidence/evidence'
import { isOfKind, isUsual } from '../../../shared/flow/field-values'
import { MOST_FIELDS, type ParsedLogFormat, parseLogFormat } from '../../../shared/flow/log-format'

const MALFORMED = 'malformed: '

/** How a value looks under the name that its column gets. */
export type Fit = 'unnamed' | 'right' | 'unusual' | 'wrong'

/** The first lines of a file, read by an order of fields that is being stated. */
export interface FormatReading {
  readonly parsed: ParsedLogFormat
  /** By line and column, as FormatNeeded.firstRecords has the values. */
  readonly fits: readonly (readonly Fit[])[]
  /** What each line would be: "record", "NODATA", "SKIPDATA", or why it would be malformed. */
  readonly lines: readonly string[]
  /** Why the file can't be read so; null when it can. */
  readonly obstacle: string | null
}

/** @param text what the examiner typed so far */
export function readBy(text: string, { columns, firstRecords }: FormatNeeded): FormatReading {
  const parsed = parseLogFormat(text)
  const fields = parsed.ok ? parsed.fields : []
  const lines = parsed.ok ? firstRecords.map((values) => lineOf(parsed.fields, values)) : []
  const fits = firstRecords.map((values) => values.map((value, column) => fitOf(fields[column], value)))
  return {
    parsed,
    fits,
    lines,
    obstacle: parsed.ok ? (countObstacle(fields.length, columns) ?? lineObstacle(lines)) : null,
  }
}

function fitOf(field: string | undefined, value: string): Fit {
  if (field === undefined) return 'unnamed'
  if (!isOfKind(field, value)) return 'wrong'
  return isUsual(field, value) ? 'right' : 'unusual'
}

function lineOf(fields: readonly string[], values: readonly string[]): string {
  const wrong = fields.find((field, column) => !isOfKind(field, values[column] ?? '-'))
  if (wrong !== undefined) return `${MALFORMED}${wrong} can't be this`
  const status = values[fields.indexOf('log-status')]
  return status === 'NODATA' || status === 'SKIPDATA' ? status : 'record'
}

/** Nothing would be read, and the file could not be stated anew. */
function lineObstacle(lines: readonly string[]): string | null {
  return lines.every((line) => line.startsWith(MALFORMED)) ? 'None of these lines can be read so.' : null
}

function countObstacle(named: number, columns: number): string | null {
  if (named === columns) return null
  const each = `Each line has ${columns} columns, and ${named} ${named === 1 ? 'is' : 'are'} named`
  if (columns > MOST_FIELDS) return `${each}: more than a flow log can have.`
  return named < columns
    ? `${each}: name column ${named + 1}${named + 1 < columns ? ` to ${columns}` : ''} too.`
    : `${each}: the last ${named - columns === 1 ? 'name has' : `${named - columns} names have`} no column.`
}
