import { ipcMain, type WebContents } from 'electron'
import type { RequestName } from '../../shared/ipc/channels'
import { requestChannel } from '../../shared/ipc/wire'
import { answer, type Handlers } from './answer'
import type { TrustedSenders } from './sender'

/** Answers every request of the contract; the only place that listens on ipcMain. */
export function answerRequests(handlers: Handlers<WebContents>, trusted: TrustedSenders): void {
  for (const name of Object.keys(handlers) as RequestName[]) {
    ipcMain.handle(requestChannel(name), (event, args: unknown) =>
      answer(name, handlers, trusted, event, args),
    )
  }
}
