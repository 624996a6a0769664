import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, giveToApp, Workspace } from './app/folders'

const SCREENSHOTS = path.join(CHECKOUT, 'test-results/screenshots')

test('Settings tell of nfpcapd and nfdump, and take a portable copy', async () => {
  const workspace = new Workspace()
  const data = workspace.path('data')
  const app = await FlowcaseApp.start(data)
  const { page } = app
  try {
    await page.keyboard.press('Control+,')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    // What is installed on this machine, as the test of the tools themselves needs it.
    const tools = app.region('Tools')
    await expect(tools.getByRole('status')).toContainText(/nfpcapd and nfdump 1\.[67]\.\d+ are used/)
    await expect(tools.getByRole('row').filter({ hasText: 'nfpcapd' })).toContainText('used')
    await expect(app.region('Portable copies')).toContainText(path.join(data, 'tools'))

    const usb = workspace.path('usb')
    mkdirSync(usb)
    for (const name of ['nfdump', 'nfpcapd']) {
      writeFileSync(path.join(usb, name), `#!/bin/sh\necho "${name}: Version: 1.7.4"\n`)
      chmodSync(path.join(usb, name), 0o755)
    }
    giveToApp(usb)
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
    }, usb)
    await page.getByRole('button', { name: 'Choose a folder…' }).click()
    await expect(tools.getByRole('status')).toContainText('nfpcapd and nfdump 1.7.4 are used')
    await expect(tools.getByRole('row').filter({ hasText: path.join(usb, 'nfdump') })).toContainText('used')

    writeFileSync(path.join(usb, 'nfdump'), '#!/bin/sh\necho "nfdump: Version: 1.5.0"\n')
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(tools.getByRole('row').filter({ hasText: path.join(usb, 'nfdump') })).toContainText(
      'Flowcase knows versions 1.6.18 to 1.7.',
    )
    for (const theme of ['light', 'dark'] as const) {
      await app.setTheme(theme)
      await page.screenshot({ path: path.join(SCREENSHOTS, `settings-${theme}.png`), animations: 'disabled' })
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([])
    }
    await page.getByRole('button', { name: 'Forget the chosen folder' }).click()
    await expect(app.region('Portable copies')).toContainText('none')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toHaveCount(0)
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
