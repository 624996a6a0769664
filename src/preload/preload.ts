import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type {
  EventName,
  EventPayload,
  FlowcaseBridge,
  RequestArgs,
  RequestName,
  RequestReply,
} from '../shared/ipc/channels'
import { eventChannel, PORT_CHANNEL, requestChannel, type WireAnswer } from '../shared/ipc/wire'

async function request<N extends RequestName>(name: N, args: RequestArgs<N>): Promise<RequestReply<N>> {
  const answer = (await ipcRenderer.invoke(requestChannel(name), args)) as WireAnswer
  if (!answer.ok) throw new Error(answer.message)
  // Main has parsed the reply by the schema of this request.
  return answer.value as RequestReply<N>
}

function subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
  const channel = eventChannel(name)
  const onEvent = (_event: unknown, payload: EventPayload<N>) => listener(payload)
  ipcRenderer.on(channel, onEvent)
  return () => {
    ipcRenderer.removeListener(channel, onEvent)
  }
}

/** Where a dropped file lies on disk, '' when nowhere. Electron before 29 has File.path instead of webUtils. */
function pathOf(file: object): string {
  const runtime = webUtils as typeof webUtils | undefined
  if (runtime) return runtime.getPathForFile(file as File)
  return (file as { readonly path?: string }).path ?? ''
}

async function registerDropped(file: object) {
  const path = pathOf(file)
  if (path === '') throw new Error('What was dropped is not a folder or archive on this computer')
  return request('path.register', { path })
}

const bridge: FlowcaseBridge = { request, subscribe, registerDropped }
contextBridge.exposeInMainWorld('flowcase', bridge)

// A port can't pass the context bridge; it goes to the page as a message of its own window.
ipcRenderer.on(PORT_CHANNEL, (event, message: unknown) => {
  window.postMessage(message, window.location.origin, event.ports)
})
