import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { selectFiles } from './file-selection'
import { isUnreadableLog } from './obstacle'

/** What the flow log files of a case demand of a program that reads them. */
export interface FlowLogFiles {
  /** Shell text that writes the unpacked text of all files, one after the other. */
  readonly read: string
  /** Shell text that prints the number of lines in all files. */
  readonly countLines: string
  /** Field names that occur, in the order in which they were met. */
  readonly fields: readonly string[]
  /** Whether every file has the field. */
  always(field: string): boolean
  /** First names of the header lines. */
  readonly headerStarts: readonly string[]
  /** Header lines may stand anywhere, so that every line must be looked at. */
  readonly anyHeader: boolean
  /** Before some files stands NEXT_FILE: lines before their first header are no records. */
  readonly marked: boolean
  readonly malformed: boolean
  readonly carriageReturns: boolean
  /** Some file begins with a byte order mark. */
  readonly orderMark: boolean
  /** Some lines are led by an ISO 8601 time. */
  readonly timed: boolean
  /** Some start or end is in milliseconds. */
  readonly milliseconds: boolean
}

/** The line that stands before a file where a program must forget the columns of the one before. */
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
  const files = evidence.filter(
    (file) => file.kind === 'vpc-flow-log' && file.duplicateOf === null && !isUnreadableLog(file),
  )
  const withLines = files.filter((file) => file.counts.lines > 0)
  const headers = withLines.map((file) => file.fields ?? [])
  const headerStarts = [...new Set(headers.flatMap((names) => names.slice(0, 1)))]
  const fields = [...new Set(headers.flat())]
  const groups = groupsOf(files, evidence)
  const marked = groups.some((group) => group.preface === NEXT_FILE)
  return {
    read: joined(groups.map(readGroup)),
    countLines: countGroups(groups),
    fields,
    always: (field) => headers.every((names) => names.includes(field)),
    headerStarts,
    anyHeader:
      marked ||
      withLines.some(
        (file) => file.counts.headerLines > (isHeadless(file) ? 0 : 1) || looksLikeHeader(file, headerStarts),
      ),
    marked,
    malformed: files.some((file) => file.counts.malformed > 0),
    carriageReturns: files.some((file) => file.firstLines.some((line) => line.endsWith('\\x0d'))),
    orderMark: files.some((file) => file.firstLines[0]?.startsWith(ORDER_MARK)),
    timed: files.some((file) => file.format?.carrier === 'timed-text'),
    milliseconds: withLines.some(hasMilliseconds),
  }
}

/** Files that are read in one way. */
interface Group {
  readonly words: ReturnType<typeof selectFiles>
  readonly program: string
  /** A line to be written before each file; empty for none. */
  readonly preface: string
  /** Each file is unpacked by a program of its own, and a line break is written behind it. */
  readonly apart: boolean
  /** Bytes of the file from which unpacking goes on behind damage, counted from 1. */
  readonly resume: readonly number[]
}

function groupsOf(files: readonly EvidenceFile[], evidence: readonly EvidenceFile[]): readonly Group[] {
  const byKey = new Map<string, EvidenceFile[]>()
  for (const file of files) {
    // zcat -f would hand on a damaged header as if it were text, so what is damaged goes by itself.
    const program = file.damage || file.container === 'zstd' ? file.container : 'zcat or cat'
    const key = [program, prefaceOf(file), resumeOf(file)].join('\n')
    byKey.set(key, [...(byKey.get(key) ?? []), file])
  }
  const all = evidence.map((file) => file.path)
  return Array.from(byKey.values(), (group) => {
    const [first] = group as [EvidenceFile]
    const preface = prefaceOf(first)
    return {
      words: selectFiles(
        group.map((file) => file.path),
        all,
      ),
      program: programFor(group),
      preface,
      // zcat stops at a damaged file and never reads those behind it; a last line without its
      // newline would run into the header of the next file.
      apart: preface !== '' || group.some((file) => file.unterminated || file.damage !== null),
      resume: resumeOf(first),
    }
  })
}

function programFor(files: readonly EvidenceFile[]): string {
  if (files.some((file) => file.container === 'zstd')) return 'zstdcat'
  const packed = files.filter((file) => file.container === 'gzip').length
  return packed === 0 ? 'cat' : packed === files.length ? 'zcat' : 'zcat -f'
}

function isHeadless(file: EvidenceFile): boolean {
  return file.format ? file.format.order !== 'header' : file.counts.headerLines === 0
}

/** A file without a header is told its fields; one that does not begin with its header must forget them. */
function prefaceOf(file: EvidenceFile): string {
  if (file.counts.lines === 0) return ''
  if (isHeadless(file) && file.fields) return file.fields.join(' ')
  return beginsWithHeader(file) ? '' : NEXT_FILE
}

/** gzip(1) gives up at damage; whole members behind the bytes that are lost are unpacked on their own. */
function resumeOf(file: EvidenceFile): readonly number[] {
  if (file.container !== 'gzip') return []
  const ends = file.damage?.lost?.map((range) => range.to) ?? []
  return ends.filter((end) => end < file.sizeBytes).map((end) => end + 1)
}

/** Runs a body for every file of a group, with "$f" as its name. */
function forEach({ words }: Group, body: string): string {
  return words.by === 'name'
    ? `for f in ${words.words}; do ${body}; done`
    : `${words.find} -exec sh -c 'for f; do ${body}; done' sh {} +`
}

function unpackings({ program, resume }: Group): readonly string[] {
  return [`${program} "$f"`, ...resume.map((from) => `tail -c +${from} "$f" | zcat`)]
}

function readGroup(group: Group): string {
  if (!group.apart) return together(group)
  const mark = group.preface === '' ? [] : [`echo "${group.preface}"`]
  return forEach(group, [...mark, ...unpackings(group).flatMap((unpack) => [unpack, 'echo'])].join('; '))
}

function together({ words, program }: Group): string {
  return words.by === 'name' ? `${program} ${words.words}` : `${words.find} -exec ${program} {} +`
}

function countGroups(groups: readonly Group[]): string {
  const [first] = groups
  if (!first) return 'echo 0'
  if (groups.length === 1 && !first.apart) return `${together(first)} | awk 'END{printf "%.0f\\n",NR}'`
  const counts = groups.map((group) =>
    forEach(
      group,
      unpackings(group)
        .map((unpack) => `${unpack} | awk "END{print NR}"`)
        .join('; '),
    ),
  )
  return `${joined(counts)} | awk '{n+=$1} END{printf "%.0f\\n",n}'`
}

function joined(commands: readonly string[]): string {
  if (commands.length === 0) return ':'
  return commands.length === 1 ? (commands[0] as string) : `{ ${commands.join('; ')}; }`
}

/** A byte order mark as EvidenceFile.firstLines has it. */
const ORDER_MARK = '\\xef\\xbb\\xbf'

/** Whether the first line is a header; EvidenceFile.firstLines may be cut and has bytes escaped. */
function beginsWithHeader(file: EvidenceFile): boolean {
  const first = file.firstLines[0]
  if (file.counts.headerLines === 0 || file.fields === null || first === undefined) return false
  const text = first.startsWith(ORDER_MARK) ? first.slice(ORDER_MARK.length) : first
  const names = text.replace(/(\\x0d|\\x09| )+$/g, '').split(/(?:\\x09| )+/)
  return names[0] !== '' && file.fields.join(' ').startsWith(names.join(' '))
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
