import type { Casework, CaseworkEdit, Mark, MarkSubject, RowEdit } from './casework'
import { subjectId } from './casework'
import { subjectText } from './subject-text'

/** What is changed in a mark; the rest of it stays. */
export type MarkChange = Partial<Pick<Mark, 'starred' | 'tags' | 'note'>>

/** The case work after an edit. */
export function withEdit(casework: Casework, edit: CaseworkEdit): Casework {
  return { marks: withRows(casework.marks, edit.marks), lists: withRows(casework.lists, edit.lists) }
}

/** The edit that takes another back. */
export function inverseOf(edit: CaseworkEdit): CaseworkEdit {
  const turned = <Row>({ before, after }: RowEdit<Row>): RowEdit<Row> => ({ before: after, after: before })
  return { what: edit.what, marks: edit.marks.map(turned), lists: edit.lists.map(turned) }
}

/**
 * The edit that changes the mark of a subject; null when it would change nothing. A mark without
 * star, tags and note is no mark any more.
 * @param now epoch seconds
 */
export function markEdit(
  casework: Casework,
  subject: MarkSubject,
  change: MarkChange,
  now: number,
): CaseworkEdit | null {
  const id = subjectId(subject)
  const before = casework.marks.find((mark) => mark.id === id) ?? null
  const from = before ?? { id, subject, starred: false, tags: [], note: '', createdAt: now, changedAt: now }
  const after: Mark = {
    ...from,
    ...change,
    tags: change.tags ? tidyTags(change.tags) : from.tags,
    changedAt: now,
  }
  const what = whatChanged(from, after)
  if (what === null) return null
  const empty = !after.starred && after.tags.length === 0 && after.note.trim() === ''
  return {
    what: `${what} ${subjectText(subject)}`,
    marks: [{ before, after: empty ? null : after }],
    lists: [],
  }
}

/** The edit that removes a whole mark. */
export function unmarkEdit(mark: Mark): CaseworkEdit {
  return {
    what: `Remove the mark on ${subjectText(mark.subject)}`,
    marks: [{ before: mark, after: null }],
    lists: [],
  }
}

/** Tags without blanks around them, each once, sorted. */
export function tidyTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((tag) => tag.trim().replace(/\s+/g, '-')).filter((tag) => tag !== ''))].sort()
}

/** All tags of the case, sorted, with how many marks have each. */
export function tagCounts(marks: readonly Mark[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const tag of marks.flatMap(({ tags }) => tags).sort()) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return counts
}

function withRows<Row extends { readonly id: string }>(
  rows: readonly Row[],
  edits: readonly RowEdit<Row>[],
): readonly Row[] {
  const changed = new Map(edits.map(({ before, after }) => [(after ?? before)?.id ?? '', after]))
  const kept = rows.filter(({ id }) => !changed.has(id))
  return [...kept, ...[...changed.values()].filter((row) => row !== null)]
}

/** What an edit does to a mark, for people, so that "… 10.0.0.1" can follow; null when nothing. */
function whatChanged(before: Mark, after: Mark): string | null {
  const added = after.tags.filter((tag) => !before.tags.includes(tag))
  const removed = before.tags.filter((tag) => !after.tags.includes(tag))
  const parts = [
    ...(after.starred === before.starred ? [] : [after.starred ? 'Star on' : 'Remove the star on']),
    ...(added.length > 0 ? [`Tag ${quoted(added)} on`] : []),
    ...(removed.length > 0 ? [`Remove the tag ${quoted(removed)} on`] : []),
    ...(after.note === before.note ? [] : [noteChange(before.note, after.note)]),
  ]
  return parts.length === 0 ? null : parts.join(', ')
}

function noteChange(before: string, after: string): string {
  if (before === '') return 'Note on'
  return after.trim() === '' ? 'Remove the note on' : 'Change the note on'
}

function quoted(tags: readonly string[]): string {
  return tags.map((tag) => `“${tag}”`).join(' and ')
}
