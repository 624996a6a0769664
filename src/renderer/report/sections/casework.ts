import { flowPlace, KIND_TITLES, subjectText, titledSubject } from '../../../shared/case/subject-text'
import type { MatchedList, TimedMark } from '../../../shared/case/timed-mark'
import { formatCount, formatCounted } from '../../../shared/format/number'
import {
  entriesByBytes,
  entryFigureId,
  listFigureId,
  MAX_ENTRY_FIGURES,
  MAX_MARK_FIGURES,
  markFigureId,
  namedNetworks,
  networkOf,
} from '../../investigation/casework-figures'
import { type Block, facts, heading, paragraph, type Text, table } from '../document'
import type { FigureNumbers } from '../figures'
import { bytesCell, type Clock } from '../wording'
import { readNotes } from './notes'
import type { SectionInput } from './section'

/** Entries of a list that are named in the report; the table says how many there are. */
const MAX_ENTRIES_SHOWN = 100

/** The timeline that the examiner's marks make; nothing when nothing is marked. */
export function caseTimelineSection({ investigation, clock, numbers }: SectionInput): readonly Block[] {
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
        ['Figures', 'label'],
      ],
      timeline.map((timed, index) => {
        const id = markFigureId(index)
        return [
          ...row(timed, clock),
          numbers.cite(`${id}.records`, `${id}.from`, `${id}.to`) || withoutFigure(timed, index),
        ]
      }),
    ),
    ...noted.flatMap(({ mark }) => [
      heading(3, `${KIND_TITLES[mark.subject.kind]}: ${subjectText(mark.subject)}`),
      ...readNotes(mark.note),
    ]),
  ]
}

/** Why a mark has no figure, and so no command. */
function withoutFigure({ mark, time }: TimedMark, index: number): string {
  if (mark.subject.kind === 'range') return 'none: the times are the examiner’s'
  if (index >= MAX_MARK_FIGURES) return `none: only the first ${MAX_MARK_FIGURES} marks have figures`
  if (mark.subject.kind === 'filter' && time.records === null) return 'none: the filter can’t be read'
  return 'none: the flow tells no time'
}

function row({ mark, time }: TimedMark, clock: Clock): readonly Text[] {
  const { subject } = mark
  const what = titledSubject(subject)
  return [
    clock.tell(time.from),
    clock.tell(time.to),
    subject.kind === 'flow' ? `${what} (${flowPlace(subject)})` : what,
    time.records === null ? '–' : formatCount(time.records),
    [...(mark.starred ? ['starred'] : []), ...mark.tags].join(', '),
  ]
}

/** The lists that were matched, with their hashes and what the flow logs have of each. */
export function listsSection({ investigation, clock, numbers }: SectionInput): readonly Block[] {
  const lists = investigation.casework?.lists ?? []
  if (lists.length === 0) return []
  return [
    heading(1, 'Lists of addresses'),
    ...lists.flatMap((matched, index) => [
      heading(2, matched.list.name),
      listFacts(matched, index, numbers),
      ...(matched.hits.entries.length === 0 ? [] : entriesFound(matched, index, clock, numbers)),
    ]),
  ]
}

function listFacts({ list, hits }: MatchedList, index: number, numbers: FigureNumbers): Block {
  return facts(
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
    ['Figures', listCitation({ list, hits }, index, numbers)],
  )
}

function listCitation(matched: MatchedList, index: number, numbers: FigureNumbers): string {
  const id = listFigureId(index)
  const cited = numbers.cite(`${id}.records`, `${id}.bytes`)
  const named = namedNetworks(matched)?.length
  if (named === undefined) {
    return `none: of ${formatCounted(matched.list.entries.length, 'entry', 'entries')} no command can be made`
  }
  return named === matched.list.entries.length
    ? cited
    : `${cited}, which name the entries found: all of them are too many for a command`
}

function entriesFound(
  { list, hits }: MatchedList,
  index: number,
  clock: Clock,
  numbers: FigureNumbers,
): readonly Block[] {
  const shown = entriesByBytes(hits).slice(0, MAX_ENTRIES_SHOWN)
  return [
    table(
      hits.entries.length > shown.length
        ? `Entries found: the ${shown.length} with most bytes of ${formatCount(hits.entries.length)}`
        : 'Entries found in the flow logs, most bytes first',
      [
        ['Entry', 'code'],
        ['Records', 'number'],
        ['Bytes', 'amount'],
        ['First start', 'text'],
        ['Last end', 'text'],
        ['Comment', 'text'],
        ['Figures', 'label'],
      ],
      shown.map((hit) => {
        const network = networkOf(list, hit)
        const id = entryFigureId(index, network)
        return [
          network,
          formatCount(hit.records),
          bytesCell(hit.bytes),
          clock.tell(hit.firstStart),
          clock.tell(hit.lastEnd),
          list.entries[hit.entry]?.comment ?? '',
          numbers.cite(`${id}.records`, `${id}.bytes`, `${id}.firstStart`, `${id}.lastEnd`),
        ]
      }),
    ),
    ...(shown.length > MAX_ENTRY_FIGURES
      ? [
          paragraph(
            `The ${MAX_ENTRY_FIGURES} entries with the most bytes have figures of their own. The command of any of them counts another entry, too, with its address in the place of the one that it names.`,
          ),
        ]
      : []),
  ]
}
