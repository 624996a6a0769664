import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { CHECKOUT } from './app/folders'
import { KEYBOARD_CASES, OpenedByKeys } from './app/keyboard-case'

const LABELLED = KEYBOARD_CASES[1]

test('every dialog and menu is free of serious accessibility faults, light and dark', async () => {
  if (!LABELLED) throw new Error('There is no labelled case')
  const { address, port } = LABELLED
  const opened = await OpenedByKeys.start(LABELLED)
  const { app, keys, page, menu } = opened
  const dialog = page.locator('[role="dialog"], [role="alertdialog"]')
  const look = async (name: string) => {
    await page.screenshot({
      path: path.join(CHECKOUT, `test-results/screenshots/${name}.png`),
      animations: 'disabled',
    })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(
      grave.map(({ id, nodes }) => `${name}, ${id}: ${nodes.map(({ html }) => html).join('\n')}`),
    ).toEqual([])
  }
  const lookAtDialog = async (name: string) => {
    await expect(dialog).toBeVisible()
    await keys.expectInDialog()
    await look(name)
    await keys.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter')
  try {
    for (const theme of ['light', 'dark'] as const) {
      await app.setTheme(theme)
      await opened.ask('status nodata')
      await expect(page.getByRole('status').filter({ hasText: 'are no flows' })).toBeVisible()
      await look(`note-${theme}`)
      await opened.ask(`ip ${address} and dst port ${port}`)
      await keys.press('Control+h')
      await expect(menu).toBeVisible()
      await look(`filter-menu-${theme}`)
      await keys.press('Enter')
      await lookAtDialog(`save-filter-${theme}`)
      await keys.press('Control+Shift+S')
      await expect(menu).toBeVisible()
      await look(`export-menu-${theme}`)
      await keys.press('Escape')
      await keys.press('Control+Shift+C')
      await expect(page.getByRole('checkbox').first()).toBeVisible()
      await keys.expectOn(page.getByRole('checkbox').first())
      await look(`columns-${theme}`)
      await keys.press('Escape')
      await opened.toFirstRow(page.getByRole('grid', { name: 'Flows' }))
      await keys.press('Shift+F10')
      await expect(menu).toBeVisible()
      await look(`values-of-row-${theme}`)
      await keys.press('ArrowDown', 'ArrowRight')
      await look(`menu-of-value-${theme}`)
      await keys.press('Escape', 'Control+d')
      await lookAtDialog(`mark-${theme}`)
      await keys.press('Control+g')
      await lookAtDialog(`go-to-address-${theme}`)
      await keys.press('Control+i')
      await press('Add a list…')
      await lookAtDialog(`add-list-${theme}`)
      await keys.press('Control+Shift+F')
      await press('Thresholds…')
      await lookAtDialog(`thresholds-${theme}`)
      await page.evaluate((one) => {
        location.hash = location.hash.replace(/\/findings.*$/, `/address/${one}`)
      }, address)
      await press('Name the networks…')
      await lookAtDialog(`networks-${theme}`)
      await keys.press('Control+0')
      await press('Archive the case evidence…')
      await lookAtDialog(`archive-${theme}`)
      await press('Delete the case evidence')
      await lookAtDialog(`delete-${theme}`)
      await page.getByRole('link', { name: 'evidence', exact: true }).press('Enter')
      await expect(opened.heading('Evidence')).toBeVisible()
    }
  } finally {
    await opened.close()
  }
})
