import type { WebContents } from 'electron'
import { type EventName, type EventPayload, events } from '../../shared/ipc/channels'
import { eventChannel } from '../../shared/ipc/wire'

/** Tells the page something; nothing happens when its window is closed already. */
export function sendEvent<N extends EventName>(
  contents: WebContents,
  name: N,
  payload: EventPayload<N>,
): void {
  if (!contents.isDestroyed()) contents.send(eventChannel(name), events[name].parse(payload))
}
