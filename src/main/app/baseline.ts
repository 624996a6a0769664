import { app, protocol, type Session } from 'electron'
import type { PrintPages } from '../export/print-pages'
import { APP_SCHEME } from './app-address'
import { rendererRoot } from './app-files'
import { appProtocolHandler } from './app-protocol'
import { guardContents } from './navigation'
import { appendOfflineSwitches, closeNetwork } from './network'
import { denyPermissions } from './permissions'

/** The security baseline of every window and session; called once, before the app is ready. */
export function applyBaseline(): void {
  app.enableSandbox()
  appendOfflineSwitches(app.commandLine)
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
  app.on('session-created', (session) => {
    denyPermissions(session)
    closeNetwork(session, app.isPackaged)
  })
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
}

/** Lets a session load the app's own pages. */
export function serveApp(session: Session, pages: PrintPages): void {
  session.protocol.handle(APP_SCHEME, appProtocolHandler(rendererRoot(), pages))
}
