/// <reference lib="dom" />
import { _electron } from '@playwright/test'
import { treeBytes } from './measured-run.mjs'

const LOOK_INTERVAL_MS = 250
/** Nobody has found an evidence folder sooner; the readers are warm by then, as they are for an examiner. */
const SETTLE_MS = 2000

/** The real app with a large case, as somebody before the screen has it, with a watch in hand. */
export class LargeCaseRun {
  peakBytes = 0
  /** @type {NodeJS.Timeout | undefined} */
  look

  /**
   * @param {import('@playwright/test').ElectronApplication} app
   * @param {import('@playwright/test').Page} page
   */
  constructor(app, page) {
    this.app = app
    this.page = page
  }

  /** @param {{ launcher: string, profile: string, env: NodeJS.ProcessEnv }} options */
  static async start({ launcher, profile, env }) {
    const app = await _electron.launch({
      executablePath: launcher,
      args: [`--user-data-dir=${profile}`],
      env: /** @type {Record<string, string>} */ (env),
      chromiumSandbox: true,
    })
    const page = await app.firstWindow()
    await page.locator('h1').first().waitFor()
    // Playwright may have come after the engine worker was started; it sees the one of a page loaded anew.
    await page.reload()
    await page.locator('h1').first().waitFor()
    await page.waitForTimeout(SETTLE_MS)
    return new LargeCaseRun(app, page)
  }

  /**
   * Which folder the examiner will choose.
   *
   * @param {string} folder
   */
  async chooseFolder(folder) {
    await this.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
    }, folder)
  }

  /**
   * Opens an evidence folder by the button, and tells when all its records were in the engine, and when
   * all was stored.
   *
   * @param {string} folder
   */
  async importFolder(folder) {
    await this.chooseFolder(folder)
    await this.page.evaluate(() => {
      const state = { begin: 0, longest: 0, lastChange: 0, records: '' }
      Object.assign(globalThis, { bench: state })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) state.longest = Math.max(state.longest, entry.duration)
      }).observe(/** @type {PerformanceObserverInit} */ ({ type: 'longtask' }))
      // The button is looked for before it is pressed, which is no time of the app.
      document.addEventListener('click', ({ timeStamp }) => Object.assign(state, { begin: timeStamp }), {
        capture: true,
        once: true,
      })
      // An observer costs nothing while nothing changes; the page is under watch for long tasks, too.
      const header = /** @type {HTMLElement} */ (document.body)
      new MutationObserver(() => {
        const records =
          /([\d,]+) records/.exec(document.querySelector('header')?.textContent ?? '')?.[1] ?? ''
        if (records !== state.records) Object.assign(state, { records, lastChange: performance.now() })
      }).observe(header, { childList: true, characterData: true, subtree: true })
    })
    await this.page.getByRole('button', { name: 'Open evidence folder…' }).click()
    await this.page.getByRole('region', { name: 'Reading the evidence' }).waitFor()
    await this.page
      .getByRole('region', { name: 'Reading the evidence' })
      .waitFor({ state: 'detached', timeout: 600_000 })
    const end = await this.page.evaluate(() => ({
      now: performance.now(),
      .../** @type {{ bench: { begin: number, longest: number, lastChange: number, records: string } }} */ (
        /** @type {unknown} */ (globalThis)
      ).bench,
    }))
    return {
      records: end.records,
      queryableSeconds: (end.lastChange - end.begin) / 1000,
      storedSeconds: (end.now - end.begin) / 1000,
      longestTaskMs: end.longest,
    }
  }

  /** Opens the only case of the list; seconds until its records stand in the header. */
  async openFirstCase() {
    const begin = performance.now()
    await this.page.getByRole('main').getByRole('link').first().click()
    await this.page
      .locator('header')
      .getByText(/[\d,]+ records/)
      .waitFor({ timeout: 600_000 })
    return { seconds: (performance.now() - begin) / 1000 }
  }

  /**
   * Puts questions to the engine worker by the messages that the page sends it, timed inside the worker.
   *
   * @param {readonly { name: string, method: 'ask' | 'page', query: object }[]} queries
   * @param {number} repeats
   */
  async ask(queries, repeats) {
    const worker = this.page.workers()[0]
    if (!worker) throw new Error('the engine worker is gone')
    const results = []
    for (const { name, method, query } of queries) {
      const times = await worker.evaluate(
        async ({ method, query, repeats }) => {
          const scope =
            /** @type {{ postMessage: (message: unknown) => void, dispatchEvent: (event: Event) => void }} */ (
              /** @type {unknown} */ (globalThis)
            )
          const send = scope.postMessage
          const times = []
          for (let i = 0; i < repeats; i++) {
            const begin = performance.now()
            await new Promise((resolve, reject) => {
              scope.postMessage = (reply) => {
                const answer = /** @type {{ call?: number, ok?: boolean, message?: string }} */ (reply)
                if (answer.call !== -1) send.call(scope, reply)
                else if (answer.ok) resolve(undefined)
                else reject(new Error(answer.message))
              }
              // A filter that is new each time, so that no kept answer is measured.
              const asked = JSON.parse(JSON.stringify(query).replaceAll('"$i"', String(i)))
              scope.dispatchEvent(new MessageEvent('message', { data: { call: -1, method, args: [asked] } }))
            })
            times.push(performance.now() - begin)
          }
          scope.postMessage = send
          return times
        },
        { method, query, repeats },
      )
      times.sort((a, b) => a - b)
      results.push({ name, milliseconds: /** @type {number} */ (times[Math.floor(times.length / 2)]) })
    }
    return results
  }

  /** From here on peakBytes grows. It slows down what it looks at: nothing is timed meanwhile. */
  watchMemory() {
    this.look = setInterval(() => {
      this.peakBytes = Math.max(this.peakBytes, treeBytes(this.app.process().pid ?? 0))
    }, LOOK_INTERVAL_MS)
  }

  async close() {
    clearInterval(this.look)
    await this.app.close()
  }
}
