import { canonicalAddress } from '../../../src/shared/flow/address'
import { fieldSpec, isKnownField } from '../../../src/shared/flow/fields'

/** A flow log read in the simplest way that there is: line by line, split at blanks. */
export interface ReferenceReading {
  /** By line, from 1. */
  readonly records: ReadonlyMap<number, Readonly<Record<string, string>>>
  readonly headers: number
  readonly noData: number
  readonly skipData: number
  readonly blank: number
  readonly malformed: readonly number[]
  readonly lines: number
}

/** Reads text that has a header before its records; values are texts, addresses in their one spelling. */
export function readByReference(text: string): ReferenceReading {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  let fields: readonly string[] | null = null
  const records = new Map<number, Record<string, string>>()
  const malformed: number[] = []
  const count = { headers: 0, noData: 0, skipData: 0, blank: 0 }
  for (const [at, raw] of lines.entries()) {
    const line = raw.replace(/[ \t\r]+$/, '').replace(/^[ \t\r]+/, '')
    const values = line.split(/[ \t]+/)
    if (line === '') count.blank++
    else if (isHeaderLine(line.split(/[ \t\r]+/))) {
      count.headers++
      fields = line.split(/[ \t\r]+/)
    } else {
      const record = fields ? recordOf(fields, line, values) : null
      if (record === null) malformed.push(at + 1)
      else if (record['log-status'] === 'NODATA') count.noData++
      else if (record['log-status'] === 'SKIPDATA') count.skipData++
      else records.set(at + 1, record)
    }
  }
  return { records, malformed, lines: lines.length, ...count }
}

function isHeaderLine(names: readonly string[]): boolean {
  if (names.length < 2 || new Set(names).size < names.length) return false
  if (!names.every((name) => /^[a-z][a-z0-9-]*$/.test(name))) return false
  return names.filter(isKnownField).length >= names.length / 2
}

function recordOf(
  fields: readonly string[],
  line: string,
  values: readonly string[],
): Record<string, string> | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\x00-\x08\x0a-\x1f]/.test(line)) return null
  if (values.length < fields.length) return null
  if (values.length > fields.length && !values[fields.length]?.startsWith('#')) return null
  const record: Record<string, string> = {}
  for (const [column, field] of fields.entries()) {
    const value = values[column] as string
    if (value === '-') continue
    const text = canonicalValue(field, value)
    if (text === null) return null
    record[field] = text
  }
  return record
}

function canonicalValue(field: string, value: string): string | null {
  const { kind } = fieldSpec(field)
  if (kind === 'address') return canonicalAddress(value)
  if (kind === 'text') return value
  if (!/^[0-9]{1,20}$/.test(value) || BigInt(value) > 18446744073709551614n) return null
  return BigInt(value).toString()
}
