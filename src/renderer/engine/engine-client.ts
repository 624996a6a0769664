import type { Engine, EngineEvent } from './engine-api'
import type { EngineMethod, EngineReply } from './engine-rpc'
import { unpackAnswer } from './packed-answer'

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Starts the engine worker. Calls are answered in the order in which the worker finishes them. */
export function createEngine(): Engine {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  })
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: EngineEvent) => void>()
  let calls = 0

  worker.addEventListener('message', ({ data }: MessageEvent<EngineReply>) => {
    if ('event' in data) {
      for (const listener of listeners) listener(data.event)
      return
    }
    const call = waiting.get(data.call)
    waiting.delete(data.call)
    if (data.ok) call?.resolve(data.value)
    else call?.reject(new Error(data.message))
  })
  // A worker that could not start or broke outside of a call answers nobody any more.
  worker.addEventListener('error', (event) => {
    const error = new Error(
      `The engine stopped: ${event.message || 'it could not be started'}. Restart Flowcase.`,
    )
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
  })

  function request(
    method: EngineMethod,
    args: readonly unknown[],
    transfer: Transferable[] = [],
  ): Promise<never> {
    return new Promise((resolve, reject) => {
      const call = ++calls
      waiting.set(call, { resolve: resolve as (value: unknown) => void, reject })
      worker.postMessage({ call, method, args }, transfer)
    })
  }

  return {
    listCases: () => request('listCases', []),
    createCase: (fields) => request('createCase', [fields]),
    updateCase: (id, change) => request('updateCase', [id, change]),
    deleteCase: (id) => request('deleteCase', [id]),
    removeRemains: () => request('removeRemains', []),
    searchCases: (text) => request('searchCases', [text]),
    duplicateCase: (id) => request('duplicateCase', [id]),
    archiveCase: (port, id, writtenBy) => request('archiveCase', [port, id, writtenBy], [port]),
    restoreCase: (port) => request('restoreCase', [port], [port]),
    openCase: (id) => request('openCase', [id]),
    closeCase: () => request('closeCase', []),
    attachImport: (port) => request('attachImport', [port], [port]),
    ask: async (query) => unpackAnswer(await request('ask', [query])),
    page: (query) => request('page', [query]),
    biflows: (query) => request('biflows', [query]),
    exportFlows: (port, selection, format) => request('exportFlows', [port, selection, format], [port]),
    suggestAddresses: (text, limit) => request('suggestAddresses', [text, limit]),
    limitMemory: (bytes) => request('limitMemory', [bytes]),
    stateFormats: (formats) => request('stateFormats', [formats]),
    stateZones: (zones) => request('stateZones', [zones]),
    casework: () => request('casework', []),
    editCasework: (caseId, edit) => request('editCasework', [caseId, edit]),
    readList: (bytes, column) => request('readList', [bytes, column]),
    matchList: (source, entries) => request('matchList', [source, entries]),
    auditLog: () => request('auditLog', []),
    note: (what) => request('note', [what]),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
