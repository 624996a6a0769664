import type { MarkSubject } from '../../../shared/case/casework'
import { type Filter, not } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { hasPorts } from '../../../shared/network/protocols'
import { addressPath, type CaseView, servicePath, suspectPath } from '../../app/places'
import { groupings, groupingTitle } from '../count/group-fields'
import { askedAnew, type FilteredPlace } from './filtered-place'
import { isNarrowed, narrowed } from './narrowed'
import { fieldsOfValue, filterOfValue, isMeasure, type PivotValue, valueText } from './pivot-value'

export type PivotDoes =
  | { readonly goTo: string }
  | { readonly copy: string; readonly what: string }
  | { readonly toggleSuspect: string }
  | { readonly mark: MarkSubject }
  | { readonly entries: readonly PivotEntry[] }

export interface PivotEntry {
  readonly text: string
  /** The filter or grouping that comes of it. */
  readonly label?: string
  readonly does: PivotDoes
  /** A line stands before it. */
  readonly begins?: boolean
}

export interface PivotContext {
  readonly place: FilteredPlace
  /** Fields of the flows of the place's source. */
  readonly fields: readonly string[]
  readonly suspects: readonly string[]
}

/** Seconds on each side of a moment that is looked around. */
const AROUND: readonly (readonly [seconds: number, text: string])[] = [
  [60, '1 minute around it'],
  [300, '5 minutes around it'],
  [3_600, '1 hour around it'],
]

/** What is mostly asked next, before the fields in their own order. */
const USUAL_GROUPINGS: readonly string[] = [
  'srcaddr',
  'dstaddr',
  'dstport',
  'srcport',
  'protocol',
  'action',
  'interface-id',
  'flow-direction',
]

/** Everything that can be done with a value. */
export function pivotEntries(value: PivotValue, context: PivotContext): readonly PivotEntry[] {
  return [
    ...(value.kind === 'time' ? timeEntries(value.at, context) : filterEntries(value, context)),
    ...countEntries(value, context),
    ...pageEntries(value, context),
    ...markEntries(value, context),
    ...copyEntries(value),
  ]
}

function filterEntries(value: PivotValue, { place }: PivotContext): readonly PivotEntry[] {
  const filter = filterOfValue(value)
  if (!filter) return []
  const flows = (text: string, chosen: Filter | null): readonly PivotEntry[] =>
    chosen
      ? [
          {
            text,
            label: printFilter(chosen),
            does: { goTo: askedAnew({ ...place, rest: {} }, { filter: chosen, view: 'flows' }) },
          },
        ]
      : []
  const sided = value.kind === 'address' || (value.kind === 'port' && printsPort(filter))
  return [
    ...flows('Show only this', filter),
    ...flows('Show all but this', not(filter)),
    ...(sided ? flows('Only as source', filterOfValue(value, { side: 'src' })) : []),
    ...(sided ? flows('Only as destination', filterOfValue(value, { side: 'dst' })) : []),
    ...(isMeasure(value) ? flows('At least this', filterOfValue(value, { comparison: '>=' })) : []),
    ...(isMeasure(value) ? flows('At most this', filterOfValue(value, { comparison: '<=' })) : []),
    ...viewEntries(filter, place),
    ...narrowEntries(filter, place),
  ]
}

/** The other views that show the flows of a filter; the table of flows has entries of its own. */
const SHOWN_IN: readonly (readonly [view: CaseView, name: string])[] = [
  ['timeline', 'Timeline'],
  ['graph', 'Graph'],
]

function viewEntries(filter: Filter, place: FilteredPlace): readonly PivotEntry[] {
  const entries = SHOWN_IN.map(([view, text]) => ({
    text,
    does: { goTo: askedAnew({ ...place, rest: {} }, { filter, view }) },
  }))
  return [{ text: 'Show it in', label: printFilter(filter), does: { entries } }]
}

/** What adds to a filter that is in use. */
function narrowEntries(filter: Filter, place: FilteredPlace): readonly PivotEntry[] {
  // What the filter has already can neither narrow it nor be taken out of what is left.
  if (place.filter.type === 'any' || isNarrowed(place.filter, filter)) return []
  return [
    {
      text: 'Add to the filter',
      label: `and ${operandText(filter)}`,
      does: { goTo: askedAnew(place, { filter: narrowed(place.filter, filter) }) },
      begins: true,
    },
    {
      text: 'Take out of the filter',
      label: `and ${operandText(not(filter))}`,
      does: { goTo: askedAnew(place, { filter: narrowed(place.filter, not(filter)) }) },
    },
  ]
}

function timeEntries(at: number, { place }: PivotContext): readonly PivotEntry[] {
  const ranged = (text: string, time: FilteredPlace['time']): PivotEntry => ({
    text,
    does: { goTo: askedAnew(place, { time }) },
  })
  // A range ends before its end: the second of the moment itself belongs to it.
  const second = Math.floor(at)
  return [
    ranged('From this time on', { ...place.time, from: second }),
    ranged('Up to this time', { ...place.time, to: second + 1 }),
    ...AROUND.map(([seconds, text]) => ranged(text, { from: second - seconds, to: second + seconds + 1 })),
  ]
}

function countEntries(value: PivotValue, { place, fields }: PivotContext): readonly PivotEntry[] {
  const all = groupings(fields)
  const own = fieldsOfValue(value).filter((by) => all.includes(by))
  const usual = USUAL_GROUPINGS.filter((by) => all.includes(by))
  const counted = (filter: Filter, order: readonly string[]): readonly PivotEntry[] =>
    [...new Set(order)].map((by) => ({
      text: groupingTitle(by),
      does: { goTo: askedAnew({ ...place, rest: {} }, { filter, view: 'count', group: by }) },
    }))
  const filter = filterOfValue(value)
  const within = filter && narrowed(place.filter, filter)
  // Under a filter that names the value already, its flows are all that are shown.
  const isAll = within !== null && printFilter(within) === printFilter(place.filter)
  const shown: PivotEntry = {
    text: place.filter.type === 'any' ? 'Count all flows by' : 'Count the flows shown by',
    ...(place.filter.type === 'any' ? {} : { label: printFilter(place.filter) }),
    does: { entries: counted(place.filter, [...own, ...usual, ...all]) },
    begins: true,
  }
  if (within === null) return [shown]
  const its: PivotEntry = {
    text: 'Count its flows by',
    label: printFilter(within),
    does: { entries: counted(within, [...usual, ...all]) },
    begins: isAll,
  }
  return isAll ? [its] : [shown, its]
}

/** The pages about the value, and what the case holds it for. */
function pageEntries(value: PivotValue, { place, suspects }: PivotContext): readonly PivotEntry[] {
  if (value.kind === 'port') {
    const { port, protocol } = value
    if (protocol === null || !hasPorts(protocol)) return []
    const page = servicePath(place.caseId, protocol, port, place.source)
    return [{ text: 'Open its page', does: { goTo: page }, begins: true }]
  }
  if (value.kind !== 'address') return []
  const { address } = value
  return [
    { text: 'Open its page', does: { goTo: addressPath(place.caseId, address) }, begins: true },
    { text: 'Investigate as suspect', does: { goTo: suspectPath(place.caseId, address) } },
    {
      text: suspects.includes(address) ? 'No longer a suspect' : 'Mark as suspect',
      does: { toggleSuspect: address },
    },
  ]
}

function markEntries(value: PivotValue, { place }: PivotContext): readonly PivotEntry[] {
  const subject = subjectOf(value, place)
  return subject
    ? [{ text: 'Star, tag or note…', does: { mark: subject }, begins: value.kind !== 'address' }]
    : []
}

function subjectOf(value: PivotValue, { source }: FilteredPlace): MarkSubject | null {
  if (value.kind === 'address') return { kind: 'address', address: value.address }
  if (value.kind === 'time') {
    // A moment is the second that it lies in.
    const from = Math.floor(value.at)
    return { kind: 'range', from, to: from + 1 }
  }
  const filter = filterOfValue(value)
  return filter && { kind: 'filter', filter: printFilter(filter), source }
}

function copyEntries(value: PivotValue): readonly PivotEntry[] {
  const text = valueText(value)
  const filter = filterOfValue(value)
  return [
    { text: 'Copy', label: text, does: { copy: text, what: text }, begins: true },
    ...(filter
      ? [{ text: 'Copy as filter', does: { copy: printFilter(filter), what: 'Filter' } } as const]
      : []),
  ]
}

/** Protocols without ports are named alone, and have no sides. */
function printsPort(filter: Filter): boolean {
  return (
    filter.type === 'port' || (filter.type === 'and' && filter.filters.some(({ type }) => type === 'port'))
  )
}

function operandText(filter: Filter): string {
  const text = printFilter(filter)
  return filter.type === 'and' || filter.type === 'or' ? `(${text})` : text
}
