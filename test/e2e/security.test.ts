import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { Workspace } from './app/folders'

test('the page can run no script of its own making and reach nothing but the app', async () => {
  let hits = 0
  const server = createServer((_request, response) => {
    hits++
    response.end('seen')
  })
  server.on('connection', () => hits++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const workspace = new Workspace()
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await test.step('inline scripts, handlers and styles are blocked', async () => {
      const { marks, blocked } = await page.evaluate(async () => {
        const marks: string[] = []
        Object.assign(window, { mark: (what: string) => marks.push(what) })
        const blocked: string[] = []
        const allBlocked = new Promise<void>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => {
            blocked.push(event.effectiveDirective)
            if (blocked.length === 4) resolve()
          })
        })
        const script = document.createElement('script')
        script.textContent = 'window.mark("inline script")'
        const handler = document.createElement('div')
        handler.innerHTML = '<img src="missing.png" onerror="window.mark(\'inline handler\')">'
        const data = document.createElement('script')
        data.src = 'data:text/javascript,window.mark("data script")'
        const style = document.createElement('style')
        style.textContent = 'body { display: none }'
        const frame = document.createElement('iframe')
        frame.srcdoc = '<script>parent.mark("framed script")</script>'
        const framed = new Promise((resolve) => frame.addEventListener('load', resolve))
        const added = [script, handler, data, style, frame]
        document.body.append(...added)
        await Promise.all([allBlocked, framed])
        for (const element of added) element.remove()
        return { marks, blocked: blocked.sort() }
      })
      expect(marks).toEqual([])
      expect(blocked).toEqual(['script-src-attr', 'script-src-elem', 'script-src-elem', 'style-src-elem'])
    })

    await test.step('no request leaves the page', async () => {
      const outcomes = await page.evaluate(async (host) => {
        const failed = (what: Promise<unknown>) =>
          what.then(
            () => 'reached',
            () => 'refused',
          )
        return {
          fetch: await failed(fetch(`http://${host}/fetch`)),
          noCors: await failed(fetch(`http://${host}/no-cors`, { mode: 'no-cors' })),
          socket: await new Promise<string>((resolve) => {
            try {
              const socket = new WebSocket(`ws://${host}/socket`)
              socket.onopen = () => resolve('reached')
              socket.onerror = () => resolve('refused')
            } catch {
              resolve('refused')
            }
          }),
          image: await new Promise<string>((resolve) => {
            const image = new Image()
            image.onload = () => resolve('reached')
            image.onerror = () => resolve('refused')
            image.src = `http://${host}/image.png`
          }),
          beacon: navigator.sendBeacon(`http://${host}/beacon`) ? 'queued' : 'refused',
        }
      }, address)
      expect(outcomes).toMatchObject({
        fetch: 'refused',
        noCors: 'refused',
        socket: 'refused',
        image: 'refused',
      })
    })

    await test.step('the page has neither Node nor Electron', async () => {
      const found = await page.evaluate(() =>
        ['require', 'process', 'module', 'global', 'Buffer', 'electron'].filter((name) => name in window),
      )
      expect(found).toEqual([])
    })
    await test.step('neither navigation nor a new window leads out', async () => {
      const before = page.url()
      // This listener comes after the app's own, and sees what that one decided.
      await app.electron.evaluate(({ BrowserWindow }) => {
        const refused: string[] = []
        Object.assign(globalThis, { refused })
        BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', (event) => {
          if (event.defaultPrevented) refused.push(new URL(event.url).pathname)
        })
      })
      await page.evaluate((host) => {
        window.open(`http://${host}/window`)
        const link = document.createElement('a')
        link.href = `http://${host}/link`
        document.body.append(link)
        link.click()
        link.remove()
      }, address)
      // Playwright waits for the navigation that never comes, so the app is asked from its other side.
      const refused = () =>
        app.electron.evaluate(() => (globalThis as unknown as { refused: readonly string[] }).refused)
      await expect.poll(refused).toEqual(['/link'])
      const windows = await app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
      )
      expect(windows).toEqual([before])
    })
    expect(hits).toBe(0)
  } finally {
    await app.close()
    server.close()
    workspace.remove()
  }
})
