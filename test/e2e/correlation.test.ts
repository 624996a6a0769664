import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { HOST, HOST_PUBLIC, SUSPECT, truthCase } from '../unit/investigation/truth-case'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, giveToApp, Workspace } from './app/folders'

const PICTURES = path.join(CHECKOUT, 'test-results/screenshots')

test('an examiner finds out why flow logs and a capture differ', async () => {
  const workspace = new Workspace()
  const evidence = workspace.path('case')
  mkdirSync(evidence)
  for (const [name, content] of Object.entries(truthCase())) {
    writeFileSync(path.join(evidence, name), typeof content === 'string' ? gzipSync(content) : content)
  }
  giveToApp(evidence)
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  const picture = (name: string) =>
    page.screenshot({ path: path.join(PICTURES, `${name}.png`), animations: 'disabled' })
  const tuples = page.getByRole('grid', { name: 'Five-tuples in both sources' })
  try {
    await app.resize(1280, 720)
    await app.openFolder(evidence)
    await app.readingEnded()

    await test.step('all that was captured is compared, clocks as they were recorded', async () => {
      await app.go('NetFlow')
      await expect(page.getByText('The sources differ')).toBeVisible()
      await expect(app.stat('Clock of the captures')).toContainText(/3[678](\.\d+)? s ahead/)
      await expect(app.stat('Clock of the captures')).toContainText('not applied')
      await expect(page.getByRole('img', { name: /^Flow logs have flows in/ })).toBeVisible()
      await picture('correlation-recorded')
    })

    await test.step('the offset is taken off when the examiner says so', async () => {
      await app.stat('Clock of the captures').locator('.clock-switch').click()
      await expect(app.stat('Clock of the captures')).toContainText('applied: 3')
      await expect(page.getByText('the captures’ clock offset is taken off')).toBeVisible()
    })

    await test.step('a public address is named by its private one', async () => {
      const row = tuples.getByRole('row').filter({ hasText: HOST_PUBLIC })
      await page.getByRole('combobox', { name: 'State' }).selectOption('netflow-only')
      await expect(row).toHaveCount(1)
      await page.getByRole('button', { name: /^Addresses/ }).click()
      await page.getByRole('textbox', { name: 'Public address' }).fill(HOST_PUBLIC)
      await page.getByRole('textbox', { name: 'Private address' }).fill('10.0.0')
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Enter two IP addresses')
      await page.getByRole('textbox', { name: 'Private address' }).fill(HOST)
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await expect(page.getByRole('listitem').filter({ hasText: HOST_PUBLIC })).toContainText(HOST)
      await picture('correlation-addresses')
      await app.escapeDialog()
      await expect(row).toHaveCount(0)
    })

    await test.step('each difference has its reason, and each five-tuple its rows', async () => {
      await page.getByRole('combobox', { name: 'State' }).selectOption('all')
      await page.getByRole('combobox', { name: 'Reason' }).selectOption('interfaces')
      const row = tuples.getByRole('row').nth(1)
      await expect(row).toContainText('logged at several interfaces')
      await row.getByRole('gridcell').first().click()
      const detail = page.getByRole('complementary', { name: 'Details of the five-tuple' })
      // One window at each of two interfaces, and one flow.
      await expect(detail.locator('.tuple-rows tbody tr')).toHaveCount(3)
      await picture('correlation-detail')
      await app.setTheme('dark')
      await picture('correlation-detail-dark')
      await page.getByRole('radio', { name: 'By reason' }).click()
      await picture('correlation-reasons-dark')
      await page.getByRole('radio', { name: 'By service' }).click()
      await app.setTheme('light')
      await app.resize(1560, 960)
      await picture('correlation-services-large')
      await app.resize(1280, 720)
    })

    await test.step('a five-tuple leads to its flows', async () => {
      await page.getByRole('radio', { name: 'Five-tuples' }).click()
      await page.getByRole('combobox', { name: 'State' }).selectOption('vpc-only')
      await tuples.getByRole('row').filter({ hasText: '3389' }).getByRole('gridcell').first().click()
      await page.getByRole('link', { name: 'Filter flow logs' }).click()
      await expect(page.getByRole('heading', { name: 'Flows', level: 1 })).toBeVisible()
      await expect(page.getByRole('status').filter({ hasText: '1 of' })).toBeVisible()
    })

    await test.step('a suspect has the same, and it is kept in the case', async () => {
      await app.investigate(SUSPECT)
      await page.getByRole('tab', { name: /^Comparison/ }).click()
      await expect(app.stat('Clock of the captures')).toContainText('applied')
      await picture('correlation-suspect')
    })

    await test.step('services are taken away one at a time, from both sources', async () => {
      await page.getByRole('tab', { name: 'Exclusion ladder' }).click()
      const steps = page.getByRole('region', { name: 'Steps' })
      // Rows of the services move up when one is taken away: the next is looked for when that is over.
      const takeAway = async (port: number) => {
        const button = page.getByRole('button', { name: `Take away port ${port}`, exact: true })
        await button.click()
        await expect(steps.getByRole('rowheader', { name: `and not port ${port}` }).first()).toBeVisible()
        await expect(button).toHaveCount(0)
      }
      await takeAway(80)
      await takeAway(8889)
      // Two sources: all, without 80, without 8889.
      await expect(steps.locator('tbody tr')).toHaveCount(6)
      await page.getByRole('button', { name: 'Keep for the report' }).click()
      await expect(page.getByRole('button', { name: 'Kept for the report' })).toBeDisabled()
      await picture('correlation-ladder')
      await app.setTheme('dark')
      await picture('correlation-ladder-dark')
      await app.setTheme('light')
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect(steps.locator('tbody tr')).toHaveCount(4)
      await expect(page.getByRole('button', { name: 'Take away port 8889', exact: true })).toBeEnabled()
      await takeAway(22)
      await takeAway(443)
      await takeAway(3389)
      await takeAway(8889)
      await expect(page.getByText('The residue is empty.')).toBeVisible()
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
