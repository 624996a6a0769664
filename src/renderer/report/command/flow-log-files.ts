import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { selectFiles } from './file-selection'

/** What the flow log files of a case demand of a program that reads them. */
export interface FlowLogFiles {
  readonly files: readonly EvidenceFile[]
  /** Shell text that writes the unpacked text of all files, one after the other. */
  readonly read: string
  /** Shell text that prints the number of lines of each file. */
  readonly countLines: string
  /** Field names that occur, in the order in which they were met. */
  readonly fields: readonly string[]
  /** Whether every file has the field. */
  always(field: string): boolean
  /** First names of the header lines. */
  readonly headerStarts: readonly string[]
  /** Header lines may stand anywhere or be missing, so that every line must be looked at. */
  readonly anyHeader: boolean
  /** A line that NEXT_FILE is written before each file. */
  readonly marked: boolean
  readonly malformed: boolean
  readonly carriageReturns: boolean
  /** Some start or end is in milliseconds. */
  readonly milliseconds: boolean
}

/** The line that stands before each file where a program must know that a new one begins. */
export const NEXT_FILE = '# next file'

const described = new WeakMap<readonly EvidenceFile[], FlowLogFiles>()

/** Remembered by the list: hundreds of figures ask it of thousands of files. */
export function describeFlowLogs(evidence: readonly EvidenceFile[]): FlowLogFiles {
  const known = described.get(evidence)
  if (known) return known
  const logs = flowLogFilesOf(evidence)
  described.set(evidence, logs)
  return logs
}

function flowLogFilesOf(evidence: readonly EvidenceFile[]): FlowLogFiles {
  const files = evidence.filter((file) => file.kind === 'vpc-flow-log')
  const withFlows = files.filter((file) => file.counts.lines > 0)
  const headers = withFlows.map((file) => file.fields ?? [])
  const headerStarts = [...new Set(headers.map((names) => names[0] ?? ''))].filter((name) => name !== '')
  const fields = [...new Set(headers.flat())]
  const irregular = withFlows.some((file) => !beginsWithHeader(file))
  const anyHeader =
    irregular || withFlows.some((file) => file.counts.headerLines > 1 || looksLikeHeader(file, headerStarts))
  const marked = irregular
  // zcat stops at a damaged file and never reads those behind it; a last line without its newline
  // would run into the header of the next file.
  const apart = marked || files.some((file) => file.unterminated || file.damage !== null)
  const selection = selectFiles(
    files.map((file) => file.path),
    evidence.map((file) => file.path),
  )
  const program = reader(files)
  const each = (body: string) =>
    selection.by === 'name'
      ? `for f in ${selection.words}; do ${body}; done`
      : `${selection.find} -exec sh -c 'for f; do ${body}; done' sh {} +`
  const together =
    selection.by === 'name' ? `${program} ${selection.words}` : `${selection.find} -exec ${program} {} +`
  const mark = marked ? `echo "${NEXT_FILE}"; ` : ''
  return {
    files,
    read: files.length === 0 ? ':' : apart ? each(`${mark}${program} "$f"; echo`) : together,
    countLines: apart
      ? `${each(`${program} "$f" | awk "END{print NR}"`)} | awk '{n+=$1} END{printf "%.0f\\n",n}'`
      : `${together} | awk 'END{printf "%.0f\\n",NR}'`,
    fields,
    always: (field) => headers.every((names) => names.includes(field)),
    headerStarts,
    anyHeader,
    marked,
    malformed: files.some((file) => file.counts.malformed > 0),
    carriageReturns: files.some((file) => file.firstLines.some((line) => line.endsWith('\\x0d'))),
    milliseconds: withFlows.some(hasMilliseconds),
  }
}

function reader(files: readonly EvidenceFile[]): string {
  const packed = files.filter((file) => file.container === 'gzip').length
  return packed === 0 ? 'cat' : packed === files.length ? 'zcat' : 'zcat -f'
}

/** Whether the first line is the only header; EvidenceFile.firstLines may be cut and has bytes escaped. */
function beginsWithHeader(file: EvidenceFile): boolean {
  const first = file.firstLines[0]
  if (file.counts.headerLines === 0 || file.fields === null || first === undefined) return false
  const names = first
    .replace(/\\x0d$/, '')
    .trim()
    .split(/ +/)
    .join(' ')
  return names !== '' && file.fields.join(' ').startsWith(names)
}

/** Whether some malformed line begins as a header does, or may do so. */
function looksLikeHeader(file: EvidenceFile, headerStarts: readonly string[]): boolean {
  if (file.counts.malformed > file.malformedLines.length) return true
  return file.malformedLines.some((line) => headerStarts.includes(line.text.trim().split(/\s/)[0] ?? ''))
}

function hasMilliseconds(file: EvidenceFile): boolean {
  const times = [file.firstStart, file.lastStart, file.lastEnd]
  if (times.some((time) => time !== null && !Number.isInteger(time))) return true
  const columns = ['start', 'end'].map((name) => file.fields?.indexOf(name) ?? -1).filter((at) => at >= 0)
  return file.firstLines.some((line) => {
    const values = line.trim().split(/ +/)
    return columns.some((at) => Number(values[at]) >= 1e11)
  })
}
