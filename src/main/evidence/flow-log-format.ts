import { DEFAULT_V2_FIELDS, isKnownField } from '../../shared/flow/fields'

const NAME = /^[a-z][a-z0-9-]*$/

/**
 * Whether the fields of a line are the header of a flow log: names only, the first of them known,
 * and at least half of all (AWS adds fields faster than anybody's list). No record looks so, since
 * every record has addresses or numbers, or '-'.
 */
export function isHeader(fields: readonly string[]): boolean {
  if (fields.length === 0 || !isKnownField(fields[0] as string)) return false
  if (!fields.every((field) => NAME.test(field))) return false
  return fields.filter(isKnownField).length * 2 >= fields.length
}

/** Whether a line without a header before it is a record in the default format, version 2. */
export function isDefaultV2(fields: readonly string[]): boolean {
  return (
    fields.length === DEFAULT_V2_FIELDS.length &&
    fields[0] === '2' &&
    /^(OK|NODATA|SKIPDATA|-)$/.test(fields[13] as string) &&
    /^(\d+|-)$/.test(fields[10] as string) &&
    /^(ACCEPT|REJECT|-)$/.test(fields[12] as string)
  )
}

/** The fields of a line: runs of blanks separate like one. */
export function splitFields(line: string): readonly string[] {
  return line.split(/[ \t\r]+/).filter((field) => field !== '')
}
