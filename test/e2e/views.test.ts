import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { FlowcaseApp, type Theme, VIEWS } from './app/flowcase-app'
import { CHECKOUT, sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'
// The pictures of the documentation are only replaced when that is wanted.
const SCREENSHOTS = path.join(
  CHECKOUT,
  process.env.UPDATE_SCREENSHOTS ? 'docs/screenshots' : 'test-results/screenshots',
)

test('every view is free of serious accessibility faults, light and dark, and has its picture', async () => {
  // Thirty looks, each of which weighs every element of a view.
  test.setTimeout(900_000)
  // The folder's path is on the pictures: one that says nothing of this machine.
  const workspace = new Workspace('flowcase-pictures')
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app

  const look = async (name: string, theme: Theme) => {
    await test.step(`${name}, ${theme}`, async () => {
      await page.mouse.move(0, 0)
      await fits(page)
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${theme}.png`), animations: 'disabled' })
      // Looking into the sandboxed preview is refused, and said so on the console.
      const before = app.complaints.length
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      app.complaints.length = before
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([])
    })
  }

  try {
    await app.resize(1280, 720)
    for (const theme of ['light', 'dark'] as const) {
      await app.setTheme(theme)
      await look('first-steps', theme)
    }
    await app.openFolder(workspace.copyOf(sampleCase(), '20230928'))
    await app.readingEnded()
    await app.investigate(SUSPECT)
    await page.getByRole('button', { name: 'Mark as suspect' }).click()
    await expect(page.getByText(`${SUSPECT} goes into the report`)).toHaveCount(0)

    for (const theme of ['light', 'dark'] as const) {
      await app.setTheme(theme)
      for (const view of VIEWS) {
        await app.go(view)
        await settled(app, view)
        await look(view.toLowerCase(), theme)
        if (view === 'Suspect') {
          await app.investigate(SUSPECT)
          await look('suspect-address', theme)
          await page.getByRole('tab', { name: /^Comparison/ }).click()
          await expect(page.getByText('Both sources tell the same story')).toBeVisible()
          await look('suspect-comparison', theme)
          await page.getByRole('tab', { name: 'Exclusion ladder' }).click()
          // By awk: flows with the port on either side.
          const services = app.region('What remains, by service')
          await expect(services.getByRole('row')).toHaveCount(4)
          await expect(services.getByRole('row').filter({ hasText: '80/TCP' })).toContainText('32,602')
          await expect(services.getByRole('row').filter({ hasText: '22/TCP' })).toContainText('346')
          await expect(services.getByRole('row').filter({ hasText: '8889/TCP' })).toContainText('284')
          await look('suspect-ladder', theme)
        }
        if (view === 'Flows') {
          await page.getByRole('combobox', { name: 'Filter' }).fill(`ip ${SUSPECT} and dst prot 8889`)
          await page.keyboard.press('Enter')
          await expect(page.getByRole('alert')).toContainText('"prot"')
          await look('flows-mistake', theme)
          await page.getByRole('combobox', { name: 'Filter' }).fill(`ip ${SUSPECT} and dst port 8889`)
          await page.keyboard.press('Enter')
          await page.getByRole('grid', { name: 'Flows' }).getByRole('row').nth(3).click()
          await expect(page.getByRole('complementary', { name: 'Details of the flow' })).toBeVisible()
          await look('flows-detail', theme)
        }
        if (view === 'Addresses') {
          await page.evaluate((address) => {
            location.hash = location.hash.replace(/\/address.*$/, `/address/${address}`)
          }, SUSPECT)
          await expect(page.getByRole('heading', { name: 'Roles' })).toBeVisible()
          await expect(page.getByText('Looking at every conversation…')).toHaveCount(0)
          await look('address', theme)
          await page.evaluate(() => {
            location.hash = location.hash.replace(/\/address.*$/, '/service/tcp/8889')
          })
          await expect(page.getByRole('heading', { name: 'Service 8889/TCP', level: 1 })).toBeVisible()
          await look('service', theme)
        }
        if (view === 'Evidence') {
          await page.getByRole('grid', { name: 'Evidence files' }).getByRole('row').nth(2).click()
          await expect(page.getByRole('complementary')).toBeVisible()
          await look('evidence-file', theme)
        }
      }
      if (theme === 'light') {
        await test.step('every view has room at 4K', async () => {
          await app.resize(3840, 2160)
          for (const view of VIEWS) {
            await app.go(view)
            await settled(app, view)
            await fits(page, view)
            if (view === 'Graph' || view === 'Overview') {
              await expect.poll(() => lowest(page), view).toBeGreaterThan(0.7)
            }
          }
          await app.resize(1280, 720)
        })
      }
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
      await look('palette', theme)
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
      await look('shortcuts', theme)
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
      await page.keyboard.press('Control+0')
      await expect(page.getByRole('heading', { name: 'Cases' })).toBeVisible()
      await look('home', theme)
      await page.keyboard.press('Control+,')
      await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
      await expect(app.region('Tools').getByRole('status')).toBeVisible()
      await look('settings', theme)
      await page.keyboard.press('F1')
      await expect(page.getByRole('heading', { name: 'User guide', level: 1 })).toBeVisible()
      await look('help', theme)
      await page.keyboard.press('Control+0')
      await app.openCase('20230928')
    }
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

/** A view that has got another size, or other values, is drawn in more than one step. */
async function fits(page: Page, view?: string): Promise<void> {
  await expect.poll(() => misfits(page), view).toEqual([])
}

/**
 * What does not fit: a page wider than the window, texts that are cut off without a word of it, heads of
 * columns and numbers that are cut off at all, lines of more than 110 letters in a wide window, and a view
 * that leaves the right half of it empty.
 */
async function misfits(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) found.push(`The page is ${scrollWidth} wide`)
    const isSeen = (element: Element) =>
      element.checkVisibility() && element.clientWidth > 1 && element.closest('.visually-hidden') === null
    for (const element of document.querySelectorAll<HTMLElement>(
      'h1, h2, h3, button, label, p, dt, dd, th, a',
    )) {
      const { overflowX, textOverflow } = getComputedStyle(element)
      const isCut = overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
      if (isSeen(element) && isCut && textOverflow !== 'ellipsis')
        found.push(`Cut off: ${element.className} ${element.textContent}`)
    }
    for (const cell of document.querySelectorAll<HTMLElement>(
      '.grid-head > div, .grid-row > .end, .grid-foot > .end',
    )) {
      if (isSeen(cell) && cell.scrollWidth > cell.clientWidth + 1)
        found.push(
          `Cut off in ${cell.closest('[role=grid]')?.getAttribute('aria-label')}: ${cell.textContent}`,
        )
    }
    if (clientWidth < 1600) return found
    const line = document.createRange()
    for (const element of document.querySelectorAll('main p')) {
      line.selectNodeContents(element)
      const tops = new Set(Array.from(line.getClientRects(), ({ bottom }) => Math.round(bottom / 8)))
      const letters = (element.textContent ?? '').length / Math.max(1, tops.size)
      if (isSeen(element) && letters > 110) found.push(`Long lines: ${element.textContent}`)
    }
    const ends = Array.from(document.querySelectorAll('main *'), (element) => element.getBoundingClientRect())
    const right = Math.max(0, ...ends.filter(({ width }) => width > 0).map((box) => box.right))
    if (document.querySelector('main') && right < clientWidth * 0.75) found.push(`Nothing right of ${right}`)
    return found
  })
}

/** How far down the window the drawing or the panels of a view reach, as a share of its height. */
async function lowest(page: Page): Promise<number> {
  return page.evaluate(() => {
    const parts = document.querySelectorAll('main circle, main .view-scroll .panel')
    return Math.max(...Array.from(parts, (part) => part.getBoundingClientRect().bottom)) / window.innerHeight
  })
}

/** Waits for what the view computes. */
async function settled(app: FlowcaseApp, view: (typeof VIEWS)[number]): Promise<void> {
  const { page } = app
  if (view === 'Overview') {
    const rows = (await page.evaluate(() => window.innerHeight)) > 2000 ? 30 : 12
    await expect(page.getByRole('grid', { name: 'Top talkers' }).getByRole('row')).toHaveCount(1 + rows)
    await expect(page.getByRole('grid', { name: 'Top ports' }).getByRole('row')).toHaveCount(1 + rows)
  }
  if (view === 'Suspect')
    await expect(page.getByRole('heading', { name: 'Most bytes, sent and received' })).toBeVisible()
  if (view === 'Flows') {
    await expect(page.getByRole('grid', { name: 'Flows' }).getByRole('row').nth(3)).toContainText('TCP')
  }
  if (view === 'Timeline') await expect(page.getByRole('application').locator('.u-over')).toBeVisible()
  if (view === 'Graph')
    await expect(page.getByRole('grid', { name: /pairs/i }).getByRole('row').nth(2)).toBeVisible()
  if (view === 'Findings') {
    await page.getByText('10.130.8.94 sent much to 20.106.124.93:8889/TCP').click()
    await expect(page.getByRole('complementary')).toContainText('265,183,813')
  }
  if (view === 'NetFlow') await expect(page.getByText('Both sources tell the same story')).toBeVisible()
  if (view === 'Report') {
    await expect(page.frameLocator('iframe[title="Preview of the report"]').locator('body')).toContainText(
      SUSPECT,
    )
  }
}
