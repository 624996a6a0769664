import type { WebFrameMain } from 'electron'
import { isAppUrl } from '../app/app-address'

/** Ids of the web contents that may ask main for something: the windows that main opened for the app's page. */
export class TrustedSenders {
  private readonly ids = new Set<number>()

  /** Trusts these contents until they are destroyed. */
  add(contents: { readonly id: number; once(event: 'destroyed', listener: () => void): unknown }): void {
    const { id } = contents
    this.ids.add(id)
    contents.once('destroyed', () => this.ids.delete(id))
  }

  has(id: number): boolean {
    return this.ids.has(id)
  }
}

export interface SenderEvent {
  readonly sender: { readonly id: number }
  /** null when the frame is gone already. */
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null
}

/** Why a request is refused for who sent it; null when it may pass. */
export function refuseSender(event: SenderEvent, trusted: TrustedSenders): string | null {
  if (!trusted.has(event.sender.id)) return 'it came from a window that is not the app'
  const frame = event.senderFrame
  if (frame === null) return 'the frame that sent it is gone'
  if (frame.parent !== null) return 'it came from a frame inside the page'
  if (!isAppUrl(frame.url)) return 'it came from a page that is not part of the app'
  return null
}
