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
  const filter = page.getByRole('combobox', { name: 'Filter' })
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

    const names = (of: Locator) => of.getByRole('listitem').getByRole('button')
    await test.step('keys, mouse and breadcrumb go back and forward', async () => {
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

    await test.step('a value leads to a count of the flows by it, and on from there', async () => {
      const flows = page.getByRole('grid', { name: 'Flows' })
      await flows.getByRole('link', { name: '10.130.9.30' }).first().click({ button: 'right' })
      const menu = page.getByRole('menu')
      await expect(menu.getByRole('menuitem', { name: /^Show only this/ })).toContainText('ip 10.130.9.30')
      await look('pivot-menu')
      // The keyboard alone: "Count by", and under it the field itself.
      await page.keyboard.press('c')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await expect(heading('Count')).toBeVisible()
      const counts = page.getByRole('grid', { name: 'Flows by source address' })
      const first = counts.getByRole('row').nth(1)
      // By awk: 3,770 records with destination port 8889, 334,362,016 bytes; 2,468 of them from 10.130.9.30.
      await expect(first).toContainText('10.130.9.30')
      await expect(first).toContainText('2,468')
      await expect(counts.getByRole('row').last()).toContainText('3,770')
      await expect(counts.getByRole('row').last()).toContainText('334,362,016')
      await counts.getByRole('button', { name: 'Bytes' }).click()
      await expect(first).toContainText('265,183,813')
      await look('count')
      await first.getByRole('link', { name: '10.130.8.94' }).click({ button: 'right' })
      await menu.getByRole('menuitem', { name: /^Add to the filter/ }).click()
      await expect(filter).toHaveValue('dst port 8889 and ip 10.130.8.94')
      await expect(page.getByText('149 records')).toBeVisible()
      await first.getByRole('link', { name: '10.130.8.94' }).click()
      await expect(filter).toHaveValue('dst port 8889 and ip 10.130.8.94 and src ip 10.130.8.94')
      await expect(page.getByText('142 of 172,583 records')).toBeVisible()
    })

    await test.step('the menu key lists the values of the row that is selected', async () => {
      const flows = page.getByRole('grid', { name: 'Flows' })
      await flows.getByRole('button', { name: 'Start (UTC)' }).click()
      await expect(flows.getByRole('row').nth(1)).toContainText('2023-09-28 20:39:24')
      await flows.focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Shift+F10')
      const menu = page.getByRole('menu')
      await expect(menu.getByRole('menuitem').first()).toContainText('2023-09-28 20:39:24 UTC')
      await page.keyboard.press('Escape')
      await expect(menu).toHaveCount(0)
      // The selection is part of the place: it is there again on the way back.
      await expect.poll(() => page.evaluate(() => window.location.hash)).toContain('row=0')
      await page.keyboard.press('Control+2')
      await expect(heading('Overview')).toBeVisible()
      await page.keyboard.press('Alt+ArrowLeft')
      await expect(flows.getByRole('row').nth(1)).toHaveAttribute('aria-selected', 'true')
      await expect(page.getByRole('complementary', { name: 'Details of the flow' })).toBeVisible()
      await flows.focus()
      await page.keyboard.press('ContextMenu')
      await page.keyboard.press('Enter')
      await menu.getByRole('menuitem', { name: 'Up to this time' }).click()
      await expect(page.getByRole('textbox', { name: 'To (UTC)' })).toHaveValue('2023-09-28 20:39:25')
      await expect(page.getByText('1 of 172,583 records')).toBeVisible()
      await flows.getByRole('link', { name: SUSPECT }).hover()
      await page.locator('.pivot-mark').click()
      await menu.getByRole('menuitem', { name: 'Mark as suspect' }).click()
      await expect(page.getByRole('list', { name: 'Suspects of this case' })).toContainText(SUSPECT)
      await crumbs.getByRole('button', { name: 'Earlier' }).click()
      await page.getByRole('menuitem', { name: 'Overview' }).click()
      await expect(heading('Overview')).toBeVisible()
      await page.keyboard.press('Alt+ArrowRight')
      await expect(filter).toHaveValue('dst port 8889')
    })

    await test.step('a reload keeps the place and the way', async () => {
      await page.reload()
      await expect(filter).toHaveValue('dst port 8889')
      await page.keyboard.press('Alt+ArrowLeft')
      await expect(heading('Overview')).toBeVisible()
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
