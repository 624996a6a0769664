import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { csvCell } from '../../../shared/format/csv'
import { formatCounted } from '../../../shared/format/number'
import { oneLine } from '../../../shared/format/one-line'

const COLUMNS = ['file', 'sha256', 'line', 'reason', 'text']

/**
 * The malformed lines of evidence files as CSV (RFC 4180), a row for each. A value that a spreadsheet
 * would take for a formula is led by an apostrophe. Where a file has more than the case keeps, a row
 * without a line number says how many.
 */
export function malformedCsv(files: readonly EvidenceFile[]): string {
  const rows = files.flatMap((file) => {
    const { path, sha256 } = file
    const left = notKept(file)
    return [
      ...file.malformedLines.map(({ line, reason, text }) => [
        path,
        sha256 ?? '',
        String(line),
        reason,
        text,
      ]),
      ...(left === null ? [] : [[path, sha256 ?? '', '', left, '']]),
    ]
  })
  return [COLUMNS, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

/** The same for people: file by file, each line with its number, why it is malformed, and its text. */
export function malformedText(files: readonly EvidenceFile[]): string {
  return files
    .filter(({ counts }) => counts.malformed > 0)
    .map((file) => {
      const left = notKept(file)
      return [
        `${oneLine(file.path)} (SHA-256 ${file.sha256 ?? 'could not be taken'})`,
        ...file.malformedLines.flatMap(({ line, reason, text }) => [
          `  line ${line}: ${reason}`,
          `    ${text}`,
        ]),
        ...(left === null ? [] : [`  ${left}`]),
      ]
        .map((line) => `${line}\n`)
        .join('')
    })
    .join('\n')
}

function notKept({ counts, malformedLines }: EvidenceFile): string | null {
  const left = counts.malformed - malformedLines.length
  return left > 0 ? `${formatCounted(left, 'more malformed line')} of this file, not kept in the case` : null
}
