import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'

test('the way through a case: palette, breadcrumb, back and forward', async () => {
  const workspace = new Workspace()
  const evidence = workspace.copyOf(sampleCase(), 'evidence')
  const app = await FlowcaseApp.start(workspace.path('data'), evidence)
  const { page } = app
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 })
  const filter = page.getByRole('textbox', { name: 'Filter' })
  const crumbs = page.getByRole('navigation', { name: 'Way here' })
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  const fromPalette = async (typed: string, option: string | RegExp) => {
    await page.keyboard.press('Control+K')
    // Not by :focus, which matches nothing in a window that a bare X server has given no focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.role)).toBe('combobox')
    await page.keyboard.type(typed)
    await expect(palette.getByRole('option', { name: option }).first()).toHaveAttribute(
      'aria-selected',
      'true',
    )
    await page.keyboard.press('Enter')
    await expect(palette).toHaveCount(0)
  }
  const look = async (name: string) => {
    await page.screenshot({ path: path.join(CHECKOUT, `test-results/screenshots/${name}.png`) })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([])
  }
  try {
    await app.resize(1280, 720)
    await app.readingEnded()

    await test.step('the palette leads to views, filters and addresses by a few letters', async () => {
      await fromPalette('overv', /^Overview/)
      await expect(heading('Overview')).toBeVisible()
      await fromPalette('dst port 8889', /^dst port 8889/)
      await expect(filter).toHaveValue('dst port 8889')
      await page.keyboard.press('Control+Shift+P')
      await page.keyboard.type('20.106.124')
      await expect(palette.getByRole('option', { name: SUSPECT })).toBeVisible()
      await look('palette')
      await page.keyboard.press('Enter')
      await expect(app.stat('Records')).toContainText('33,232')
      await fromPalette('lidark', /^Light or dark/)
    })

    await test.step('keys, mouse and breadcrumb go back and forward', async () => {
      const names = (of: Locator) => of.getByRole('listitem').getByRole('button')
      await expect(names(crumbs)).toHaveText([
        'Evidence',
        'Overview',
        'Flowsdst port 8889',
        `Suspect${SUSPECT}`,
      ])
      await page.keyboard.press('Alt+ArrowLeft')
      await expect(filter).toHaveValue('dst port 8889')
      await expect(names(crumbs).nth(2)).toHaveAttribute('aria-current', 'step')
      const mouse = await page.context().newCDPSession(page)
      const sideButton = async (button: 'back' | 'forward') => {
        for (const type of ['mousePressed', 'mouseReleased'] as const) {
          await mouse.send('Input.dispatchMouseEvent', { type, button, x: 600, y: 400, clickCount: 1 })
        }
      }
      await sideButton('back')
      await expect(heading('Overview')).toBeVisible()
      await sideButton('forward')
      await expect(filter).toHaveValue('dst port 8889')
      await page.keyboard.press('Alt+ArrowRight')
      await expect(heading('Suspect')).toBeVisible()
      await names(crumbs).first().click()
      await expect(heading('Evidence')).toBeVisible()
      await expect(crumbs.getByRole('button', { name: 'Back', exact: true })).toBeEnabled()
      await names(crumbs).nth(2).click()
      await expect(filter).toHaveValue('dst port 8889')
    })

    await test.step('a reload keeps the place and the way', async () => {
      await page.reload()
      await expect(filter).toHaveValue('dst port 8889')
      await page.keyboard.press('Alt+ArrowLeft')
      await expect(heading('Overview')).toBeVisible()
      await look('crumbs')
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
