import { useEffect } from 'react'
import { create } from 'zustand'
import {
  type Casework,
  type CaseworkEdit,
  type Mark,
  type MarkSubject,
  NO_CASEWORK,
  subjectId,
} from '../../shared/case/casework'
import { type MarkChange, markEdit, withEdit } from '../../shared/case/edit-casework'
import { notify, notifyProblem } from '../app/notices'
import { useSession } from '../app/session'
import { type History, NO_HISTORY, redoOf, undoOf, withStep } from './history'

interface CaseworkState {
  /** Whose case work this is; null until it is read. */
  readonly caseId: string | null
  readonly casework: Casework
  readonly history: History
  /** What the mark dialog is open for. */
  readonly asking: MarkSubject | null
}

export const useCaseworkState = create<CaseworkState>()(() => ({
  caseId: null,
  casework: NO_CASEWORK,
  history: NO_HISTORY,
  asking: null,
}))

const get = () => useCaseworkState.getState()
const set = (change: Partial<CaseworkState>) => useCaseworkState.setState(change)

/** Edits are stored one after the other, so that each is made on the ground of the one before. */
let storing: Promise<void> = Promise.resolve()

/** Reads the case work of the case that is open. */
export function useCaseworkOf(caseId: string): void {
  const engine = useSession((state) => state.engine)
  useEffect(() => {
    if (get().caseId === caseId) return
    set({ caseId: null, casework: NO_CASEWORK, history: NO_HISTORY, asking: null })
    engine
      .casework()
      .then((casework) => {
        if (useSession.getState().open?.record.id === caseId) set({ caseId, casework })
      })
      .catch(notifyProblem)
  }, [caseId, engine])
}

export function useCasework(): Casework {
  return useCaseworkState((state) => state.casework)
}

/** The mark of a subject, undefined when it has none. */
export function useMark(subject: MarkSubject): Mark | undefined {
  const id = subjectId(subject)
  return useCaseworkState((state) => state.casework.marks.find((mark) => mark.id === id))
}

/** Changes the star, tags or note of a subject. */
export function changeMark(subject: MarkSubject, change: MarkChange): void {
  editCasework((casework) => markEdit(casework, subject, change, Math.floor(Date.now() / 1000)))
}

/** Makes one step of case work, which can be taken back. */
export function editCasework(editOf: (casework: Casework) => CaseworkEdit | null): void {
  const edit = editOf(get().casework)
  if (edit) carryOut(edit, withStep(get().history, edit))
}

export function undo(): void {
  const step = undoOf(get().history)
  if (!step) {
    notify('There is nothing to undo in this case.')
    return
  }
  carryOut(step.edit, step.history)
  notify(step.edit.what, { text: 'Redo', onClick: redo })
}

export function redo(): void {
  const step = redoOf(get().history)
  if (!step) {
    notify('There is nothing to do again in this case.')
    return
  }
  carryOut(step.edit, step.history)
  notify(step.edit.what, { text: 'Undo', onClick: undo })
}

/** Opens the dialog for star, tags and note of a subject. */
export function askForMark(subject: MarkSubject): void {
  set({ asking: subject })
}

export function closeMarkDialog(): void {
  set({ asking: null })
}

/** Shows the edit at once and stores it; what could not be stored is taken back from the screen. */
function carryOut(edit: CaseworkEdit, history: History): void {
  const { caseId, casework, history: before } = get()
  if (caseId === null) {
    notify('The case is still being opened.')
    return
  }
  const { engine } = useSession.getState()
  set({ casework: withEdit(casework, edit), history })
  storing = storing
    .then(() => engine.editCasework(caseId, edit))
    .catch(async (problem: unknown) => {
      notifyProblem(problem)
      const stored = await engine.casework()
      if (get().caseId === caseId) set({ casework: stored, history: before })
    })
    .catch(notifyProblem)
}
