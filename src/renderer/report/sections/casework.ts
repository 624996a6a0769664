import { flowPlace, KIND_TITLES, subjectText } from '../../../shared/case/subject-text'
import type { TimedMark } from '../../../shared/case/timed-mark'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { type Block, facts, heading, type Text, table } from '../document'
import { bytesCell, type Clock } from '../wording'
import { readNotes } from './notes'
import type { SectionInput } from './section'

/** Entries of a list that are named in the report; the table says how many there are. */
const MOST_ENTRIES = 100

/** The timeline that the examiner's marks make; nothing when nothing is marked. */
export function caseTimelineSection({ investigation, clock }: SectionInput): readonly Block[] {
  const timeline = investigation.casework?.timeline ?? []
  if (timeline.length === 0) return []
  const noted = timeline.filter(({ mark }) => mark.note.trim() !== '')
  return [
    heading(1, 'Case timeline'),
    table(
      'What the examiner marked, in the order of time',
      [
        ['From', 'text'],
        ['To', 'text'],
        ['What', 'text'],
        ['Records', 'number'],
        ['Tags', 'text'],
      ],
      timeline.map((timed) => row(timed, clock)),
    ),
    ...noted.flatMap(({ mark }) => [
      heading(3, `${KIND_TITLES[mark.subject.kind]}: ${subjectText(mark.subject)}`),
      ...readNotes(mark.note),
    ]),
  ]
}

function row({ mark, time }: TimedMark, clock: Clock): readonly Text[] {
  const { subject } = mark
  const what = `${KIND_TITLES[subject.kind]} ${subject.kind === 'filter' ? subject.filter : subjectText(subject)}`
  return [
    clock.tell(time.from),
    clock.tell(time.to),
    subject.kind === 'flow' ? `${what} (${flowPlace(subject)})` : what,
    time.records === null ? '–' : formatCount(time.records),
    [...(mark.starred ? ['starred'] : []), ...mark.tags].join(', '),
  ]
}

/** The lists that were matched, with their hashes and what the flow logs have of each. */
export function listsSection({ investigation, clock }: SectionInput): readonly Block[] {
  const lists = investigation.casework?.lists ?? []
  if (lists.length === 0) return []
  return [
    heading(1, 'Lists of addresses'),
    ...lists.flatMap(({ list, hits }) => [
      heading(2, list.name),
      facts(
        ['Kind', list.kind === 'ioc' ? 'Indicators of compromise' : 'Allowed: known to be harmless'],
        ['SHA-256 of the list', [{ code: list.sha256 }]],
        [
          'Entries',
          `${formatCounted(list.entries.length, 'entry', 'entries')}; ${formatCounted(list.badLines, 'line')} could not be used`,
        ],
        [
          'Found',
          `${formatCounted(hits.entries.length, 'entry', 'entries')} in ${formatCounted(hits.records, 'record')}`,
        ],
        ['Bytes', bytesCell(hits.bytes)],
      ),
      ...(hits.entries.length === 0
        ? []
        : [
            table(
              hits.entries.length > MOST_ENTRIES
                ? `Entries found: the ${MOST_ENTRIES} with most bytes of ${formatCount(hits.entries.length)}`
                : 'Entries found in the flow logs, most bytes first',
              [
                ['Entry', 'code'],
                ['Records', 'number'],
                ['Bytes', 'amount'],
                ['First start', 'text'],
                ['Last end', 'text'],
                ['Comment', 'text'],
              ],
              [...hits.entries]
                .sort((a, b) => Number(b.bytes) - Number(a.bytes) || a.entry - b.entry)
                .slice(0, MOST_ENTRIES)
                .map((hit) => [
                  list.entries[hit.entry]?.network ?? '',
                  formatCount(hit.records),
                  bytesCell(hit.bytes),
                  clock.tell(hit.firstStart),
                  clock.tell(hit.lastEnd),
                  list.entries[hit.entry]?.comment ?? '',
                ]),
            ),
          ]),
    ]),
  ]
}
