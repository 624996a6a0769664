import type { WebContents } from 'electron'
import { isAppUrl } from './app-address'

/** Whether a frame inside a page may go there: the report preview, nothing else. The page itself goes nowhere. */
export function isAllowedFrameUrl(url: string): boolean {
  return url === 'about:blank' || url === 'about:srcdoc' || isAppUrl(url)
}

/** Applied to every web contents as it is made, so that no window can be missed. */
export function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame || !isAllowedFrameUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
