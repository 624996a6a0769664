/** The columns with one of them moved to a place: 0 is the first. A place beyond the end is the last. */
export function withColumnAt(columns: readonly string[], column: string, place: number): readonly string[] {
  const others = columns.filter((other) => other !== column)
  if (others.length === columns.length) return columns
  const at = Math.min(Math.max(0, place), others.length)
  return [...others.slice(0, at), column, ...others.slice(at)]
}

/** The columns with one of them moved by some places, to the right where positive. */
export function withColumnMoved(columns: readonly string[], column: string, by: number): readonly string[] {
  return withColumnAt(columns, column, columns.indexOf(column) + by)
}
