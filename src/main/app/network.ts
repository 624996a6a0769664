import type { CommandLine, Session } from 'electron'
import { isAppUrl, parseUrl } from './app-address'

/** Whether a page may load this URL: the app's own files, what it made itself, and unpackaged also DevTools. */
export function isAllowedRequest(url: string, packaged: boolean): boolean {
  if (isAppUrl(url)) return true
  switch (parseUrl(url)?.protocol) {
    case 'data:':
      return true
    case 'blob:':
      return isAppUrl(url.slice('blob:'.length))
    case 'devtools:':
      return !packaged
    default:
      return false
  }
}

/** Closes a session to the network. Electron keeps only the last listener, so this is the one place that sets it. */
export function closeNetwork(session: Session, packaged: boolean): void {
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !isAllowedRequest(details.url, packaged) })
  })
  session.enableNetworkEmulation({ offline: true })
  // Dictionaries would be downloaded.
  session.setSpellCheckerEnabled(false)
}

/** Keeps Chromium itself from looking up a host or fetching anything; before the app is ready. */
export function appendOfflineSwitches(commandLine: CommandLine): void {
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  commandLine.appendSwitch('disable-background-networking')
  commandLine.appendSwitch('disable-component-update')
  commandLine.appendSwitch('no-pings')
}
