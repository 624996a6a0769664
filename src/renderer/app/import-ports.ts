import { PORT_MESSAGE } from '../../shared/ipc/channels'

const arrived = new Map<string, MessagePort>()
const awaited = new Map<string, (port: MessagePort) => void>()

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isPortMessage(event.data)) return
  const port = event.ports[0]
  if (!port) return
  const { importId } = event.data
  const waiting = awaited.get(importId)
  if (waiting) waiting(port)
  else arrived.set(importId, port)
  awaited.delete(importId)
})

function isPortMessage(data: unknown): data is { readonly type: string; readonly importId: string } {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { type?: unknown }).type === PORT_MESSAGE &&
    typeof (data as { importId?: unknown }).importId === 'string'
  )
}

/** The port of an import: it may reach the page before or after the reply that names the import. */
export function importPort(importId: string): Promise<MessagePort> {
  const port = arrived.get(importId)
  if (port) {
    arrived.delete(importId)
    return Promise.resolve(port)
  }
  return new Promise((resolve) => awaited.set(importId, resolve))
}
