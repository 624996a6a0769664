import { BrowserWindow, nativeTheme, screen } from 'electron'
import { readStored, writeStored } from './stored-json'
import { getMainWindowOptions } from './window-options'
import { placeWindow, type WindowState, windowStateSchema } from './window-state'

/** Opens the main window where it was, and keeps where it is when it closes. It shows when it is painted. */
export function openMainWindow(options: {
  readonly preload: string
  readonly packaged: boolean
  readonly stateFile: string
}): BrowserWindow {
  const state = readStored(options.stateFile, windowStateSchema)
  const place = placeWindow(
    state,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow(
    getMainWindowOptions({ ...options, place, dark: nativeTheme.shouldUseDarkColors }),
  )
  if (state?.maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const last: WindowState = { bounds: window.getNormalBounds(), maximised: window.isMaximized() }
    writeStored(options.stateFile, last)
  })
  return window
}
