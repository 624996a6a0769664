import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'
const HOST = '10.130.8.94'

test('pages of addresses and services, and the graph of who talked to whom', async () => {
  const workspace = new Workspace()
  const app = await FlowcaseApp.start(workspace.path('data'), sampleCase())
  const { page } = app
  const rows = (grid: string) => page.getByRole('grid', { name: grid }).getByRole('row')
  const look = async (name: string) => {
    await page.screenshot({ path: path.join(CHECKOUT, `test-results/screenshots/${name}.png`) })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([])
  }
  const navigation = page.getByRole('navigation', { name: 'Case' })
  try {
    await app.resize(1280, 720)
    await app.readingEnded()

    await test.step('an address leads to its page, which tells who it is', async () => {
      await navigation.getByRole('link', { name: 'Addresses' }).click()
      await page.getByRole('grid', { name: 'Top talkers' }).getByRole('link', { name: SUSPECT }).click()
      await expect(app.stat('Records')).toContainText('33,232')
      await expect(page.getByText('External', { exact: true }).first()).toBeVisible()
      await expect(rows('Roles').nth(1)).toContainText('serves')
      await expect(rows('Roles').nth(1)).toContainText('8889/TCP')
      await expect(rows('Roles')).toHaveCount(4)
      await expect(rows('Peers').nth(1)).toContainText(HOST)
      await look('address')
    })

    await test.step('the networks of the case are named by the examiner, and kept', async () => {
      await page.getByRole('button', { name: 'Name the networks…' }).click()
      const networks = page.getByRole('textbox', { name: 'Networks' })
      await networks.fill('20.106.0.0/16 nonsense')
      await expect(page.getByRole('alert')).toContainText('“nonsense” is no network')
      await expect(page.getByRole('button', { name: 'Keep with the case' })).toBeDisabled()
      await networks.fill('20.106.0.0/16')
      await page.getByRole('button', { name: 'Keep with the case' }).click()
      await expect(page.getByText('in 20.106.0.0/16, a network given for this case')).toBeVisible()
      await page.reload()
      await expect(page.getByText('in 20.106.0.0/16, a network given for this case')).toBeVisible()
    })

    await test.step('a service has its servers and clients', async () => {
      await rows('Roles').nth(1).getByRole('link', { name: '8889/TCP' }).click()
      await expect(page.getByRole('heading', { name: 'Service 8889/TCP', level: 1 })).toBeVisible()
      await expect(page.getByText('not in the services list')).toBeVisible()
      // By awk over the records of protocol 6: those to port 8889, and those from it.
      await expect(app.stat('Bytes received')).toContainText('334,362,016')
      await expect(app.stat('Bytes sent')).toContainText('111,451,234')
      await expect(rows('Servers').nth(1)).toContainText(SUSPECT)
      await expect(rows('Clients').nth(1)).toContainText(HOST)
      await look('service')
    })

    await test.step('the graph says what it leaves out, and its table leads on', async () => {
      await page.keyboard.press('Control+Shift+G')
      const note = page.locator('.graph-note')
      // Pairs, records and bytes by awk, as all figures of the note.
      await expect(note).toContainText('10,000 of 15,367 pairs of addresses; 5,367 more pairs')
      await expect(rows('Pairs').nth(1)).toContainText('10.130')
      await app.setTheme('dark')
      await look('graph')
      await page.getByRole('combobox', { name: 'Least bytes of a pair' }).selectOption('100000000')
      await expect(note).toHaveText(
        '3 of 15,367 pairs of addresses; 15,364 more pairs, with 2.7 GB in 114,351 records, are below the threshold.',
      )
      await page.getByRole('grid', { name: 'Pairs' }).focus()
      await page.keyboard.press('ArrowDown')
      await expect(page.locator('.graph-edge.marked')).toHaveCount(1)
      await page.locator('.graph-node.address').filter({ hasText: HOST }).click()
      await expect(page.getByRole('combobox', { name: 'Address' })).toHaveValue(HOST)
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
