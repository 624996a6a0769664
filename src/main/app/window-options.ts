import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron'
import { LEAST_SIZE, type WindowPlace } from './window-state'

/** What the page of the app may do, in a visible window or a hidden one. */
export function getWebPreferences(options: {
  readonly preload: string
  readonly packaged: boolean
}): WebPreferences {
  return {
    preload: options.preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !options.packaged,
  }
}

/** Ground of the page before its styles are there: those of the light and dark theme. */
const GROUND = { light: '#f6f7f9', dark: '#1c2127' } as const

export function getMainWindowOptions(options: {
  readonly preload: string
  readonly packaged: boolean
  readonly place: WindowPlace
  readonly dark: boolean
}): BrowserWindowConstructorOptions {
  return {
    ...options.place,
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Flowcase',
    show: false,
    backgroundColor: options.dark ? GROUND.dark : GROUND.light,
    webPreferences: getWebPreferences(options),
  }
}

/** The hidden window of a headless run; nothing of its session is kept on disk. */
export function getHeadlessWindowOptions(options: {
  readonly preload: string
  readonly packaged: boolean
}): BrowserWindowConstructorOptions {
  return {
    show: false,
    webPreferences: {
      ...getWebPreferences(options),
      // Without the prefix "persist:" a partition lives in memory.
      partition: HEADLESS_PARTITION,
      backgroundThrottling: false,
    },
  }
}

export const HEADLESS_PARTITION = 'headless'

/** The hidden window that a report is printed from: a page without scripts. */
export function getPrintWebPreferences(): WebPreferences {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    javascript: false,
    webviewTag: false,
    spellcheck: false,
    devTools: false,
  }
}
