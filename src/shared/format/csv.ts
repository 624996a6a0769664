/** What a spreadsheet takes for a formula, or lets begin one (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r]/

/**
 * A text as one cell of CSV (RFC 4180). One that a spreadsheet would take for a formula is led by an
 * apostrophe; numbers are to be written as they are.
 */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
