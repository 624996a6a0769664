import { create } from 'zustand'
import type { CaseRecord } from '../../shared/case/case'
import type { AppFacts, Folder, StatedFormat, StatedZone } from '../../shared/ipc/channels'
import type { ImportOutcome } from '../../shared/ipc/import-messages'
import type { CaseChange, Engine, OpenCase } from '../engine/engine-api'
import { answers } from './answer-cache'
import { bridge, messageOf } from './bridge'
import { withCompleted } from './completed-files'
import { handedPort } from './handed-ports'
import { navigate } from './hash-location'
import { importRequestOf } from './import-request'
import { notify } from './notices'
import { type PaceSample, withSample } from './pace'
import { casePath } from './places'
import { usePreferences } from './preferences'
import { Refresh } from './refresh'

/** An import that is under way. */
export interface Reading {
  readonly caseId: string
  readonly importId: string | null
  readonly samples: readonly PaceSample[]
  readonly cancelling: boolean
  readonly paused: boolean
}

/** Something that went wrong or needs attention in the open case, and what can be done. */
export interface Trouble {
  readonly title: string
  readonly message: string
}

interface SessionState {
  readonly engine: Engine
  readonly facts: AppFacts
  /** null until they are listed. */
  readonly cases: readonly CaseRecord[] | null
  readonly open: OpenCase | null
  readonly openingId: string | null
  readonly reading: Reading | null
  readonly trouble: Trouble | null
}

/** Set once, before the first render, by startSession. */
export const useSession = create<SessionState>()(() => null as unknown as SessionState)

const get = () => useSession.getState()
const set = (change: Partial<SessionState>) => useSession.setState(change)

const refresh = new Refresh(answers, (contents, completed) => {
  const { open } = get()
  if (open) set({ open: { ...open, contents, evidence: withCompleted(open.evidence, completed) } })
})

export function startSession(engine: Engine, facts: AppFacts): void {
  useSession.setState(
    { engine, facts, cases: null, open: null, openingId: null, reading: null, trouble: null },
    true,
  )
  void engine.limitMemory(usePreferences.getState().memoryGiB * 2 ** 30)
  engine.subscribe((event) => {
    const { reading } = get()
    if (event.type === 'progress' && reading) {
      const sample: PaceSample = { at: performance.now(), progress: event.progress }
      set({ reading: { ...reading, samples: withSample(reading.samples, sample) } })
    }
    if (event.type === 'changed') refresh.offer(event.contents, event.completed, event.last)
    if (event.type === 'import-ended') ended(event.outcome, event.open)
  })
}

function ended(outcome: ImportOutcome, open: OpenCase): void {
  refresh.forget()
  set({
    reading: null,
    open: get().open?.record.id === open.record.id ? open : get().open,
    trouble:
      outcome.state === 'failed'
        ? { title: 'Reading the evidence stopped', message: outcome.message }
        : get().trouble,
  })
  void listCases()
}

export async function listCases(): Promise<void> {
  set({ cases: await get().engine.listCases() })
}

/** Opens the case of a folder, or starts a new one. */
export async function openFolder(folder: Folder): Promise<void> {
  const cases = get().cases ?? (await get().engine.listCases())
  const known = cases.find(
    (record) => record.folderId === folder.folderId || record.folderPath === folder.path,
  )
  const record =
    known ??
    (await get().engine.createCase({
      title: folder.name,
      examiner: usePreferences.getState().examiner,
      timeZone: 'UTC',
      folderId: folder.folderId,
      folderPath: folder.path,
    }))
  if (known && known.folderId !== folder.folderId) {
    await get().engine.updateCase(known.id, { folderId: folder.folderId })
  }
  await listCases()
  navigate(casePath(record.id, 'evidence'))
}

export async function chooseFolder(): Promise<void> {
  const folder = await bridge.request('folder.choose', undefined)
  if (folder) await openFolder(folder)
}

/** Makes a case the open one; what it lacks of its evidence is read. */
export async function openCase(id: string): Promise<void> {
  const { engine, open, openingId, reading } = get()
  if (open?.record.id === id || openingId === id) return
  set({ openingId: id, open: null, trouble: null })
  try {
    if (open && reading) {
      await stopReading()
      notify(`Reading of “${open.record.title}” was stopped; it goes on when the case is opened again.`)
    }
    if (open) await engine.closeCase()
    const opened = await engine.openCase(id)
    if (get().openingId !== id) return
    set({ open: opened, openingId: null })
    if (opened.record.state !== 'complete') await readEvidence()
    await listCases()
  } catch (problem) {
    set({ openingId: null, trouble: { title: 'This case could not be opened', message: messageOf(problem) } })
  }
}

/** Reads what is new in the evidence folder of the open case. */
export async function readEvidence(): Promise<void> {
  const { engine, open, reading } = get()
  if (!open || reading) return
  const { record } = open
  set({
    reading: { caseId: record.id, importId: null, samples: [], cancelling: false, paused: false },
    trouble: null,
  })
  try {
    if (!(await bridge.request('folder.check', { folderId: record.folderId }))) {
      throw new Error(
        `${record.folderPath} is not there, or can't be read. Connect the drive it lies on and choose “Read the folder”; everything read so far stays usable.`,
      )
    }
    const { importId } = await bridge.request('import.start', importRequestOf(open))
    const state = get().reading
    if (state) set({ reading: { ...state, importId } })
    const port = await handedPort(importId)
    refresh.begin()
    await engine.attachImport(port).catch(leaveCase)
  } catch (problem) {
    set({
      reading: null,
      trouble: { title: 'The evidence folder could not be read', message: messageOf(problem) },
    })
  }
}

/** What is shown of the case may not be what is stored of it: nothing must be read, or told, on its ground. */
async function leaveCase(problem: unknown): Promise<void> {
  set({
    open: null,
    reading: null,
    trouble: { title: 'Storing the case failed', message: messageOf(problem) },
  })
  await get().engine.closeCase()
}

/** Keeps what the examiner states about files without a header, and reads them so. */
export async function stateFormats(stated: readonly StatedFormat[]): Promise<void> {
  const { engine, open } = get()
  if (!open) return
  const formats = await engine.stateFormats(stated)
  const current = get().open
  if (current?.record.id !== open.record.id) return
  set({ open: { ...current, formats } })
  await readEvidence()
}

/** Keeps what the examiner states about files with local times, and reads them again so. */
export async function stateZones(stated: readonly StatedZone[]): Promise<void> {
  const { engine, open, reading } = get()
  if (!open || reading) return
  const reopened = await engine.stateZones(stated)
  if (get().open?.record.id !== open.record.id) return
  set({ open: reopened })
  await readEvidence()
}

export async function cancelReading(): Promise<void> {
  const { reading } = get()
  if (!reading?.importId) return
  set({ reading: { ...reading, cancelling: true } })
  await bridge.request('import.cancel', { importId: reading.importId })
}

/** Lets the import rest, or go on. */
export async function pauseReading(paused: boolean): Promise<void> {
  const { importId } = get().reading ?? {}
  if (!importId) return
  const running = await bridge.request('import.pause', { importId, paused })
  const { reading } = get()
  // How fast it goes is told anew: the rest would count as slowness.
  if (running && reading?.importId === importId) {
    set({ reading: { ...reading, paused, samples: reading.samples.slice(-1) } })
  }
}

/** Cancels the import, if one runs, and waits until the engine has stored what came. */
async function stopReading(): Promise<void> {
  if (!get().reading) return
  await cancelReading()
  await new Promise<void>((resolve) => {
    if (!get().reading) return resolve()
    const unsubscribe = useSession.subscribe((state) => {
      if (state.reading) return
      unsubscribe()
      resolve()
    })
  })
}

/** Changes what the examiner may change in the open case. */
export async function changeCase(change: CaseChange): Promise<void> {
  const { engine, open } = get()
  if (!open) return
  const record = await engine.updateCase(open.record.id, change)
  const current = get().open
  const cases = get().cases?.map((other) => (other.id === record.id ? record : other)) ?? null
  set({ cases, open: current?.record.id === record.id ? { ...current, record } : current })
  if (change.examiner) usePreferences.getState().setExaminer(change.examiner)
}

export async function duplicateCase(id: string): Promise<CaseRecord> {
  const copy = await get().engine.duplicateCase(id)
  await listCases()
  return copy
}

export async function deleteCase(id: string): Promise<void> {
  const { engine, open } = get()
  if (open?.record.id === id) {
    await stopReading()
    await engine.closeCase()
    set({ open: null })
  }
  await engine.deleteCase(id)
  await listCases()
}
