import { EventEmitter } from 'node:events'
import type { WebFrameMain } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ExpectedError } from '../../../src/main/app/expected-error'
import { answer, type Handlers } from '../../../src/main/ipc/answer'
import { type SenderEvent, TrustedSenders } from '../../../src/main/ipc/sender'
import { type RequestName, requests } from '../../../src/shared/ipc/channels'

const FOLDER = { folderId: '0123456789abcdef', path: '/evidence', name: 'evidence' }

let asked: unknown[]
let said: string[]
let window: EventEmitter & { id: number }
let trusted: TrustedSenders
beforeEach(() => {
  asked = []
  said = []
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => {
    said.push(String(text))
  })
  window = Object.assign(new EventEmitter(), { id: 7 })
  trusted = new TrustedSenders()
  trusted.add(window)
})
afterEach(() => vi.restoreAllMocks())

const TOOLS = { programs: [], version: null, reason: 'none', ownFolder: '/data/tools', chosenFolder: null }

const handlers: Handlers<{ id: number }> = {
  'app.facts': () => {
    throw new TypeError('x is not a function')
  },
  'folder.choose': () => Promise.resolve(null),
  'path.register': (args, sender) => {
    asked.push([args, sender.id])
    return { folder: FOLDER }
  },
  'folder.check': () => {
    throw new ExpectedError('The folder is gone; plug the disk in')
  },
  // What a bug in a handler would answer.
  'import.start': () => ({ importId: 42 }) as unknown as { importId: string },
  'tools.look': () => TOOLS,
  'tools.choose': () => null,
  'tools.forget': () => TOOLS,
  'import.cancel': () => true,
  'import.pause': () => true,
  'report.export': () => null,
  'lines.export': () => null,
  'export.start': () => null,
  'export.cancel': () => true,
  'archive.choose': () => null,
  'archive.read': () => ({ readId: 'x' }),
  'archive.cancel': () => true,
  'line.read': () => ({ state: 'superseded' }),
  'report.reveal': () => true,
  'job.progress': () => undefined,
  'job.finish': () => undefined,
}

const page = { url: 'app://flowcase/index.html', parent: null }
const from = (
  senderFrame: { url: string; parent: WebFrameMain | null } | null,
  id = 7,
): SenderEvent & { sender: { id: number } } => ({ sender: { id }, senderFrame })
const ask = (name: RequestName, args: unknown, event = from(page)) =>
  answer(name, handlers, trusted, event, args)

test('the page of the app is answered', async () => {
  expect(await ask('path.register', { path: '/evidence' })).toEqual({ ok: true, value: { folder: FOLDER } })
  expect(asked).toEqual([[{ path: '/evidence' }, 7]])
  expect(await ask('job.progress', { text: 'x' })).toEqual({ ok: true, value: undefined })
})

test.each([
  ['a window that is not the app', from(page, 8), 'it came from a window that is not the app'],
  ['a frame that is gone', from(null), 'the frame that sent it is gone'],
  [
    'a frame inside the page',
    from({ url: 'app://flowcase/index.html', parent: {} as WebFrameMain }),
    'it came from a frame inside the page',
  ],
  [
    'another page',
    from({ url: 'https://flowcase/', parent: null }),
    'it came from a page that is not part of the app',
  ],
  [
    'a look-alike',
    from({ url: 'app://flowcase.evil/', parent: null }),
    'it came from a page that is not part of the app',
  ],
  ['an empty page', from({ url: '', parent: null }), 'it came from a page that is not part of the app'],
  [
    'about:blank',
    from({ url: 'about:blank', parent: null }),
    'it came from a page that is not part of the app',
  ],
])('%s is refused, and no handler runs', async (_who, event, why) => {
  const message = `Refused path.register: ${why}`
  expect(await ask('path.register', { path: '/evidence' }, event)).toEqual({ ok: false, message })
  expect(asked).toEqual([])
  expect(said).toEqual([message])
})

test('contents that were destroyed are trusted no more', async () => {
  window.emit('destroyed')
  expect(await ask('folder.choose', undefined)).toMatchObject({ ok: false })
})

test.each([
  [{}, 'path'],
  [{ path: 7 }, 'path'],
  [{ path: '' }, 'path'],
  [undefined, 'object'],
  ['/evidence', 'object'],
])('arguments %j are refused, and no handler runs', async (args, named) => {
  const refused = await ask('path.register', args)
  expect(refused).toMatchObject({ ok: false })
  expect((refused as { message: string }).message).toMatch(/^Refused path\.register: .+/)
  expect((refused as { message: string }).message).toContain(named)
  expect(asked).toEqual([])
})

test('keys that the contract does not know do not reach the handler', async () => {
  await ask('path.register', { path: '/evidence', mode: 'w' })
  expect(asked).toEqual([[{ path: '/evidence' }, 7]])
})

test('an answer that is not as agreed is not passed on', async () => {
  const args = { folderId: FOLDER.folderId, known: [], nextEvidenceId: 0 }
  const refused = await ask('import.start', args)
  expect(refused).toMatchObject({ ok: false })
  expect((refused as { message: string }).message).toContain('import.start has no proper answer')
})

test('an expected error is told as it is, a bug is loud too', async () => {
  expect(await ask('folder.check', { folderId: FOLDER.folderId })).toEqual({
    ok: false,
    message: 'The folder is gone; plug the disk in',
  })
  expect(said).toEqual([])
  expect(await ask('app.facts', undefined)).toEqual({ ok: false, message: 'x is not a function' })
  expect(said).toEqual(['TypeError: x is not a function'])
})

test('every request of the contract has a handler here', () => {
  expect(Object.keys(handlers).sort()).toEqual(Object.keys(requests).sort())
})
