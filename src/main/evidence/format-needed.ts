import type { FormatNeeded } from '../../shared/evidence/evidence'
import { isAddress } from '../../shared/flow/field-values'

/** Fewer columns say too little: a list of hosts has two. */
const FEWEST_COLUMNS = 3
const SHOWN = 5

/** Values of flow logs have no quotes, brackets or commas; and what fits this is safe to show. */
const PLAIN_VALUE = /^[\w.:/%+=@~*-]+$/
/** What flow logs have and other tables of text have not. */
const TELLING = [/^(OK|NODATA|SKIPDATA)$/, /^(ACCEPT|REJECT)$/, /^eni-[0-9a-z]+$/]

/**
 * Whether lines, split into their fields, look like records of a flow log whose order of fields is
 * not known: as many plain values in nearly all, with a column of addresses, interfaces, actions or
 * states. Null when they don't.
 */
export function needFormat(lines: readonly (readonly string[])[]): FormatNeeded | null {
  const filled = lines.filter((fields) => fields.length > 0)
  const columns = mostFrequent(filled.map((fields) => fields.length))
  const records = filled.filter(
    (fields) => fields.length === columns && fields.every((value) => PLAIN_VALUE.test(value)),
  )
  if (columns < FEWEST_COLUMNS || records.length * 3 < filled.length * 2) return null
  const values = Array.from({ length: columns }, (_, column) =>
    records.map((fields) => fields[column] as string).filter((value) => value !== '-'),
  )
  const tells = values.some(
    (column) =>
      column.length > 0 &&
      (column.every(isAddress) || TELLING.some((pattern) => column.every((value) => pattern.test(value)))),
  )
  if (!tells) return null
  return {
    columns,
    kinds: values.map((column) => {
      if (column.length > 0 && column.every(isAddress)) return 'address'
      return column.length > 0 && column.every((value) => /^\d+$/.test(value)) ? 'number' : 'text'
    }),
    firstRecords: records.slice(0, SHOWN),
  }
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  let best = 0
  for (const [number, count] of counts) if (count > (counts.get(best) ?? 0)) best = number
  return best
}
