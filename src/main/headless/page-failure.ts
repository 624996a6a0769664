import type { BrowserWindow } from 'electron'

/** A failure of the page: its message says it all, a stack of main would not help. */
export class PageFailure extends Error {
  override readonly name = 'PageFailure'
}

/** Tells why the page of a headless run can't go on: nobody is there to see it. */
export function onPageFailure(window: BrowserWindow, tell: (reason: string) => void): void {
  const contents = window.webContents
  contents.on('render-process-gone', (_event, details) => {
    tell(`the process of the page is gone (${details.reason}, exit code ${details.exitCode})`)
  })
  contents.on('did-fail-load', (_event, code, description, url) => {
    tell(`${url} did not load: ${description} (${code})`)
  })
  contents.on('preload-error', (_event, file, error) => tell(`${file}: ${error.message}`))
  contents.on('unresponsive', () => tell('the page does not respond'))
  contents.on('console-message', (...args: readonly unknown[]) => {
    const message = errorMessage(args)
    if (message !== null) tell(message)
  })
}

/** The level of an error, in Electron before 35, which gave the details as arguments. */
const ERROR_LEVEL = 3

function errorMessage([details, level, message]: readonly unknown[]): string | null {
  const { level: name, message: text } = details as { readonly level?: unknown; readonly message?: unknown }
  if (name !== undefined) return name === 'error' ? String(text) : null
  return level === ERROR_LEVEL ? String(message) : null
}
