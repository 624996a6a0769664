import { isUsual } from '../../shared/flow/field-values'
import { DEFAULT_V2_FIELDS, isKnownField } from '../../shared/flow/fields'
import { FIELD_NAME } from '../../shared/flow/log-format'
import { STANDARD_FORMATS, type StandardFormat } from '../../shared/flow/standard-formats'

/**
 * Whether the fields of a line are the header of a flow log: at least two names, none twice, and at
 * least half of them known (AWS adds fields faster than anybody's list). No record looks so, since
 * its values are addresses, numbers, ids or '-'.
 */
export function isHeader(fields: readonly string[]): boolean {
  if (fields.length < 2 || !fields.every((field) => FIELD_NAME.test(field))) return false
  return fields.filter(isKnownField).length * 2 >= fields.length && new Set(fields).size === fields.length
}

/** Names of fields that are no words of a language: a line of text does not have them by chance. */
const DISTINCTIVE = /-|^(src|dst)(addr|port)$/

/** Whether a header is one that no other text has in it, so that it tells a flow log. */
export function isTellingHeader(fields: readonly string[]): boolean {
  if (!isHeader(fields)) return false
  const known = fields.filter(isKnownField)
  return (
    known.some((field) => DISTINCTIVE.test(field)) || (fields.length > 2 && known.length === fields.length)
  )
}

/** Whether a line without a header before it is a record in the default format, version 2. */
function isDefaultV2(fields: readonly string[]): boolean {
  return (
    fields.length === DEFAULT_V2_FIELDS.length &&
    fields[0] === '2' &&
    /^(OK|NODATA|SKIPDATA|-)$/.test(fields[13] as string) &&
    /^(\d+|-)$/.test(fields[10] as string) &&
    /^(ACCEPT|REJECT|-)$/.test(fields[12] as string)
  )
}

/**
 * The order of fields that AWS lists and that a record without a header fits, by the number of its
 * columns and the plausibility of every value. The version that the record itself states says
 * nothing: it may contradict the columns, or be missing.
 */
export function recogniseFormat(fields: readonly string[]): StandardFormat | null {
  const values = withoutComment(fields)
  const format = STANDARD_FORMATS.find((standard) => standard.fields.length === values.length)
  if (!format) return null
  if (format.fields === STANDARD_FORMATS[0]?.fields) return isDefaultV2(values) ? format : null
  return format.fields.every((field, column) => isUsual(field, values[column] as string)) ? format : null
}

/** Without a "# comment" behind the last field. */
export function withoutComment(fields: readonly string[]): readonly string[] {
  const at = fields.findIndex((field) => field.startsWith('#'))
  return at < 0 ? fields : fields.slice(0, at)
}

/** The fields of a line: runs of blanks separate like one. */
export function splitFields(line: string): readonly string[] {
  return line.split(/[ \t\r\n]+/).filter((field) => field !== '')
}
