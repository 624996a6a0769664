import { expect, test } from 'vitest'
import { NO_HISTORY, redoOf, undoOf, withStep } from '../../../src/renderer/casework/history'
import { type Casework, type CaseworkEdit, NO_CASEWORK } from '../../../src/shared/case/casework'
import { markEdit, tagCounts, unmarkEdit, withEdit } from '../../../src/shared/case/edit-casework'

const HOST = { kind: 'address', address: '10.0.0.1' } as const
const NIGHT = { kind: 'range', from: 1695921755, to: 1695945545 } as const

function after(casework: Casework, edit: CaseworkEdit | null): Casework {
  if (!edit) throw new Error('nothing was edited')
  return withEdit(casework, edit)
}

test('a mark keeps its star, tags and note, and tags are tidied', () => {
  const starred = after(NO_CASEWORK, markEdit(NO_CASEWORK, HOST, { starred: true }, 100))
  const tagged = after(starred, markEdit(starred, HOST, { tags: [' web', 'c2 host', 'web', ''] }, 200))
  expect(tagged.marks).toEqual([
    {
      id: 'address 10.0.0.1',
      subject: HOST,
      starred: true,
      tags: ['c2-host', 'web'],
      note: '',
      createdAt: 100,
      changedAt: 200,
    },
  ])
})

test('an edit says in words what it does', () => {
  const starred = markEdit(NO_CASEWORK, HOST, { starred: true }, 1)
  expect(starred?.what).toBe('Star on 10.0.0.1')
  const noted = markEdit(NO_CASEWORK, NIGHT, { note: 'x', tags: ['b', 'a'] }, 1)
  expect(noted?.what).toBe('Tag “a” and “b” on, Note on 2023-09-28 17:22:35 – 23:59:05 UTC')
})

test('a mark that has lost everything is gone, and an edit that changes nothing is none', () => {
  const marked = after(NO_CASEWORK, markEdit(NO_CASEWORK, HOST, { tags: ['a'] }, 1))
  expect(markEdit(marked, HOST, { tags: ['a'] }, 2)).toBeNull()
  expect(after(marked, markEdit(marked, HOST, { tags: [] }, 2))).toEqual(NO_CASEWORK)
})

test('tags are counted in the order of the alphabet', () => {
  const one = after(NO_CASEWORK, markEdit(NO_CASEWORK, HOST, { tags: ['web', 'c2'] }, 1))
  const two = after(one, markEdit(one, NIGHT, { tags: ['web'] }, 1))
  expect([...tagCounts(two.marks)]).toEqual([
    ['c2', 1],
    ['web', 2],
  ])
})

test('undo and redo go step by step, say what they do, and a new step ends what could be redone', () => {
  const first = markEdit(NO_CASEWORK, HOST, { starred: true }, 1) as CaseworkEdit
  const one = withEdit(NO_CASEWORK, first)
  const second = unmarkEdit(one.marks[0] as Casework['marks'][number])
  const two = withEdit(one, second)
  expect(two).toEqual(NO_CASEWORK)

  const undone = undoOf(withStep(withStep(NO_HISTORY, first), second))
  expect(undone?.edit.what).toBe('Undone: Remove the mark on 10.0.0.1')
  expect(withEdit(two, undone?.edit as CaseworkEdit)).toEqual(one)
  const redone = redoOf(undone?.history ?? NO_HISTORY)
  expect(redone?.edit.what).toBe('Done again: Remove the mark on 10.0.0.1')
  expect(withEdit(one, redone?.edit as CaseworkEdit)).toEqual(two)

  const back = undoOf(undone?.history ?? NO_HISTORY)
  expect(withEdit(one, back?.edit as CaseworkEdit)).toEqual(NO_CASEWORK)
  expect(undoOf(back?.history ?? NO_HISTORY)).toBeNull()
  expect(redoOf(withStep(undone?.history ?? NO_HISTORY, first))).toBeNull()
})
