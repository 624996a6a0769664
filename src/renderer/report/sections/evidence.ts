import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatCount, formatCounted } from '../../../shared/format/number'
import type { CaseTotals } from '../../investigation/types'
import { type Block, heading, note, paragraph, type Text, table } from '../document'
import { bytesCell, type Clock, enumerate, KIND_NAMES } from '../wording'
import type { SectionInput } from './section'

/** Malformed lines that are shown; the number of all is always told. */
const MALFORMED_SHOWN = 20

/** What was examined, whether it is whole, and how its lines were counted. */
export function evidenceSection({ investigation, numbers, clock }: SectionInput): readonly Block[] {
  const { evidence, totals } = investigation
  return [
    heading(1, 'Evidence'),
    paragraph(
      'Every regular file below the evidence folder was listed, opened for reading only and hashed with SHA-256; links were ' +
        'not followed. What a file is was told by its content, not by its name. Each file with its hash stands in appendix A.',
    ),
    groupTable(evidence),
    ...formats(evidence),
    ...lineCounts(totals, numbers.cite('totals.lines'), numbers.cite('totals.records')),
    ...captures(evidence, clock),
    ...damage(evidence),
    ...remarks(evidence),
    ...malformed(evidence, totals),
  ]
}

function groupTable(evidence: readonly EvidenceFile[]): Block {
  const groups = new Map<string, EvidenceFile[]>()
  for (const file of evidence) {
    const name = `${KIND_NAMES[file.kind]}${file.container === 'gzip' ? ', gzip' : ''}`
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  const row = (name: string, files: readonly EvidenceFile[]): readonly Text[] => {
    const sum = (of: (file: EvidenceFile) => number) => files.reduce((total, file) => total + of(file), 0)
    const logs = files.some((file) => file.kind === 'vpc-flow-log')
    return [
      name,
      formatCount(files.length),
      bytesCell(sum((file) => file.sizeBytes)),
      logs ? bytesCell(sum((file) => file.unpackedBytes)) : '–',
      logs ? formatCount(sum((file) => file.counts.lines)) : '–',
      logs ? formatCount(sum((file) => file.counts.records)) : '–',
    ]
  }
  return table(
    'Files by kind',
    [
      ['Kind', 'text'],
      ['Files', 'number'],
      ['Bytes on disk', 'number'],
      ['Bytes unpacked', 'number'],
      ['Lines', 'number'],
      ['Records', 'number'],
    ],
    [...Array.from(groups, ([name, files]) => row(name, files)), row('All', evidence)],
  )
}

/** Which fields the logs have, and where their gzip headers say that they were made. */
function formats(evidence: readonly EvidenceFile[]): readonly Block[] {
  const logs = evidence.filter((file) => file.kind === 'vpc-flow-log')
  const byFields = tally(logs.flatMap((file) => (file.fields ? [file.fields.join(' ')] : [])))
  const origins = tally(logs.flatMap((file) => file.gzip?.madeOn ?? []))
  const fieldCount = (fields: string) => fields.split(' ').length
  const stated = logs.filter((file) => file.format?.order === 'given').length
  const waiting = evidence.filter((file) => file.formatNeeded !== null).length
  return [
    ...Array.from(byFields, ([fields, files]) =>
      paragraph(
        `${byFields.size === 1 && files === logs.length ? 'All flow logs' : `${formatCounted(files, 'flow log')}`} have ${formatCounted(fieldCount(fields), 'field')}, in this order: `,
        { code: fields },
        '.',
      ),
    ),
    ...(stated === 0
      ? []
      : [
          note(
            `Of ${formatCounted(stated, 'flow log')} without a header line the fields are as the examiner stated them; appendix A tells which.`,
          ),
        ]),
    ...(waiting === 0
      ? []
      : [
          note(
            `${formatCounted(waiting, 'file')} ${waiting === 1 ? 'looks like a flow log' : 'look like flow logs'} without a header line, in an order of fields that is not known. ${waiting === 1 ? 'It was' : 'They were'} not read and ${waiting === 1 ? 'is' : 'are'} in no figure.`,
          ),
        ]),
    ...(origins.size === 0
      ? []
      : [
          paragraph(
            `By their gzip headers, the files were packed on these file systems: ${enumerate(
              Array.from(origins, ([name, files]) => `${name} (${formatCounted(files, 'file')})`),
            )}.`,
          ),
        ]),
  ]
}

function tally(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function lineCounts(totals: CaseTotals, linesFigure: string, recordsFigure: string): readonly Block[] {
  const { lines, headerLines, records, noData, skipData, malformed, blank } = totals
  const row = (name: string, value: number, meaning: Text, figure = ''): readonly Text[] => [
    name,
    formatCount(value),
    meaning,
    figure,
  ]
  return [
    table(
      'Lines of all flow logs: every line is counted once',
      [
        ['What', 'label'],
        ['Lines', 'number'],
        ['Meaning', 'text'],
        ['Figure', 'label'],
      ],
      [
        row('Records', records, 'A flow, with its bytes and packets in one direction', recordsFigure),
        row('Header lines', headerLines, 'Names of the fields'),
        row('NODATA', noData, 'An interface without traffic in the interval'),
        row('SKIPDATA', skipData, 'Records that AWS left out, for want of capacity or an internal error'),
        row('Malformed', malformed, 'Lines that fit no format; they are in no other figure'),
        row('Blank', blank, 'Lines without text'),
        row(
          'All lines',
          lines,
          ['As ', { code: 'zcat' }, ' and ', { code: 'wc -l' }, ' count them'],
          linesFigure,
        ),
      ],
    ),
  ]
}

function captures(evidence: readonly EvidenceFile[], clock: Clock): readonly Block[] {
  const converted = evidence.flatMap((file) => (file.capture ? [{ ...file, capture: file.capture }] : []))
  if (converted.length === 0) return []
  return [
    table(
      'Packet captures, converted to NetFlow',
      [
        ['File', 'code'],
        ['Converted by', 'text'],
        ['Flows', 'number'],
        ['Packets', 'number'],
        ['Bytes', 'number'],
        ['Packets without a flow', 'number'],
        ['First packet', 'text'],
        ['Last packet', 'text'],
      ],
      converted.map(({ path, capture }) => [
        [{ code: path }],
        capture.converter,
        formatCount(capture.flows),
        formatCount(capture.packets),
        bytesCell(capture.bytes),
        formatCount(capture.skippedPackets),
        clock.tell(capture.first),
        clock.tell(capture.last),
      ]),
    ),
  ]
}

function damage(evidence: readonly EvidenceFile[]): readonly Block[] {
  const rows = evidence.flatMap((file) => {
    if (file.damage) {
      const { kind, atByte, message } = file.damage
      return [[[{ code: file.path }], kind, formatCount(atByte), message] as const]
    }
    return file.kind === 'unreadable'
      ? [[[{ code: file.path }], 'unreadable', '–', file.remark ?? ''] as const]
      : []
  })
  if (rows.length === 0) return [paragraph('No file is damaged.')]
  return [
    note(
      'Of the files below only a part could be read. Every figure of this report counts that part, so it is a lower bound. ' +
        'Other programs may give up earlier in such a file: the command of a figure can then print less.',
    ),
    table(
      'Damaged files',
      [
        ['File', 'code'],
        ['Damage', 'text'],
        ['At byte', 'number'],
        ['What happened', 'text'],
      ],
      rows,
    ),
  ]
}

/** What the examiner should know of files that are not damaged. */
function remarks(evidence: readonly EvidenceFile[]): readonly Block[] {
  const told = evidence.filter((file) => file.remark !== null && file.kind !== 'unreadable')
  if (told.length === 0) return []
  return [
    table(
      'Remarks on files',
      [
        ['File', 'code'],
        ['Kind', 'text'],
        ['Remark', 'text'],
      ],
      told.map((file) => [[{ code: file.path }], KIND_NAMES[file.kind], file.remark ?? '']),
    ),
  ]
}

function malformed(evidence: readonly EvidenceFile[], totals: CaseTotals): readonly Block[] {
  const printed = evidence.reduce((sum, file) => sum + (file.capture?.output?.malformed ?? 0), 0)
  const all = totals.malformed + printed
  if (all === 0) return []
  const lines = evidence.flatMap((file) => file.malformedLines.map((line) => ({ file, line })))
  const shown = lines.slice(0, MALFORMED_SHOWN)
  return [
    table(
      shown.length < all
        ? `Malformed lines, the first ${shown.length} of ${formatCount(all)}`
        : 'Malformed lines',
      [
        ['File', 'code'],
        ['Line', 'number'],
        ['Why', 'text'],
        ['Text', 'code'],
      ],
      shown.map(({ file, line }) => [
        [{ code: file.path }],
        formatCount(line.line),
        line.reason,
        [{ code: line.text }],
      ]),
    ),
  ]
}

/** Appendix A: every file with what identifies it. */
export function evidenceAppendix({ investigation }: SectionInput): readonly Block[] {
  const { evidence } = investigation
  return [
    heading(1, 'Appendix A: evidence files'),
    table(
      `All ${formatCounted(evidence.length, 'file')}, by path`,
      [
        ['No.', 'number'],
        ['File', 'code'],
        ['SHA-256', 'hash'],
        ['Kind', 'label'],
        ['Bytes', 'number'],
        ['Lines', 'number'],
        ['Records', 'number'],
      ],
      sortedByPath(evidence).map((file, index) => {
        const log = file.kind === 'vpc-flow-log'
        return [
          formatCount(index + 1),
          [{ code: file.path }],
          file.sha256 === null ? 'could not be read' : [{ code: file.sha256 }],
          `${KIND_NAMES[file.kind]}${marks(file)}`,
          formatCount(file.sizeBytes),
          log ? formatCount(file.counts.lines) : '–',
          log ? formatCount(file.counts.records) : '–',
        ]
      }),
    ),
  ]
}

function marks({ damage, format, capture }: EvidenceFile): string {
  const told = [
    ...(damage ? [damage.kind] : []),
    ...(format?.order === 'given' ? ['fields stated by the examiner'] : []),
    ...(capture?.output?.zone ? [`time zone ${capture.output.zone} stated by the examiner`] : []),
  ]
  return told.length > 0 ? ` (${told.join('; ')})` : ''
}

/** By code unit, as the evidence list of findings.json is. */
export function sortedByPath(evidence: readonly EvidenceFile[]): readonly EvidenceFile[] {
  return [...evidence].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
