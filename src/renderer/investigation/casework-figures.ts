import type { AddressList, Mark } from '../../shared/case/casework'
import { countedFlows } from '../../shared/case/mark-filter'
import type { EntryHits, ListHits } from '../../shared/case/match-list'
import { titledSubject } from '../../shared/case/subject-text'
import type { MatchedList, TimedMark } from '../../shared/case/timed-mark'
import type { Filter } from '../../shared/filter/ast'
import type { FigureQuestion } from '../../shared/findings/figure'
import { oneLine } from '../../shared/format/one-line'
import { FigureMaker } from './figures'
import { compare } from './quantity'

/** Marks that have figures, the first of the timeline: each takes up to three commands. */
export const MAX_MARK_FIGURES = 50

/** Entries of a list that have figures, those with the most bytes: each takes four commands. */
export const MAX_ENTRY_FIGURES = 25

/** Networks that one command names; more make a program that nobody reads. */
export const MAX_NETWORKS = 200

/**
 * The figures of what the examiner marked and of the lists that were matched, under the ids "mark.1.records"
 * (numbered in the order of the timeline) and "list.1.bytes" (in the order of the lists). Their filters
 * reproduce the values exactly. Subjects that no command can tell have none.
 */
export function caseworkFigures(
  timeline: readonly TimedMark[],
  lists: readonly MatchedList[],
): readonly FigureQuestion[] {
  const marks = timeline.map(({ mark }) => mark)
  return [
    ...timeline
      .slice(0, MAX_MARK_FIGURES)
      .flatMap((timed, index) => markFigures(timed, markFigureId(index), marks)),
    ...lists.flatMap(listFigures),
  ]
}

/** @param index of the mark in the timeline, from 0 */
export function markFigureId(index: number): string {
  return `mark.${index + 1}`
}

/** @param index of the list in the order of the report, from 0 */
export function listFigureId(index: number): string {
  return `list.${index + 1}`
}

/** "list.1.entry.203.0.113.0/24", with which the ids of an entry's figures begin. */
export function entryFigureId(index: number, network: string): string {
  return `${listFigureId(index)}.entry.${network}`
}

/** Entries with the most bytes first, as the report lists them. */
export function entriesByBytes({ entries }: ListHits): readonly EntryHits[] {
  return [...entries].sort((a, b) => compare(b.bytes, a.bytes) || a.entry - b.entry)
}

/**
 * What a command names to count a whole list: all its entries, or those found where all would be too
 * many, since the others have no flow. Null where those found are too many, too, and where there are none.
 */
export function namedNetworks({ list, hits }: MatchedList): readonly string[] | null {
  const all = list.entries.map(({ network }) => network)
  const named = all.length <= MAX_NETWORKS ? all : hits.entries.map((hit) => networkOf(list, hit))
  return named.length === 0 || named.length > MAX_NETWORKS ? null : named
}

export function networkOf({ entries }: AddressList, { entry }: EntryHits): string {
  return entries[entry]?.network ?? ''
}

function markFigures(
  { mark, time }: TimedMark,
  id: string,
  marks: readonly Mark[],
): readonly FigureQuestion[] {
  const { kind } = mark.subject
  const flows = countedFlows(mark.subject, marks)
  // The bounds of a time range are what the examiner says, no figure of flows.
  if (flows === null || kind === 'range' || time.records === null) return []
  const figure = new FigureMaker(time.source, id, titledSubject(mark.subject))
  return [
    // A flow is one line, whether or not another line has the same values.
    ...(kind === 'flow' ? [] : [figure.count('records', 'records', time.records, flows)]),
    ...(time.from === null ? [] : [figure.time('from', 'first start', time.from, 'min', 'start', flows)]),
    ...(time.to === null ? [] : [figure.time('to', 'last end', time.to, 'max', 'end', flows)]),
  ]
}

function listFigures(matched: MatchedList, index: number): readonly FigureQuestion[] {
  const { list, hits } = matched
  const name = `List ${oneLine(list.name)}`
  const named = namedNetworks(matched)
  return [
    ...(named ? hitFigures(new FigureMaker('vpc', listFigureId(index), name), hits, withAddress(named)) : []),
    ...entriesByBytes(hits)
      .slice(0, MAX_ENTRY_FIGURES)
      .flatMap((hit) => entryFigures(hit, networkOf(list, hit), index, name)),
  ]
}

function entryFigures(
  hit: EntryHits,
  network: string,
  list: number,
  name: string,
): readonly FigureQuestion[] {
  const figure = new FigureMaker('vpc', entryFigureId(list, network), `${name}, ${network}`)
  const filter = withAddress([network])
  return [
    ...hitFigures(figure, hit, filter),
    figure.time('firstStart', 'first start', hit.firstStart, 'min', 'start', filter),
    figure.time('lastEnd', 'last end', hit.lastEnd, 'max', 'end', filter),
  ]
}

function hitFigures(
  figure: FigureMaker,
  { records, bytes }: Pick<EntryHits, 'records' | 'bytes'>,
  filter: Filter,
): readonly FigureQuestion[] {
  return [
    figure.count('records', 'records', records, filter),
    figure.sum('bytes', 'bytes', bytes, 'bytes', filter),
  ]
}

function withAddress(networks: readonly string[]): Filter {
  return { type: 'address', side: 'any', networks }
}
