import { PORT_MESSAGE } from '../../shared/ipc/channels'

const arrived = new Map<string, MessagePort>()
const awaited = new Map<string, (port: MessagePort) => void>()

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isPortMessage(event.data)) return
  const port = event.ports[0]
  if (!port) return
  const { portId } = event.data
  const waiting = awaited.get(portId)
  if (waiting) waiting(port)
  else arrived.set(portId, port)
  awaited.delete(portId)
})

function isPortMessage(data: unknown): data is { readonly type: string; readonly portId: string } {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { type?: unknown }).type === PORT_MESSAGE &&
    typeof (data as { portId?: unknown }).portId === 'string'
  )
}

/** The port of an import or export: it may reach the page before or after the reply that names it. */
export function handedPort(portId: string): Promise<MessagePort> {
  const port = arrived.get(portId)
  if (port) {
    arrived.delete(portId)
    return Promise.resolve(port)
  }
  return new Promise((resolve) => awaited.set(portId, resolve))
}
