import { expect, test } from 'vitest'
import {
  getHeadlessWindowOptions,
  getMainWindowOptions,
  getPrintWebPreferences,
} from '../../../src/main/app/window-options'

const locked = {
  preload: '/app/preload.cjs',
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
  devTools: false,
}

test('the main window is locked down, whole', () => {
  const options = { preload: '/app/preload.cjs', packaged: true, place: { width: 1280, height: 800 } }
  expect(getMainWindowOptions({ ...options, dark: true })).toEqual({
    width: 1280,
    height: 800,
    minWidth: 960,
    minHeight: 600,
    title: 'Flowcase',
    show: false,
    backgroundColor: '#1c2127',
    webPreferences: locked,
  })
  expect(getMainWindowOptions({ ...options, dark: false }).backgroundColor).toBe('#f6f7f9')
})

test('DevTools exist only before packaging', () => {
  const place = { width: 1, height: 1 }
  const options = getMainWindowOptions({ preload: '/p', packaged: false, place, dark: true })
  expect(options.webPreferences?.devTools).toBe(true)
})

test('a headless window is the same page, unseen, and keeps nothing on disk', () => {
  expect(getHeadlessWindowOptions({ preload: '/app/preload.cjs', packaged: true })).toEqual({
    show: false,
    webPreferences: { ...locked, partition: 'headless', backgroundThrottling: false },
  })
})

test('a page that is printed runs no script and has no bridge', () => {
  expect(getPrintWebPreferences()).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    javascript: false,
    webviewTag: false,
    spellcheck: false,
    devTools: false,
  })
})
