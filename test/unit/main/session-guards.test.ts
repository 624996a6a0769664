import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { expect, test } from 'vitest'
import { guardContents } from '../../../src/main/app/navigation'
import { closeNetwork, isAllowedRequest } from '../../../src/main/app/network'
import { denyPermissions } from '../../../src/main/app/permissions'

test('a page loads from the app alone', () => {
  for (const url of [
    'app://flowcase/index.html',
    'data:image/svg+xml,%3Csvg/%3E',
    'blob:app://flowcase/0f8fad5b',
  ]) {
    expect(isAllowedRequest(url, true), url).toBe(true)
  }
  for (const url of [
    'http://127.0.0.1:8080/',
    'https://example.org/',
    'ws://127.0.0.1/',
    'wss://example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'app://other/index.html',
    'blob:https://example.org/0f8fad5b',
    'blob:null/0f8fad5b',
    'chrome://version',
    'devtools://devtools/bundled/inspector.html',
    'about:blank',
    'nonsense',
  ]) {
    expect(isAllowedRequest(url, true), url).toBe(false)
  }
  expect(isAllowedRequest('devtools://devtools/bundled/inspector.html', false)).toBe(true)
})

/** A session that remembers what was set on it. */
class SessionProbe {
  requests: ((details: { url: string }, decide: (answer: { cancel: boolean }) => void) => void)[] = []
  emulation: unknown = null
  spellChecker = true
  onRequest: ((contents: null, permission: string, grant: (granted: boolean) => void) => void) | null = null
  onCheck: ((contents: null, permission: string) => boolean) | null = null
  onDevice: ((details: unknown) => boolean) | null = null
  onDisplay: unknown = 'never set'
  readonly webRequest = {
    onBeforeRequest: (listener: (typeof this.requests)[number]) => this.requests.push(listener),
  }
  enableNetworkEmulation(options: unknown) {
    this.emulation = options
  }
  setSpellCheckerEnabled(on: boolean) {
    this.spellChecker = on
  }
  setPermissionRequestHandler(handler: typeof this.onRequest) {
    this.onRequest = handler
  }
  setPermissionCheckHandler(handler: typeof this.onCheck) {
    this.onCheck = handler
  }
  setDevicePermissionHandler(handler: typeof this.onDevice) {
    this.onDevice = handler
  }
  setDisplayMediaRequestHandler(handler: unknown) {
    this.onDisplay = handler
  }
}

test('a closed session cancels what is not the app, with one listener, and is offline', () => {
  const probe = new SessionProbe()
  closeNetwork(probe as unknown as Session, true)
  const cancelled: boolean[] = []
  for (const url of ['app://flowcase/a.js', 'http://127.0.0.1/']) {
    for (const listener of probe.requests) listener({ url }, (answer) => cancelled.push(answer.cancel))
  }
  expect(cancelled).toEqual([false, true])
  expect(probe.emulation).toEqual({ offline: true })
  expect(probe.spellChecker).toBe(false)
})

test('every permission is denied but writing text to the clipboard', () => {
  const probe = new SessionProbe()
  denyPermissions(probe as unknown as Session)
  const names =
    'clipboard-read clipboard-sanitized-write display-capture fileSystem fullscreen geolocation hid idle-detection keyboardLock media mediaKeySystem midi midiSysex notifications openExternal pointerLock sensors serial storage-access top-level-storage-access usb window-management unknown'.split(
      ' ',
    )
  const granted: string[] = []
  for (const name of names) {
    probe.onRequest?.(null, name, (yes) => yes && granted.push(`request ${name}`))
    if (probe.onCheck?.(null, name)) granted.push(`check ${name}`)
  }
  expect(granted).toEqual(['request clipboard-sanitized-write', 'check clipboard-sanitized-write'])
  expect(probe.onDevice?.({ deviceType: 'usb' })).toBe(false)
  expect(probe.onDisplay).toBeNull()
})

/** Web contents that emit what Electron would, and remember the rest. */
class ContentsProbe extends EventEmitter {
  openHandler: ((details: { url: string }) => unknown) | null = null
  webRtc = ''
  setWindowOpenHandler(handler: typeof this.openHandler) {
    this.openHandler = handler
  }
  setWebRTCIPHandlingPolicy(policy: string) {
    this.webRtc = policy
  }
  /** Whether the event was prevented. */
  tries(name: string, details: object = {}): boolean {
    let prevented = false
    this.emit(name, {
      ...details,
      preventDefault: () => {
        prevented = true
      },
    })
    return prevented
  }
}

test('a page goes nowhere and opens nothing', () => {
  const contents = new ContentsProbe()
  guardContents(contents as unknown as WebContents)
  expect(contents.openHandler?.({ url: 'app://flowcase/' })).toEqual({ action: 'deny' })
  expect(contents.webRtc).toBe('disable_non_proxied_udp')
  for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
    expect(contents.tries(name), name).toBe(true)
  }
  const frame = (url: string, isMainFrame: boolean) =>
    contents.tries('will-frame-navigate', { url, isMainFrame })
  expect(frame('app://flowcase/index.html', true)).toBe(true)
  expect(frame('https://example.org/', false)).toBe(true)
  expect(frame('app://flowcase.evil/', false)).toBe(true)
  expect(frame('about:srcdoc', false)).toBe(false)
  expect(frame('app://flowcase/preview.html', false)).toBe(false)
})
