import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isAppUrl } from '../../../src/main/app/app-address'
import { appProtocolHandler, resolveAppResource } from '../../../src/main/app/app-protocol'
import { PrintPages } from '../../../src/main/export/print-pages'

const ROOT = '/opt/flowcase/out/renderer'
const resolve = (url: string, method = 'GET') => resolveAppResource(method, url, ROOT)

describe('what an app:// address stands for', () => {
  test.each([
    ['app://flowcase/', 'index.html'],
    ['app://flowcase', 'index.html'],
    ['app://flowcase/index.html', 'index.html'],
    ['app://flowcase/index.html?case=1#/report', 'index.html'],
    ['app://flowcase/assets/index-4f2a.js', 'assets/index-4f2a.js'],
    ['app://flowcase/assets/with%20space.svg', 'assets/with space.svg'],
    // A parser of URLs takes these out before anybody sees them.
    ['app://flowcase/../../../etc/passwd', 'etc/passwd'],
    ['app://flowcase/%2e%2e/%2e%2e/main/main.cjs', 'main/main.cjs'],
    ['app://flowcase//etc/passwd', 'etc/passwd'],
  ])('%s is a file of the app', (url, file) => {
    expect(resolve(url)).toEqual({ kind: 'file', path: path.join(ROOT, file) })
  })

  test.each([
    ['up by an encoded slash', 'app://flowcase/..%2fmain/main.cjs', 403],
    ['far up', 'app://flowcase/assets/..%2f..%2f..%2f..%2fetc/passwd', 403],
    ['a sibling with the same beginning', 'app://flowcase/..%2frenderer-evil/x.js', 403],
    ['a backslash', 'app://flowcase/..%5c..%5cmain.cjs', 403],
    ['NUL', 'app://flowcase/index.html%00.png', 400],
    ['a broken escape', 'app://flowcase/%E0%A4%A', 400],
    ['another host', 'app://flowcase.evil/index.html', 403],
    ['a longer host', 'app://evil.flowcase/index.html', 403],
    ['a port', 'app://flowcase:80/index.html', 403],
    ['a user', 'app://me@flowcase/index.html', 403],
    ['another scheme', 'https://flowcase/index.html', 403],
    ['a file', 'file:///etc/passwd', 403],
    ['no URL', 'index.html', 403],
  ])('%s is refused', (_what, url, status) => {
    expect(resolve(url)).toEqual({ kind: 'refused', status })
  })

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get'])('%s is refused', (method) => {
    expect(resolve('app://flowcase/index.html', method)).toEqual({ kind: 'refused', status: 405 })
  })

  test('only a whole token is a page to print', () => {
    const token = '0f8fad5b-d9cb-469f-a165-70867728950e'
    expect(resolve(`app://flowcase/print/${token}`)).toEqual({ kind: 'print', token })
    expect(resolve(`app://flowcase/print/${token}/x`)).toMatchObject({ kind: 'file' })
    expect(resolve('app://flowcase/print/abc')).toMatchObject({ kind: 'file' })
  })

  test('an address of the app is told by its parts, not by how it begins', () => {
    expect(isAppUrl('app://flowcase/index.html')).toBe(true)
    for (const url of [
      'app://flowcase.evil/',
      'app://flowcase@evil/',
      'app:flowcase',
      'blob:app://flowcase/1',
    ]) {
      expect(isAppUrl(url), url).toBe(false)
    }
  })
})

describe('answers', () => {
  let dir: string
  let handle: ReturnType<typeof appProtocolHandler>
  const pages = new PrintPages()
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'flowcase-protocol-'))
    mkdirSync(path.join(dir, 'renderer/assets'), { recursive: true })
    mkdirSync(path.join(dir, 'renderer-evil'))
    writeFileSync(path.join(dir, 'renderer/index.html'), '<!doctype html>')
    writeFileSync(path.join(dir, 'renderer/assets/a.js'), 'export {}')
    writeFileSync(path.join(dir, 'renderer/assets/a.bin'), 'x')
    writeFileSync(path.join(dir, 'renderer-evil/secret.js'), 'secret')
    handle = appProtocolHandler(path.join(dir, 'renderer'), pages)
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const get = (url: string, method = 'GET') => handle({ url, method })

  const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
    "worker-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'self'"

  test('a file comes with its type and the policy', async () => {
    const response = await get('app://flowcase/')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<!doctype html>')
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    const types = ['assets/a.js', 'assets/a.bin'].map(async (name) =>
      (await get(`app://flowcase/${name}`)).headers.get('content-type'),
    )
    expect(await Promise.all(types)).toEqual(['text/javascript; charset=utf-8', 'application/octet-stream'])
  })

  test('what is refused or missing has no body, and the policy too', async () => {
    for (const [url, status] of [
      ['app://flowcase/..%2frenderer-evil/secret.js', 403],
      ['app://flowcase/nothing.js', 404],
      ['app://flowcase/assets', 404],
      ['app://flowcase/print/0f8fad5b-d9cb-469f-a165-70867728950e', 404],
    ] as const) {
      const response = await get(url)
      expect([url, response.status]).toEqual([url, status])
      expect(await response.text()).toBe('')
      expect(response.headers.get('content-security-policy')).toBe(POLICY)
    }
  })

  test('a page to print is there until it is removed', async () => {
    const token = pages.add('<h1>Findings</h1>')
    const response = await get(`app://flowcase/print/${token}`)
    expect(await response.text()).toBe('<h1>Findings</h1>')
    expect(response.headers.get('content-security-policy')).toBe(POLICY)
    pages.remove(token)
    expect((await get(`app://flowcase/print/${token}`)).status).toBe(404)
  })
})
