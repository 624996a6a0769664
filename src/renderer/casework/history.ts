import type { CaseworkEdit } from '../../shared/case/casework'
import { inverseOf } from '../../shared/case/edit-casework'

/** Steps that can be taken back, and steps that were; the last of each is the next. */
export interface History {
  readonly done: readonly CaseworkEdit[]
  readonly undone: readonly CaseworkEdit[]
}

export const NO_HISTORY: History = { done: [], undone: [] }

/** Steps that are remembered; lists may be long. */
const MOST_STEPS = 200

export function withStep(history: History, edit: CaseworkEdit): History {
  return { done: [...history.done, edit].slice(-MOST_STEPS), undone: [] }
}

/** What is to be stored to take the last step back, and the history after it; null when there is none. */
export function undoOf({ done, undone }: History): { edit: CaseworkEdit; history: History } | null {
  const last = done.at(-1)
  if (!last) return null
  const edit = { ...inverseOf(last), what: `Undone: ${last.what}` }
  return { edit, history: { done: done.slice(0, -1), undone: [...undone, last] } }
}

export function redoOf({ done, undone }: History): { edit: CaseworkEdit; history: History } | null {
  const last = undone.at(-1)
  if (!last) return null
  return {
    edit: { ...last, what: `Done again: ${last.what}` },
    history: { done: [...done, last], undone: undone.slice(0, -1) },
  }
}
